import { operations } from '#lib/http/operations/all.ts';
import { listPeople } from '#lib/store/people.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.listPeople, async ({ actor }) =>
  Response.json({ items: await listPeople(actor) }),
);
