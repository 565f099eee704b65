// What a listener is told, in the words of server-sent events: of letters that they may see, and of new ones those of their filter.
import type { Visitor } from '#lib/domain/actor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { maySee } from '#lib/domain/permissions.ts';
import type { EventLetter, StoredEvent } from '#lib/store/events.ts';
import { whichMatch } from '#lib/store/narrowing.ts';

/** Told only to who may see their queue. */
export type Narrowing = {
  filter: DeadLetterFilter;
  /** New letters that were told, where they are looked at again later. */
  told: Set<string> | null;
};

/** Where a listener goes on from, when it comes again. An event too: a page hears of it. */
export function writeMoment(moment: string): string {
  return `event: moment\nid: ${moment}\ndata: {}\n\n`;
}

/** `narrowing`: null where every letter is told. Empty texts are nothing. */
export async function writeEvents(
  visitor: Visitor,
  events: readonly StoredEvent[],
  narrowing: Narrowing | null,
): Promise<string[]> {
  if (narrowing === null) return events.map((event) => writeEvent(visitor, event));
  const { filter, told } = narrowing;
  const fresh = await matchShared(visitor, filter, events);
  for (const id of fresh) told?.add(id);
  let others = 0;
  const texts = events.map((event) => {
    if (event.kind !== 'letters') return writeEvent(visitor, event);
    const letters = event.letters.filter(({ id }) => fresh.has(id));
    others += seenOf(visitor, event).length - letters.length;
    return writeEvent(visitor, { ...event, letters });
  });
  return others === 0 ? texts : [...texts, `event: others\ndata: ${JSON.stringify({ count: others })}\n\n`];
}

/** Letters that were new some time ago and match by now; those that were told before are left out. */
export async function writeLate(
  visitor: Visitor,
  events: readonly StoredEvent[],
  { filter, told }: Narrowing,
): Promise<string[]> {
  const late = events.map((event) => ({
    ...event,
    letters: event.kind === 'letters' ? event.letters.filter(({ id }) => !told?.has(id)) : [],
  }));
  const fresh = await whichMatch(visitor, filter, idsOf(visitor, late));
  for (const { kind, letters } of events)
    if (kind === 'letters') for (const { id } of letters) told?.delete(id);
  return late.map((event) =>
    writeEvent(visitor, { ...event, letters: event.letters.filter(({ id }) => fresh.has(id)) }),
  );
}

type Asked = Map<string, Promise<ReadonlySet<string>>>;
const asked = new WeakMap<readonly StoredEvent[], Asked>();

/** Many have the same inbox open: one question serves all who may see the same. */
function matchShared(
  visitor: Visitor,
  filter: DeadLetterFilter,
  events: readonly StoredEvent[],
): Promise<ReadonlySet<string>> {
  const ids = idsOf(visitor, events);
  if (ids.length === 0) return Promise.resolve(new Set());
  const known: Asked = asked.get(events) ?? new Map();
  asked.set(events, known);
  const key = JSON.stringify([filter, visitor.seeQueues]);
  const found = known.get(key) ?? whichMatch(visitor, filter, ids);
  known.set(key, found);
  return found;
}

function idsOf(visitor: Visitor, events: readonly StoredEvent[]): string[] {
  const letters = events.filter(({ kind }) => kind === 'letters').flatMap((event) => seenOf(visitor, event));
  return letters.map(({ id }) => id);
}

function seenOf(visitor: Visitor, { letters }: StoredEvent): EventLetter[] {
  return letters.filter(({ sourceQueue }) => maySee(visitor, sourceQueue));
}

/** Nothing where none of its letters may be seen. */
function writeEvent(visitor: Visitor, event: StoredEvent): string {
  const seen = seenOf(visitor, event);
  if (seen.length === 0) return '';
  const { kind, queue } = event;
  const deadLetterIds = seen.map(({ id }) => id);
  if (kind === 'letters')
    return `event: letters\ndata: ${JSON.stringify({ queue, count: seen.length, deadLetterIds })}\n\n`;
  const replays = seen.flatMap(({ id, replay }) =>
    replay === null ? [] : [{ ...replay, deadLetterId: id }],
  );
  return `event: replays\ndata: ${JSON.stringify({ deadLetterIds, replays })}\n\n`;
}
