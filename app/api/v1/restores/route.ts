import { operations } from '#lib/http/operations/all.ts';
import { restoreLetters } from '#lib/store/letter-status.ts';
import { restoreMatching } from '#lib/store/bulk-moves.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.restoreLetters, async ({ actor, body }) => {
  const { deadLetterIds, reason } = body;
  return Response.json(
    deadLetterIds === undefined
      ? await restoreMatching(actor, body)
      : { items: await restoreLetters(actor, { deadLetterIds, reason }) },
  );
});
