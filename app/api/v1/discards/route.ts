import { operations } from '#lib/http/operations/all.ts';
import { discardLetters } from '#lib/store/letter-status.ts';
import { discardMatching } from '#lib/store/bulk-moves.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.discardLetters, async ({ actor, body }) => {
  const { deadLetterIds, reason } = body;
  return Response.json(
    deadLetterIds === undefined
      ? await discardMatching(actor, body)
      : { items: await discardLetters(actor, { deadLetterIds, reason }) },
  );
});
