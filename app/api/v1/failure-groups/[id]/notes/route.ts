import { operations } from '#lib/http/operations/all.ts';
import { addGroupNote, listGroupNotes } from '#lib/store/notes.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.listGroupNotes, async ({ actor, params }) =>
  Response.json({ items: await listGroupNotes(actor, params.id ?? '') }),
);

export const POST = route(operations.addGroupNote, async ({ actor, params, body }) =>
  Response.json(await addGroupNote(actor, params.id ?? '', body), { status: 201 }),
);
