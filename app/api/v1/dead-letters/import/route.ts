import { operations } from '#lib/http/operations/all.ts';
import { importLetters } from '#lib/http/letter-import.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.importLetters, async ({ request, actor }) =>
  Response.json(await importLetters(actor, request)),
);
