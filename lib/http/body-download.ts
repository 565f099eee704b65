// A letter's body as it came: always an attachment, never something that a browser renders.
import type { Actor } from '#lib/domain/actor.ts';
import { readBodyInfo, readBodyPieces } from '#lib/store/bodies.ts';

export async function downloadBody(actor: Actor, id: string): Promise<Response> {
  const { bodyBytes } = await readBodyInfo(actor, id);
  const pieces = readBodyPieces(actor, id);
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(bodyBytes),
      'content-disposition': `attachment; filename="${id}.bin"`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    },
  });
}
