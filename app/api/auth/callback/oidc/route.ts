import { endByIssuer } from '#lib/auth/sign-in.ts';
import { answerTrouble } from '#lib/http/route.ts';

/** Where the issuer sends people back to: the auth library's own, the one route that it answers by itself. */
export async function GET(request: Request): Promise<Response> {
  return endByIssuer(request).catch((error: unknown) => answerTrouble(request, error));
}
