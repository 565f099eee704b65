import { operations } from '#lib/http/operations/all.ts';
import { welcome } from '#lib/auth/sign-in.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.welcome, async ({ request, body }) => welcome(request.headers, body));
