// How far the index of the search has come.
import type { Actor } from '#lib/domain/actor.ts';
import type { SearchIndex } from '#lib/domain/search-index.ts';
import { db } from './client.ts';

export async function readSearchIndex(_actor: Actor): Promise<SearchIndex> {
  const row = await db().follower.findUnique({ where: { name: 'text' } });
  return { doneUntil: row?.doneUntil.toISOString() ?? null, isComplete: row?.isComplete ?? false };
}
