import { operations } from '#lib/http/operations/all.ts';
import { changeNote, deleteNote } from '#lib/store/notes.ts';
import { readIfMatch } from '#lib/http/if-match.ts';
import { route } from '#lib/http/route.ts';

export const PATCH = route(operations.changeNote, async ({ request, actor, params, body }) => {
  const note = await changeNote(actor, params.id ?? '', body, readIfMatch(request));
  return Response.json(note, { headers: { etag: `"${note.version}"` } });
});

export const DELETE = route(operations.deleteNote, async ({ actor, params }) =>
  Response.json(await deleteNote(actor, params.id ?? '')),
);
