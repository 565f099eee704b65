import { operations } from '#lib/http/operations/all.ts';
import { downloadBody } from '#lib/http/body-download.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readBody, async ({ actor, params }) =>
  downloadBody(actor, params.id ?? ''),
);
