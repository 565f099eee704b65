// The whole audit of a filter as NDJSON, page after page: however long it is, one page is held.
import type { Actor } from '#lib/domain/actor.ts';
import type { AuditListQuery } from '#lib/domain/audit.ts';
import { listAudit } from '#lib/store/audit.ts';

export async function exportAudit(
  actor: Actor,
  query: Omit<AuditListQuery, 'cursor' | 'limit'>,
): Promise<Response> {
  const encoder = new TextEncoder();
  // Before the answer begins: a refusal is still one.
  let page: Awaited<ReturnType<typeof listAudit>> | null = await listAudit(actor, { ...query, limit: 200 });
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (page === null) return controller.close();
      const { items, nextCursor: cursor } = page;
      controller.enqueue(encoder.encode(items.map((line) => `${JSON.stringify(line)}\n`).join('')));
      page = cursor === null ? null : await listAudit(actor, { ...query, cursor, limit: 200 });
    },
  });
  return new Response(stream, {
    headers: {
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="letterthief-audit.ndjson"',
    },
  });
}
