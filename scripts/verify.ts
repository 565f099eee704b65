/** `npm run verify`: format, lint, types, architecture and pure tests. */
import { spawnSync } from 'node:child_process';
import { showSeconds } from './progress.ts';
import { verifySteps } from './verify-steps.ts';

let failed = 0;
for (const [name, command, args] of verifySteps) {
  const startedAt = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) failed++;
  console.log(
    `${status === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(14)} ${showSeconds(performance.now() - startedAt)}`,
  );
}
process.exit(failed === 0 ? 0 : 1);
