// How a run stands: what wants a look says so, by word and tone.
import { expect, test } from 'vitest';
import type { RunState, RunSummary } from '#lib/domain/run-schemas.ts';
import { standingOf } from '#lib/domain/run-words.ts';

const none: RunSummary['letters'] = {
  total: 10,
  waiting: 0,
  underWay: 0,
  confirmed: 0,
  returned: 0,
  nacked: 0,
  refused: 0,
  unknown: 0,
  cancelled: 0,
  leftOut: 0,
  cameBack: 0,
};
const standing = (state: RunState, letters: Partial<typeof none>, whyPaused: string | null = null) =>
  standingOf({ state, whyPaused, letters: { ...none, ...letters } });

test('a run is done well only where nothing that was sent failed', () => {
  expect(standing('done', { confirmed: 7, leftOut: 3 })).toEqual({ word: 'done', tone: 'good' });
  expect(standing('done', { confirmed: 9, unknown: 1 })).toEqual({ word: 'done, some failed', tone: 'wait' });
  expect(standing('done', { returned: 6, refused: 4 })).toEqual({ word: 'failed', tone: 'bad' });
});

test('one that paused by itself wants a look, one that a person paused does not', () => {
  expect(standing('paused', { waiting: 10 }).tone).toBe('wait');
  expect(standing('paused', { waiting: 6, nacked: 4 }, 'Of the last 4, 4 failed').tone).toBe('bad');
  expect(standing('running', { nacked: 1, waiting: 9 }).word).toBe('running');
});
