// Prisma remembers the arguments of its last 100 debug calls, printed or not (7.10: @prisma/debug, and a copy of it in the
// client's runtime): after a batch that is megabytes of letters each. This lets go of them.
import { Debug } from '@prisma/client/runtime/client';
import { clearLogs } from '@prisma/debug';

const REMEMBERED = 100;
const debug = Debug('letterthief');

export function forgetDebugHistory(): void {
  clearLogs();
  // The runtime's copy has no such function: what is new pushes out what is old.
  for (let at = 0; at < REMEMBERED; at++) debug('');
}
