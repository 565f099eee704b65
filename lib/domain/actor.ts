// Who acts: the first argument of every store verb.

export const roles = ['viewer', 'operator', 'administrator'] as const;
/** A viewer reads; an operator also tries again, discards and restores; an administrator also says who may what. */
export type Role = (typeof roles)[number];

/**
 * What somebody may: the role, and for letters the queues. Patterns: `*` stands for any characters, a leading `-` takes out again.
 * A letter belongs to its source queue; where that is unknown, only those see it who may see every queue.
 */
export type Standing = { role: Role; seeQueues: readonly string[]; actQueues: readonly string[] };

/** A request that may come twice and must be carried out once: its Idempotency-Key, and a digest of what it asks. */
export type Once = { key: string; requestDigest: Uint8Array<ArrayBuffer> };

/** From where a request came, for the audit. */
export type Visit = { address: string | null; once?: Once };

export type PersonActor = {
  kind: 'person';
  id: string;
  name: string;
  email: string;
  /** Null for whom a proxy has signed in. */
  signInId: string | null;
} & Standing &
  Visit;

export type Visitor = PersonActor | ({ kind: 'token'; id: string; name: string } & Standing & Visit);

export type Actor = Visitor | { kind: 'worker'; id: string } | { kind: 'system' };

/** The actor as rows remember it. */
export function nameOf(actor: Actor): string {
  if (actor.kind === 'person') return actor.name;
  if (actor.kind === 'token') return `token ${actor.name}`;
  return actor.kind === 'worker' ? `worker ${actor.id}` : 'system';
}
