import { downloadBody } from '#lib/http/body-download.ts';
import { route } from '#lib/http/route.ts';

export const GET = route({}, async ({ actor, params }) => downloadBody(actor, params.id ?? ''));
