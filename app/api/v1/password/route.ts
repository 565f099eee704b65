import { renewPassword } from '#lib/auth/sign-in.ts';
import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.changePassword, async ({ actor, body }) => {
  await renewPassword(actor, body);
  return new Response(null, { status: 204 });
});
