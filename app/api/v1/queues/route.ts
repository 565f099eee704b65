import { route } from '#lib/http/route.ts';
import { listQueues } from '#lib/store/queues.ts';

export const GET = route({}, async ({ actor }) => Response.json({ items: await listQueues(actor) }));
