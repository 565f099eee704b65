// Calls to our own REST API, as any machine would make them.
import type { AlertRoutes } from '#lib/domain/alerts/routes.ts';
import type { BodyWindow } from '#lib/domain/body-schemas.ts';
import type { DeadLetterDetail, DeadLetterSummary, QueueView, ReplayView } from '#lib/domain/dead-letter.ts';
import type { ReachView } from '#lib/domain/reach-schemas.ts';
import type { Reproduction, ReproductionTarget } from '#lib/domain/reproduce/targets.ts';
import type { LetterCount, QueryValues } from '#lib/domain/query/schemas.ts';
import type { Histogram } from '#lib/domain/histogram.ts';
import type { LetterPage } from '#lib/domain/letter-list.ts';
import type { SearchIndex } from '#lib/domain/search-index.ts';

/** What went wrong, in the words of application/problem+json; `ids` are the letters it concerns. */
export type Problem = {
  status: number;
  title: string;
  detail: string;
  /** The field of the request that is wrong, as `detail` begins with it. */
  field: string | null;
  ids: string[];
};
export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export function getLetters(query: URLSearchParams, signal?: AbortSignal): Promise<Answer<LetterPage>> {
  return call(`/api/v1/dead-letters?${query}`, signal === undefined ? {} : { signal });
}

export function getLetterCount(query: string, signal: AbortSignal): Promise<Answer<LetterCount>> {
  return call(`/api/v1/dead-letters/count?${query}`, { signal });
}

export function getQueryValues(
  key: string,
  prefix: string,
  signal: AbortSignal,
): Promise<Answer<QueryValues>> {
  return call(`/api/v1/query-values?${new URLSearchParams({ key, prefix })}`, { signal });
}

export function getHistogram(query: URLSearchParams, signal: AbortSignal): Promise<Answer<Histogram>> {
  return call(`/api/v1/dead-letters/histogram?${query}`, { signal });
}

export function getSearchIndex(signal: AbortSignal): Promise<Answer<SearchIndex>> {
  return call('/api/v1/search-index', { signal });
}

export function getLetter(id: string): Promise<Answer<DeadLetterDetail & DeadLetterSummary>> {
  return call(letterPath(id));
}

/** Whether one is still signed in: where not, the page leads to the sign-in. */
export async function askWhoIsThere(): Promise<void> {
  await call('/api/v1/me');
}

export function getReplay(id: string): Promise<Answer<ReplayView>> {
  return call(`/api/v1/replays/${id}`);
}

export function getAlertRoutes(): Promise<Answer<AlertRoutes>> {
  return call('/api/v1/alert-routes');
}

export function getQueues(): Promise<Answer<{ items: QueueView[] }>> {
  return call('/api/v1/queues');
}

export function getReach(query: URLSearchParams): Promise<Answer<ReachView>> {
  return call(`/api/v1/reach?${query}`);
}

export function getReproduction(id: string, as: ReproductionTarget): Promise<Answer<Reproduction>> {
  return call(`${letterPath(id)}/reproduction?as=${as}`);
}

export function letterPath(id: string): string {
  return `/api/v1/dead-letters/${id}`;
}

export function bodyPath(id: string): string {
  return `${letterPath(id)}/body`;
}

/** The body with what was packed around it taken off. Throws with the reason. */
export async function getBodyBytes(id: string): Promise<Uint8Array> {
  const response = await fetch(`${bodyPath(id)}?unpacked=yes`);
  if (!response.ok)
    throw new Error(readProblem(response.status, await response.json().catch(() => null)).detail);
  return new Uint8Array(await response.arrayBuffer());
}

export function getBodyLines(
  id: string,
  query: Record<string, string | number>,
): Promise<Answer<BodyWindow>> {
  const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return call(`${bodyPath(id)}/lines?${params}`);
}

export type Change = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `version`: what was read before, where somebody else may have changed it meanwhile. */
export function send<T>(method: Change, path: string, body?: unknown, version?: string): Promise<Answer<T>> {
  return call(path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** One that nobody else has. n.b. crypto.randomUUID is not there where the page came over plain HTTP. */
export function makeKey(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

/** Done once, however often it is asked under this key. */
export function postOnce<T>(path: string, body: unknown, key: string): Promise<Answer<T>> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  return call(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

export function post<T>(path: string, body: unknown): Promise<Answer<T>> {
  return send('POST', path, body);
}

async function call<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, { ...init, headers: { accept: 'application/json', ...init.headers } });
    if (response.status === 401 && !isDoor()) leave();
    if (response.status === 204) return { ok: true, value: null as T };
    if (response.ok) return { ok: true, value: (await response.json()) as T };
    return { ok: false, problem: readProblem(response.status, await response.json().catch(() => null)) };
  } catch {
    return { ok: false, problem: noAnswer(init.method !== undefined) };
  }
}

/** What another way of asking was answered; status 0 for nothing. */
export function readAnswer<T>(status: number, body: unknown): Answer<T> {
  if (status === 0) return { ok: false, problem: noAnswer(true) };
  if (status >= 200 && status < 300 && body !== null) return { ok: true, value: body as T };
  return { ok: false, problem: readProblem(status, body) };
}

function noAnswer(isChange: boolean): Problem {
  const detail = isChange
    ? 'LetterThief did not answer. It may or may not have heard: look again before you repeat it.'
    : 'LetterThief did not answer.';
  return { status: 0, title: 'No answer', detail, field: null, ids: [] };
}

/** The pages before a sign-in: a wrong password is a 401 too. */
function isDoor(): boolean {
  return ['/sign-in', '/welcome'].includes(window.location.pathname);
}

/** Whoever was signed out has nothing to see here any more: the page, asked for again, leads to the sign-in and back. */
function leave(): void {
  window.location.reload();
}

function readProblem(status: number, body: unknown): Problem {
  const told = Object(body) as Record<string, unknown>;
  return {
    status,
    title: typeof told.title === 'string' ? told.title : `Answer ${status}`,
    detail: typeof told.detail === 'string' ? told.detail : '',
    field: typeof told.field === 'string' ? told.field : null,
    ids: Array.isArray(told.ids) ? told.ids.filter((id): id is string => typeof id === 'string') : [],
  };
}
