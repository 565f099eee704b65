// A letter's body as it came: always an attachment, never something that a browser renders.
import type { Actor } from '#lib/domain/actor.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { AppError } from '#lib/errors.ts';
import { openBody, readBodyInfo, readBodyPieces, readBodyUpTo } from '#lib/store/bodies.ts';
import { inTurn } from '#lib/store/turns.ts';
import { MAX_BYTES, openPacked } from './unpack.ts';

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
  return attach(stream, id, bodyBytes);
}

/** What is packed inside. Throws invalid_input where that is too much, or cannot be unpacked. */
export async function downloadUnpacked(actor: Actor, id: string): Promise<Response> {
  const { bodyBytes, propertyBytes } = await openBody(actor, id, 0);
  const { contentEncoding } = readProperties(propertyBytes).properties;
  if (bodyBytes > MAX_BYTES) throw refuse('It is larger than 20 MB');
  const opened = await inTurn(actor, 'bodies', async () =>
    openPacked(await readBodyUpTo(actor, id, MAX_BYTES), contentEncoding, true, MAX_BYTES),
  );
  if (opened.isCut) throw refuse('It holds more than 20 MB');
  if (opened.fault !== null) throw refuse(`It cannot be unpacked (${opened.fault})`);
  return attach(opened.bytes as Uint8Array<ArrayBuffer>, id, opened.bytes.length);
}

function refuse(why: string): AppError {
  return new AppError('invalid_input', `unpacked: ${why}: download it as it is`, {
    details: { field: 'unpacked' },
  });
}

function attach(content: BodyInit, id: string, bytes: number): Response {
  return new Response(content, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes),
      'content-disposition': `attachment; filename="${id}.bin"`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    },
  });
}
