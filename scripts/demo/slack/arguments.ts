// The arguments of a Web API call, from a form, a query or JSON (https://docs.slack.dev/apis/web-api).
import type { IncomingMessage } from 'node:http';

/** `error` when the body cannot be read; else the values as text or, from JSON, as they stand. */
export type Arguments = { token: string | null; values: Record<string, unknown>; error: string | null };

const MAX_BYTES = 1024 * 1024;

export async function readArguments(request: IncomingMessage): Promise<Arguments> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const body = await readBody(request);
  const fault = (error: string) => ({ token: bearer, values: {}, error });
  if (body === null) return fault('request_too_large');
  if (request.method !== 'POST' || body === '') {
    return { token: bearer, values: readForm(new URL(request.url ?? '/', 'http://x').search), error: null };
  }
  if (type === 'application/json') return readJson(body, bearer, fault);
  if (type === 'application/x-www-form-urlencoded') {
    const values = readForm(body);
    return { token: bearer ?? (values['token'] as string | undefined) ?? null, values, error: null };
  }
  return fault(type === undefined || type === '' ? 'missing_post_type' : 'invalid_post_type');
}

/** n.b. Slack takes a token from a form, but never from a JSON body. */
function readJson(body: string, token: string | null, fault: (error: string) => Arguments): Arguments {
  try {
    const values: unknown = JSON.parse(body);
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      return fault('json_not_object');
    return { token, values: values as Record<string, unknown>, error: null };
  } catch {
    return fault('invalid_json');
  }
}

function readForm(text: string): Record<string, unknown> {
  return Object.fromEntries(new URLSearchParams(text));
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes <= MAX_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}
