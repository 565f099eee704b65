import { beginByIssuer } from '#lib/auth/sign-in.ts';
import { ownPath } from '#lib/domain/own-path.ts';
import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.signInByIssuer, async ({ request, body }) =>
  beginByIssuer(request.headers, ownPath(body.to)),
);
