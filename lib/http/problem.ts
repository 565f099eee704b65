// Refusals as application/problem+json (RFC 9457): one mapper for every route.
import { z } from 'zod';
import { AppError, type ErrorCode } from '#lib/errors.ts';

const statusOf: Record<ErrorCode, number> = {
  invalid_input: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_many: 429,
  unavailable: 503,
  internal: 500,
};

const titleOf: Record<number, string> = {
  400: 'Invalid input',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
  500: 'Something went wrong here',
  503: 'Not available just now',
};

export const problemDocument = z
  .looseObject({
    type: z.string().describe('urn:letterthief:problem:…: stable, for machines'),
    title: z.string(),
    status: z.number(),
    detail: z.string().describe('In words, for people'),
    field: z.exactOptional(z.string()).describe('What of the request is wrong'),
    start: z.exactOptional(z.number()).describe('Of a query: where its fault begins, in characters from 0'),
    end: z.exactOptional(z.number()).describe('Of a query: where its fault ends'),
    found: z.exactOptional(z.string()).describe('Of a query: what stands there'),
    expected: z.exactOptional(z.string()).describe('Of a query: what was expected instead'),
    ids: z.exactOptional(z.array(z.string())).describe('The letters that it concerns'),
    requestId: z.exactOptional(z.string()),
  })
  .meta({ id: 'Problem' });

/** A problem document. `details` become its further members. */
export function problem(
  status: number,
  type: string,
  detail: string,
  details: Record<string, unknown> = {},
): Response {
  return Response.json(
    {
      ...details,
      type: `urn:letterthief:problem:${type}`,
      title: titleOf[status] ?? 'Refused',
      status,
      detail,
    },
    {
      status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        ...(status === 405 ? { allow: 'GET' } : {}),
        ...(status === 503 ? { 'retry-after': '5' } : {}),
        ...(typeof details.retryAfterS === 'number' ? { 'retry-after': String(details.retryAfterS) } : {}),
        ...(status === 401 ? { 'www-authenticate': 'Bearer realm="LetterThief"' } : {}),
      },
    },
  );
}

/** What a refusal answers; null for what is no refusal but trouble, which must be logged and tells nothing. */
export function problemOf(error: unknown): Response | null {
  if (!(error instanceof AppError) || error.code === 'internal') return null;
  return problem(statusOf[error.code], error.code, error.message, error.details);
}
