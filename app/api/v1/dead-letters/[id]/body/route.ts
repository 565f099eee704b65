import { operations } from '#lib/http/operations/all.ts';
import { downloadBody, downloadUnpacked } from '#lib/http/body-download.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readBody, async ({ actor, params, query }) =>
  query.unpacked === 'yes' ? downloadUnpacked(actor, params.id ?? '') : downloadBody(actor, params.id ?? ''),
);
