// Slack in trouble, small. Full size: `npm run endure -- alerts`.
import { expect, test } from 'vitest';
import { troubleSlack } from './alerts.ts';
import { showReport } from './report.ts';

test('40 letters are all covered while Slack fails in every way; repeats only after calls without an answer', async () => {
  const report = await troubleSlack({ letters: 40, waves: 8 }, console.log);
  console.log(`alerts: ${showReport(report)}`);
  expect(report.faults).toEqual([]);
}, 180_000);
