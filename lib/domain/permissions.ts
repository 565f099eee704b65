// What an actor may. The store asks for every letter; pages ask so that a button can say why it is disabled.
import { roles, type Actor, type Role, type Standing } from './actor.ts';

/** Whether the role is at least this one. The worker and our own commands may all. */
export function hasRole(actor: Actor, role: Role): boolean {
  if (actor.kind === 'worker' || actor.kind === 'system') return true;
  return roles.indexOf(actor.role) >= roles.indexOf(role);
}

/** What is seen: the role does not matter. */
export function seenQueues(actor: Actor): readonly string[] {
  return actor.kind === 'worker' || actor.kind === 'system' ? ['*'] : actor.seeQueues;
}

/** The queues whose letters may be tried again and discarded; none for a viewer. */
export function actableQueues(actor: Actor): readonly string[] {
  if (actor.kind === 'worker' || actor.kind === 'system') return ['*'];
  return hasRole(actor, 'operator') ? actor.actQueues : [];
}

/** Every queue, those that are unknown too. */
export function isEveryQueue(patterns: readonly string[]): boolean {
  return patterns.includes('*') && !patterns.some((pattern) => pattern.startsWith('-'));
}

/** `null` is an unknown queue. */
export function coversQueue(patterns: readonly string[], queue: string | null): boolean {
  if (isEveryQueue(patterns)) return true;
  if (queue === null) return false;
  const taken = patterns.filter((pattern) => pattern.startsWith('-')).map((pattern) => pattern.slice(1));
  const given = patterns.filter((pattern) => !pattern.startsWith('-'));
  return given.some((one) => fits(one, queue)) && !taken.some((one) => fits(one, queue));
}

export function maySee(actor: Actor, queue: string | null): boolean {
  return coversQueue(seenQueues(actor), queue);
}

/** Also what may not be seen may not be acted on. */
export function mayAct(actor: Actor, queue: string | null): boolean {
  return maySee(actor, queue) && coversQueue(actableQueues(actor), queue);
}

/** Why somebody may not act on the letters of a queue, in words for a disabled button; null when they may. */
export function whyBarred(standing: Standing, queue: string | null): string | null {
  if (standing.role === 'viewer') return 'You may look, not act: that wants the role operator';
  if (coversQueue(standing.seeQueues, queue) && coversQueue(standing.actQueues, queue)) return null;
  return queue === null
    ? 'You may not act on letters of an unknown queue'
    : `You may look at ${queue}, not act on it`;
}

/** Not a regular expression: a hostile pattern or name costs no more than their lengths multiplied. */
function fits(pattern: string, queue: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!queue.startsWith(first)) return false;
  if (rest.length === 0) return queue === pattern;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const piece of rest) {
    const found = queue.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return queue.length - at >= last.length && queue.endsWith(last);
}
