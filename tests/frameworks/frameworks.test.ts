// Dead letters that real libraries leave are understood, and their replays are taken by the same libraries: tried again too early
// they die as they did at first, tried again once the service is mended they are handled.
import { beforeAll, expect, test, vi } from 'vitest';
import { decode } from '#lib/domain/decode.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { readBrokerMajor } from '#tests/vhost.ts';
import type { ExpectedLetter } from './expected.ts';
import { startLine } from './line.ts';
import { services } from './services.ts';

// A busy machine, not a promise of speed: each step within has its own deadline.
vi.setConfig({ testTimeout: 180_000 });

type Paired = ExpectedLetter & { letter: Delivery };

const byBroker = /^header x-(death|first-death-.*|last-death-.*|letterthief-replay-id)$/;

let brokerMajor: number;
beforeAll(async () => {
  brokerMajor = await readBrokerMajor();
});

test.concurrent.each(services)('$library', async ({ command, letters: expected }) => {
  const line = await startLine(command);
  try {
    const first = pair(await line.letters(expected.length), expected);
    for (const one of first) compare(one, null);

    // Not mended yet: what counts failures begins anew, so it is tried as often as at first.
    const replayIds = new Map<ExpectedLetter['derived'], string>();
    for (const { letter, derived, changed } of first) {
      const { dropped, unreadable, replayId } = await line.replay(letter);
      expect(dropped.filter((one) => !byBroker.test(one)).toSorted()).toEqual(changed);
      expect(unreadable).toEqual([]);
      replayIds.set(derived, replayId);
    }
    const second = pair(await line.letters(expected.length), expected);
    for (const one of second) compare(one, replayIds.get(one.derived));

    await line.mend();
    const understood = second.filter(({ tries }) => tries > 0);
    for (const { letter } of understood) await line.replay(letter);
    const handled = await line.handled(understood.length);
    expect(handled.map(json).toSorted()).toEqual(understood.map(({ message }) => json(message)).toSorted());
    const queues = [...new Set(first.map(({ derived }) => derived.sourceQueue ?? ''))];
    const { failed, ...left } = await line.end(queues);
    expect(left).toEqual({ messages: 0, letters: 0 });
    const tries = expected.flatMap(({ message, tries: once, triesAgain = once }) =>
      Array.from({ length: once + triesAgain }, () => message),
    );
    expect(failed.map(json).toSorted()).toEqual(tries.map(json).toSorted());
  } finally {
    await line.stop();
  }
});

function compare(one: Paired, cameFromReplayId: string | null | undefined): void {
  const { letter, derived, stack } = one;
  const { errorStack, ...told } = decode(letter);
  const deaths = brokerMajor < 4 ? derived.deaths : (one.deathsOn4 ?? derived.deaths);
  expect(told).toEqual({ ...derived, deaths, cameFromReplayId });
  if (stack === undefined) expect(errorStack).toBeNull();
  else expect(errorStack).toMatch(stack);
}

/** Which letter is which: they die in no order. */
function pair(letters: readonly Delivery[], expected: readonly ExpectedLetter[]): Paired[] {
  const bodies = letters.map(({ body }) => Buffer.from(body).toString());
  return expected.map((one) => {
    const letter = letters[bodies.findIndex((body) => body.includes(one.holds))];
    if (letter === undefined) throw new Error(`No letter holds ${one.holds}: ${bodies.join('\n')}`);
    return { ...one, letter };
  });
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
