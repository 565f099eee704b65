// Large letters through two workers. Full size: `npm run endure -- large`.
import { expect, test } from 'vitest';
import { passLargeLetters } from './large.ts';
import { showReport } from './report.ts';

test('20 letters of 10 MB and one of 40 MB pass byte for byte, in the memory that MAX_HELD_MB promises', async () => {
  const sizes = { letters: 20, letterMb: 10, largestMb: 40, maxHeldMb: 32 };
  const report = await passLargeLetters(sizes, console.log);
  console.log(`large: ${showReport(report)}`);
  expect(report.faults).toEqual([]);
}, 300_000);
