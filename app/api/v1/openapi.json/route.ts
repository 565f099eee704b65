import { describeApi } from '#lib/http/openapi.ts';
import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.openapi, async () => Response.json(describeApi()));
