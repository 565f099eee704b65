import { operations } from '#lib/http/operations/all.ts';
import { signIn } from '#lib/auth/sign-in.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.signIn, async ({ request, body }) => signIn(request.headers, body));
