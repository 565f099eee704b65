import { lettersRequest } from '#lib/domain/replay-request.ts';
import { route } from '#lib/http/route.ts';
import { discardLetters } from '#lib/store/letter-status.ts';

export const POST = route({ body: lettersRequest }, async ({ actor, body }) =>
  Response.json({ items: await discardLetters(actor, body.deadLetterIds) }),
);
