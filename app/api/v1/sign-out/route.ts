import { operations } from '#lib/http/operations/all.ts';
import { signOut } from '#lib/auth/sign-in.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.signOut, async ({ request }) => signOut(request.headers));
