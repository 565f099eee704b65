/** Who is there. Sign-in comes later: until then whoever reaches the page is one nameless person. */
import type { Actor } from '#lib/domain/actor.ts';

export async function actorOf(): Promise<Actor> {
  return { kind: 'person', name: 'web' };
}
