import { stillThere } from '#lib/auth/actor.ts';
import { writeFilter } from '#lib/domain/filter.ts';
import { openEventStream } from '#lib/http/event-stream.ts';
import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.events, async ({ request, actor, query }) => {
  const { lastEventId, ...filter } = query;
  return openEventStream(request, actor, () => stillThere(actor), {
    filter: writeFilter(filter) === '' ? null : filter,
    // A browser that opens a stream anew by itself says where it was in the header, and knows better.
    lastId: request.headers.get('last-event-id') ?? lastEventId ?? null,
  });
});
