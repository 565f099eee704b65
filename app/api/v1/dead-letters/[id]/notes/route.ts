import { operations } from '#lib/http/operations/all.ts';
import { addNote, listNotes } from '#lib/store/notes.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.listNotes, async ({ actor, params }) =>
  Response.json({ items: await listNotes(actor, params.id ?? '') }),
);

export const POST = route(operations.addNote, async ({ actor, params, body }) =>
  Response.json(await addNote(actor, params.id ?? '', body), { status: 201 }),
);
