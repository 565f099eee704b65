// A letter as a program, with the notes in words, and the address that people use in it.
import { readConfig } from '#lib/config.ts';
import type { Actor } from '#lib/domain/actor.ts';
import { sayNote } from '#lib/domain/reproduce/notes.ts';
import { reproduce } from '#lib/domain/reproduce/registry.ts';
import type { Reproduction, ReproductionTarget } from '#lib/domain/reproduce/targets.ts';
import { readForReproduction } from '#lib/store/reproduction.ts';

export async function reproduceLetter(
  actor: Actor,
  id: string,
  as: ReproductionTarget,
  host: string | null,
): Promise<Reproduction> {
  const letter = await readForReproduction(actor, id, as !== 'curl');
  const reproduced = reproduce(as, letter, originOf(host));
  return { ...reproduced, notes: reproduced.notes.map(sayNote) };
}

/** PUBLIC_URL where it is asked by that name; else what it was asked by, which the route has checked to be ours. */
function originOf(host: string | null): string {
  const { publicUrl } = readConfig();
  const known = new URL(publicUrl);
  return host === null || host === known.host ? known.origin : `http://${host}`;
}
