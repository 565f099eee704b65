import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.health, async () => Response.json({ status: 'ok' }));
