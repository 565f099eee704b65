/** Who acts: the first argument of every store verb. Sign-in comes later; until then a person is whoever reaches the page. */
export type Actor = { kind: 'person'; name: string } | { kind: 'worker'; id: string } | { kind: 'system' };

/** The actor as rows remember it. */
export function nameOf(actor: Actor): string {
  if (actor.kind === 'person') return actor.name;
  return actor.kind === 'worker' ? `worker ${actor.id}` : 'system';
}
