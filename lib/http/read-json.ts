// Reads a request's JSON, bounded, and checks it by a schema. Every fault names its field.
import type { z } from 'zod';
import { AppError } from '#lib/errors.ts';

export const MAX_JSON_BYTES = 1024 * 1024;

/** More bytes than the route takes: answered with a 413. */
export class TooLarge extends Error {
  override name = 'TooLarge';
}

/** Throws invalid_input, or TooLarge. */
export async function readJson(request: Request, maxBytes = MAX_JSON_BYTES): Promise<unknown> {
  const bytes = await readBounded(request, maxBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new AppError('invalid_input', 'body: is not JSON', { cause: error, details: { field: 'body' } });
  }
}

/** Gives the checked value; throws invalid_input naming the first faulty field, with all faults in `errors`. */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const unstorable = findUnstorable(value);
  if (unstorable !== null)
    throw new AppError(
      'invalid_input',
      `${unstorable}: holds a NUL or half of a character, which no text here can`,
      {
        details: { field: unstorable },
      },
    );
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const errors = read.error.issues.slice(0, 20).map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    // What a schema tells besides: where in a query the fault stands, and what was expected.
    const more = issue.code === 'custom' ? issue.params : {};
    return { ...more, field: path.join('.') || 'body', message: issue.message };
  });
  const [first] = errors;
  const { message, ...details } = first ?? { message: 'not understood', field: 'body' };
  throw new AppError('invalid_input', `${details.field}: ${message}`, { details: { ...details, errors } });
}

/** The field of a text, or of a key, that Postgres cannot hold; null when there is none. */
function findUnstorable(value: unknown, field = '', depth = 0): string | null {
  if (typeof value === 'string') return /\0|\p{Surrogate}/u.test(value) ? field || 'body' : null;
  if (typeof value !== 'object' || value === null) return null;
  // The schemas take nothing that is deeper, and say so.
  if (depth > 20) return null;
  for (const [key, one] of Object.entries(value)) {
    const name = field === '' ? key : `${field}.${key}`;
    const found = findUnstorable(key, 'a key', depth) ?? findUnstorable(one, name, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** All of a body. Throws TooLarge. */
export async function readBounded(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = new TooLarge(`The body is over ${maxBytes} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
