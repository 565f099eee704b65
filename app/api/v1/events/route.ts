import { openEventStream } from '#lib/http/event-stream.ts';
import { route } from '#lib/http/route.ts';

export const GET = route({}, async ({ request }) => openEventStream(request.signal));
