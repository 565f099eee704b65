// Asks for each distinct exchange before anything is published to it, on throw-away channels, a few at once.
import type { Publisher } from '#lib/broker/publisher.ts';

/** Null when the exchange is there; else the reason in words. Rejects when the connection is gone. */
export type CheckExchange = (name: string) => Promise<string | null>;

/** An answer holds so long: an exchange that goes away later takes only what is in flight to it along. */
const FRESH_MS = 2000;
const AT_ONCE = 8;

export function makeExchangeChecks(publisher: Publisher): CheckExchange {
  const answers = new Map<string, { at: number; answer: Promise<string | null> }>();
  const turns: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  let next = 0;

  return (name) => {
    const known = answers.get(name);
    if (known !== undefined && Date.now() - known.at < FRESH_MS) return known.answer;
    const turn = next++ % AT_ONCE;
    const answer = (turns[turn] ?? Promise.resolve()).then(() => publisher.checkExchange(name));
    turns[turn] = answer.catch(() => undefined);
    answers.set(name, { at: Date.now(), answer });
    return answer;
  };
}
