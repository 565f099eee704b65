import { lettersRequest } from '#lib/domain/replay-request.ts';
import { route } from '#lib/http/route.ts';
import { restoreLetters } from '#lib/store/letter-status.ts';

export const POST = route({ body: lettersRequest }, async ({ actor, body }) =>
  Response.json({ items: await restoreLetters(actor, body.deadLetterIds) }),
);
