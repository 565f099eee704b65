import { route } from '#lib/http/route.ts';

/** This web process answers. */
export const GET = route({ allowsAnyHost: true }, async () => Response.json({ status: 'ok' }));
