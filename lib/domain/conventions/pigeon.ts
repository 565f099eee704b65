// Pigeon for Laravel (convenia/Pigeon 3.1, Drivers/Driver.php): rejected letters come by amq.direct with key dead; no error is told.
import { textOf } from '#lib/domain/deaths.ts';
import type { Clues, Convention } from './convention.ts';

export const pigeon: Convention = {
  name: 'Pigeon',
  certainty: 2,
  reads: ['category'],
  recognise(clues) {
    const { deaths, exchange, routingKey } = clues;
    const death = deaths.at(-1);
    const isEvent = death?.exchange === 'event';
    const category = clues.header('category');
    const named = category === undefined ? null : textOf([category], 'category');
    const isDead = exchange === 'amq.direct' && routingKey === 'dead';
    if (!(isEvent && (named !== null || isDead)) && !(isDead && clues.properties.contentEncoding === 'utf8'))
      return null;
    const event = named ?? death?.routingKeys[0] ?? null;
    return {
      from: isEvent ? 'exchange event' : 'amq.direct with key dead',
      messageType: event,
      owner: ownerOf(clues, event),
    };
  },
};

/** A listener's queue is <event>.<app>. */
function ownerOf({ deaths }: Clues, event: string | null): string | null {
  const queue = deaths.find(({ reason }) => reason !== 'expired')?.queue ?? deaths[0]?.queue ?? '';
  if (event !== null && queue.startsWith(`${event}.`)) return queue.slice(event.length + 1) || null;
  return queue.startsWith('#.') ? queue.slice(2) || null : null;
}
