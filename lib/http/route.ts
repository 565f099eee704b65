// The one way to make a route: who is there, from where, what was sent; refusals become problem+json, trouble a plain 500.
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { actorOf, addressOf, stillThere } from '#lib/auth/actor.ts';
import { readConfig } from '#lib/config.ts';
import type { Role, Visitor } from '#lib/domain/actor.ts';
import { hasRole } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { makeLog, type Log } from '#lib/log.ts';
import { note } from '#lib/store/act.ts';
import { isStoreAway } from '#lib/store/trouble.ts';
import { isOurHost, isOurOrigin } from './hosts.ts';
import { problem, problemOf } from './problem.ts';
import type { Operation } from './operations/operation.ts';
import { takeFromAddress, takeFromBudget } from './budget.ts';
import { readOnce } from './once.ts';
import { check, readJson, TooLarge } from './read-json.ts';

type Checked<Schema> = Schema extends z.ZodType ? z.infer<Schema> : undefined;

export type RouteInput<Op extends Operation> = {
  request: Request;
  /** The URL's own: {id}. */
  params: Record<string, string>;
  query: Checked<Op['query']>;
  body: Checked<Op['body']>;
} & (Op['may'] extends 'anyone' ? object : { actor: Visitor });

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** Answers as the operation says. Who may not call it is refused before anything else is looked at. */
export function route<const Op extends Operation>(
  operation: Op,
  handle: (input: RouteInput<Op>) => Promise<Response>,
): Handler {
  const { may, query, body, maxBytes, bearsPassword, upload } = operation;
  // Nobody reads the rest of an upload that is refused: its connection serves no other request.
  const last: Record<string, string> = upload === undefined ? {} : { connection: 'close' };
  const role = may === 'anyone' ? null : may;
  return async (request, context) => {
    let actor: Visitor | null = null;
    let limits: Record<string, string> = {};
    try {
      const foreign = refuseForeign(request, operation);
      if (foreign) return withHeaders(foreign, last);
      if (role === null) {
        if (operation.method !== 'get') takeFromAddress(addressOf(request.headers));
      } else {
        actor = await actorOf(request.headers);
        limits = takeFromBudget(actor);
        requireRoute(actor, role);
      }
      const checked = {
        request,
        params: await context.params,
        query: query && check(query.strict(), readQuery(request)),
        body: body && check(body, await readJson(request, maxBytes)),
      };
      // A body may have been a minute on its way: what was true when it began need not be true any more.
      if (actor !== null && role !== null && body) {
        actor = await stillThere(actor);
        requireRoute(actor, role);
      }
      const given = actor && {
        actor: { ...actor, ...(bearsPassword ? {} : readOnce(request, checked.body)) },
      };
      return withHeaders(await handle({ ...checked, ...given } as unknown as RouteInput<Op>), limits);
    } catch (error) {
      if (actor && error instanceof AppError && error.code === 'forbidden')
        await noteRefusal(request, actor, error);
      return withHeaders(answerTrouble(request, error), { ...limits, ...last });
    }
  };
}

function requireRoute(actor: Visitor, role: Role): void {
  if (!hasRole(actor, role)) throw new AppError('forbidden', `This wants the role ${role}`);
}

/** In characters: what clients take of headers in all is 16 KB and less. */
const MAX_LINK = 4000;

/** A page of a list: its JSON, and where the next one is (RFC 8288), but for an address that no header should hold. */
export function answerPage(
  request: Request,
  page: { items: unknown[]; nextCursor: string | null },
): Response {
  const answer = Response.json(page);
  if (page.nextCursor !== null) {
    const next = new URL(request.url);
    next.searchParams.set('cursor', page.nextCursor);
    const link = `<${next.pathname}${next.search}>; rel="next"`;
    if (link.length <= MAX_LINK) answer.headers.set('link', link);
  }
  return answer;
}

function withHeaders(answer: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  if (!answer.headers.has('cache-control')) answer.headers.set('cache-control', 'private, no-store');
  return answer;
}

function refuseForeign(request: Request, operation: Operation): Response | null {
  const config = readConfig();
  const host = request.headers.get('host');
  if (!operation.allowsAnyHost && !isOurHost(host, config)) {
    return problem(403, 'forbidden', 'This Host is not ours: set PUBLIC_URL to the address that people use');
  }
  if (!isOurOrigin(request.headers.get('origin'), host, config)) {
    return problem(403, 'forbidden', 'This Origin is not ours: only our own pages may call from a browser');
  }
  // What a browser says of a page of another site, or of another host of ours; a link from there may lead here.
  const site = request.headers.get('sec-fetch-site');
  if (request.method !== 'GET' && (site === 'cross-site' || site === 'same-site'))
    return problem(403, 'forbidden', 'Only our own pages may call from a browser');
  // Next answers HEAD by our GET and drops its body: what streams would stream to nobody, and what is opened be noted as opened.
  if (request.method === 'HEAD' && isMedia(operation.answers[200]))
    return problem(405, 'method_not_allowed', 'Ask with GET');
  // A form of another site can post, but not this.
  const type = request.headers.get('content-type') ?? '';
  if (operation.body && !/^application\/json\s*(;|$)/i.test(type)) {
    return problem(415, 'unsupported_media_type', 'Send JSON, with content-type: application/json');
  }
  if (operation.upload !== undefined && type.split(';', 1)[0]?.trim().toLowerCase() !== operation.upload)
    return problem(415, 'unsupported_media_type', `Send it with content-type: ${operation.upload}`);
  return null;
}

function isMedia(answer: Operation['answers'][number] | undefined): boolean {
  return typeof answer === 'object' && answer !== null && 'media' in answer;
}

/** The act that was refused is remembered too. */
async function noteRefusal(request: Request, actor: Visitor, error: AppError): Promise<void> {
  const details = { method: request.method, path: new URL(request.url).pathname, why: error.message };
  const letterIds = Array.isArray(error.details.ids) ? (error.details.ids as string[]) : [];
  await note(actor, { act: 'refused', outcome: 'refused', letterIds, details });
}

function readQuery(request: Request): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of new URL(request.url).searchParams) if (value !== '') given[name] = value;
  return given;
}

export function answerTrouble(request: Request, error: unknown): Response {
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
