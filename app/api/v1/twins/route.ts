import { lettersRequest } from '#lib/domain/replay-request.ts';
import { route } from '#lib/http/route.ts';
import { keepAsTwo } from '#lib/store/twins.ts';

export const POST = route({ body: lettersRequest }, async ({ actor, body }) =>
  Response.json({ items: await keepAsTwo(actor, body.deadLetterIds) }),
);
