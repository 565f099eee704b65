import { operations } from '#lib/http/operations/all.ts';
import { openEventStream } from '#lib/http/event-stream.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.events, async ({ request }) => openEventStream(request.signal));
