import { operations } from '#lib/http/operations/all.ts';
import { listQueues } from '#lib/store/queues.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.listQueues, async ({ actor }) =>
  Response.json({ items: await listQueues(actor) }),
);
