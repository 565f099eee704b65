// The one way to make a route: who is there, from where, what was sent; refusals become problem+json, trouble a plain 500.
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { actorOf } from '#lib/auth/actor.ts';
import { readConfig } from '#lib/config.ts';
import type { Actor } from '#lib/domain/actor.ts';
import { makeLog, type Log } from '#lib/log.ts';
import { isStoreAway } from '#lib/store/trouble.ts';
import { isOurHost, isOurOrigin } from './hosts.ts';
import { problem, problemOf } from './problem.ts';
import { check, readJson, TooLarge } from './read-json.ts';

export type RouteOptions<Query extends z.ZodType, Body extends z.ZodType> = {
  /** Search parameters; an unknown one is refused. */
  query?: Query;
  /** A JSON body, of at most `maxBytes` (1 MB). */
  body?: Body;
  maxBytes?: number;
  /** For probes, which know no name of ours. */
  allowsAnyHost?: boolean;
};

export type RouteInput<Query, Body> = {
  request: Request;
  actor: Actor;
  /** The URL's own: {id}. */
  params: Record<string, string>;
  query: Query;
  body: Body;
};

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

export function route<Query extends z.ZodType, Body extends z.ZodType>(
  options: RouteOptions<Query, Body>,
  handle: (input: RouteInput<z.infer<Query>, z.infer<Body>>) => Promise<Response>,
): Handler {
  return async (request, context) => {
    try {
      return (
        refuseForeign(request, options) ??
        (await handle({
          request,
          actor: await actorOf(),
          params: await context.params,
          query: options.query ? check(options.query, readQuery(request)) : undefined,
          body: options.body ? check(options.body, await readJson(request, options.maxBytes)) : undefined,
        } as RouteInput<z.infer<Query>, z.infer<Body>>))
      );
    } catch (error) {
      return answerTrouble(request, error);
    }
  };
}

function refuseForeign(request: Request, options: RouteOptions<z.ZodType, z.ZodType>): Response | null {
  const config = readConfig();
  const host = request.headers.get('host');
  if (!options.allowsAnyHost && !isOurHost(host, config)) {
    return problem(403, 'forbidden', 'This Host is not ours: set PUBLIC_URL to the address that people use');
  }
  if (!isOurOrigin(request.headers.get('origin'), host, config)) {
    return problem(403, 'forbidden', 'This Origin is not ours: only our own pages may call from a browser');
  }
  const type = request.headers.get('content-type') ?? '';
  if (options.body && !/^application\/json\s*(;|$)/i.test(type)) {
    return problem(415, 'unsupported_media_type', 'Send JSON, with content-type: application/json');
  }
  return null;
}

function readQuery(request: Request): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of new URL(request.url).searchParams) if (value !== '') given[name] = value;
  return given;
}

function answerTrouble(request: Request, error: unknown): Response {
  if (error instanceof TooLarge) return problem(413, 'too_large', error.message);
  const refusal = problemOf(error);
  if (refusal) return refusal;
  const requestId = randomUUID();
  log().error(
    { err: error, requestId, method: request.method, path: new URL(request.url).pathname },
    'a request failed',
  );
  if (isStoreAway(error)) {
    return problem(
      503,
      'unavailable',
      'Postgres does not answer. No letter is lost; look again in a moment before you repeat it',
      { requestId },
    );
  }
  return problem(
    500,
    'internal',
    'Nothing more can be said here; the log has the cause under the request id',
    { requestId },
  );
}

let held: Log | undefined;
function log(): Log {
  held ??= makeLog('web', readConfig().logLevel);
  return held;
}
