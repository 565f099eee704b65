import { signDemoVisitorIn } from '#lib/auth/demo-visitor.ts';
import { ownPath } from '#lib/domain/own-path.ts';
import { answerTrouble } from '#lib/http/route.ts';

/** In the demo only: signs whoever comes in, and goes on to where they wanted. No operation of the API, so not made by its helper. */
export async function GET(request: Request): Promise<Response> {
  try {
    const { headers } = await signDemoVisitorIn(request.headers);
    headers.set('location', ownPath(new URL(request.url).searchParams.get('to') ?? undefined));
    return new Response(null, { status: 303, headers });
  } catch (error) {
    return answerTrouble(request, error);
  }
}
