// Every documented operation, asked of the running app: what it answers is documented, and what is documented it answers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { reproductionTargets } from '#lib/domain/reproduce/targets.ts';
import { describeApi } from '#lib/http/openapi.ts';
import { allOperations } from '#lib/http/operations/all.ts';
import type { Operation } from '#lib/http/operations/operation.ts';
import { problemDocument } from '#lib/http/problem.ts';
import { groups } from '#lib/store/groups.ts';
import { rememberQueue } from '#lib/store/queues.ts';
import { signSlack } from '#scripts/demo/slack/signature.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, text as textHeader, worker } from '#tests/letters.ts';
import { joinBytes } from '#tests/wire.ts';
import { freePort, startWeb, until, type Web } from '#tests/processes.ts';
import { startIssuer, type TestIssuer } from '#tests/issuer.ts';

const password = 'correct horse battery';
const operations = new Map<string, Operation>(allOperations);
const document = describeApi() as {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
};
const seen = new Map<string, Set<number>>();
let database: TestDatabase;
let issuer: TestIssuer;
const slackSecret = 'what-slack-signs-with';
let web: Web;
let cookie: string;

beforeAll(async () => {
  database = await makeDatabase();
  const port = await freePort();
  issuer = await startIssuer(`http://127.0.0.1:${port}/api/auth/callback/oidc`);
  const oidc = {
    OIDC_ISSUER: issuer.url,
    OIDC_CLIENT_ID: issuer.clientId,
    OIDC_CLIENT_SECRET: issuer.clientSecret,
    ROLE_RULES: 'anyone=viewer',
    SLACK_SIGNING_SECRET: slackSecret,
  };
  web = await startWeb({
    DATABASE_URL: database.url,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...oidc,
  });
  const session = await openTestSession(true);
  const stack = 'E: order 7\n\tat shop.A.b(A.java:1)\nCaused by: E: no\n\tat shop.C.d(D.java:2)';
  const failed = joinBytes(deathIn('orders.billing'), textHeader('x-exception-stacktrace', stack));
  await session.store(
    ...Array.from({ length: 5 }, () => delivery({ headers: failed })),
    delivery({ headers: null }),
  );
  await rememberQueue(worker, { name: 'letterthief', state: 'draining', depth: 1, consumers: 1 });
  await until('the log has the link', async () => /\/welcome#\S+/.test(web.output()));
});
afterAll(async () => {
  await web.stop();
  await issuer.stop();
  await database.drop();
});

/** Of an answer what the test goes on with. */
type Told = { id: string; items: { id: string; isThis: boolean }[] };

/** The first line of an export that was cut off there. */
const exportOfNone = {
  letterthief: 'dead letters',
  version: 1,
  exportedAt: '2026-11-21T10:00:00.000Z',
  filter: {},
};

const nothing: Told = { id: '', items: [] };

type Asked = { id?: string; body?: unknown; query?: string; headers?: Record<string, string> };

/** As Slack calls, by its secret. */
async function askAsSlack(name: string, body: string): Promise<void> {
  const stamp = Math.floor(Date.now() / 1000);
  const signature = signSlack(slackSecret, body, stamp);
  const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': String(stamp) };
  await ask(name, { body, headers });
}

/** Asks, and compares the answer with the document. Gives its JSON. */
async function ask(name: string, { id = '', body, query = '', headers = {} }: Asked = {}): Promise<Told> {
  const { method, path, answers, upload } = operations.get(name)!;
  const over = new AbortController();
  const response = await fetch(web.url + path.replace(/\{(id|name)\}/, id) + query, {
    method: method.toUpperCase(),
    headers: {
      ...(cookie ? { cookie } : {}),
      ...(body === undefined ? {} : { 'content-type': upload ?? 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: over.signal,
  });
  const { status } = response;
  seen.set(name, (seen.get(name) ?? new Set()).add(status));
  expect(Object.keys(document.paths[path]![method]!.responses), `${name} ${status}`).toContain(
    String(status),
  );
  const set = response.headers.getSetCookie().find((one) => one.includes('session_token='));
  if (set) cookie = set.split(';')[0]!;
  const type = response.headers.get('content-type') ?? '';
  const answer = answers[status];
  if (answer && 'media' in answer) {
    expect(type, name).toContain(query === '?format=csv' ? 'text/csv' : answer.media);
    if (name !== 'events') await response.arrayBuffer();
    over.abort();
    return nothing;
  }
  const text = await response.text();
  if (answer === null) {
    expect(text, name).toBe('');
    return nothing;
  }
  const json = JSON.parse(text) as unknown;
  const schema: z.ZodType = answer ?? problemDocument;
  expect(type, name).toContain(answer ? 'application/json' : 'application/problem+json');
  // What is not documented would be gone: an answer has nothing that the document does not name.
  expect(schema.parse(json), `${name} ${status}`).toEqual(json);
  return json as Told;
}

test('by a person who comes in, works, and goes', async () => {
  const token = /\/welcome#(\S+)/.exec(web.output())![1]!;
  await ask('listQueues');
  await ask('readLink', { body: { token } });
  await ask('signIn', { body: { email: 'ada@example.com', password } });
  await ask('welcome', { body: { token, name: 'Ada', email: 'ada@example.com', password } });
  await ask('signIn', { body: { email: 'ada@example.com', password } });
  await ask('signInByIssuer', { body: {} });
  const { id: own } = await ask('readMe');
  const { items } = await ask('listDeadLetters', { query: '?limit=3' });
  await ask('listDeadLetters', { query: '?limit=many' });
  await ask('listDeadLetters', { query: '?columns=deaths,header.x-exception-stacktrace,body.order' });
  await ask('listDeadLetters', { query: '?columns=nonsense' });
  for (const query of ['', '?format=csv', '?format=pdf']) await ask('exportLetters', { query });
  for (const body of [exportOfNone, 'no export']) await ask('importLetters', { body });
  await ask('listDeadLetters', { query: `?q=${encodeURIComponent('queue:orders.* OR (')}` });
  for (const query of ['?q=queue:orders.*', '?q=qeue:x']) await ask('countDeadLetters', { query });
  for (const query of ['?q=queue:orders.*&buckets=5', '?buckets=1000']) await ask('readHistogram', { query });
  await ask('readSearchIndex');
  for (const query of ['?key=queue&prefix=ord', '?key=body.&prefix=o', '?key=none', ''])
    await ask('listQueryValues', { query });
  const [one, two, three] = items.map(({ id }) => id) as [string, string, string];
  for (const name of ['readDeadLetter', 'readBody', 'readBodyLines', 'findRelated'])
    for (const id of [one, two, crypto.randomUUID()]) await ask(name, { id });
  const { id: note } = await ask('addNote', { id: one, body: { text: 'asked billing' } });
  await ask('addNote', { id: crypto.randomUUID(), body: { text: '' } });
  await ask('listNotes', { id: one });
  await ask('changeNote', { id: note, body: { text: 'asked the billing team' } });
  for (const id of [note, note]) await ask('deleteNote', { id });
  await groups.take([one, two, three]);
  const { items: found } = await ask('listFailureGroups', { query: '?sort=letters' });
  await ask('listFailureGroups', { query: '?cursor=none' });
  const group = found[0]!.id;
  for (const name of ['readFailureGroup', 'listAssignees', 'listGroupNotes'])
    for (const id of [group, crypto.randomUUID()]) await ask(name, { id });
  await ask('changeFailureGroup', { id: group, body: { state: 'ignored', ignoreUntil: { perHour: 9 } } });
  await ask('changeFailureGroup', { id: group, body: { state: 'open', assignee: own } });
  await ask('changeFailureGroup', { id: group, body: {} });
  await ask('snoozeFailureGroup', { id: group, body: { hours: 4 } });
  await ask('snoozeFailureGroup', { id: group, body: { hours: null } });
  await ask('snoozeFailureGroup', { id: group, body: { hours: 200 } });
  await ask('addGroupNote', { id: group, body: { text: 'since the deploy' } });
  await ask('listGroupNotes', { id: group });
  const { id: discard } = await ask('discardLetters', { body: { filter: { q: `group:${group}` } } });
  for (const id of [discard, crypto.randomUUID()]) await ask('restoreLetters', { body: { discard: id } });
  await ask('setOwnerRules', { body: { items: [{ queues: '*', personId: own }] } });
  await ask('setOwnerRules', { body: { items: [{ queues: '*' }] } });
  await ask('readOwnerRules');
  const route = { name: 'Orders', query: 'source:orders.*', target: '#orders' };
  await ask('setAlertRoutes', {
    body: { items: [route, { ...route, name: 'Hook', outlet: 'webhook', target: 'https://x.org/h' }] },
  });
  await ask('setAlertRoutes', { body: { items: [route, route] } });
  await ask('readAlertRoutes');
  for (const post of [false, true])
    await ask('previewAlertRoute', { body: { route: { ...route, target: null }, post } });
  const pressed = { action_id: 'open', value: own };
  const payload = {
    type: 'block_actions',
    user: { id: 'U0ADA0000' },
    channel: { id: 'C0ORDERS0' },
    actions: [pressed],
  };
  await askAsSlack('slackInteraction', `payload=${encodeURIComponent(JSON.stringify(payload))}`);
  await askAsSlack('slackInteraction', 'payload=no');
  await askAsSlack('slackCommand', 'user_id=U0ADA0000&text=help');
  for (const name of ['slackInteraction', 'slackCommand']) await ask(name, { body: 'text=forged' });
  await ask('readFailureGroup', { id: group });
  const { id: view } = await ask('saveView', { body: { name: 'mine', query: 'columns=deaths&q=x' } });
  await ask('saveView', { body: { name: 'mine', query: '' } });
  await ask('saveView', { body: { name: 'other', query: 'nonsense=1' } });
  await ask('listViews');
  await ask('readView', { id: view });
  await ask('changeView', { id: view, body: { isShared: true } });
  for (const id of [view, view]) await ask('deleteView', { id });
  for (const as of reproductionTargets) await ask('reproduceLetter', { id: one, query: `?as=${as}` });
  await ask('reproduceLetter', { id: crypto.randomUUID(), query: '?as=pika' });
  await ask('reproduceLetter', { id: one, query: '?as=cobol' });
  const { items: replays } = await ask('requestReplays', {
    body: { deadLetterIds: [two], to: { kind: 'origin' }, reason: 'a trial' },
  });
  await ask('requestReplays', { body: { deadLetterIds: [two], to: { kind: 'origin' } } });
  await ask('readReplay', { id: replays[0]!.id });
  await ask('readEdit', { id: replays[0]!.id });
  const edit = { setHeaders: [{ name: 'h', type: 'table', value: [{ name: 'a', type: 'void' }] }] };
  await ask('previewEdit', { body: { deadLetterId: one, edit } });
  await ask('previewEdit', { body: { deadLetterId: one, edit: { removeHeaders: ['x-death'] } } });
  const to = { kind: 'exchange', exchange: '', routingKey: 'q' };
  const edited = { deadLetterId: one, to, edit: { ...edit, body: { text: '{}' } } };
  const { id: editedId } = await ask('requestEditedReplay', { body: edited });
  await ask('requestEditedReplay', { body: edited });
  await ask('readEdit', { id: editedId });
  await ask('readDeadLetter', { id: two });
  const { id: run } = await ask('planRun', {
    body: {
      filter: {},
      to: { kind: 'origin' },
      rate: 5,
      canary: { count: 1, waitSeconds: 1, maxCameBackPercent: 5 },
      stop: { maxFailedPercent: 10 },
      order: { key: 'header.customer' },
    },
  });
  await ask('planRun', { body: { filter: {}, to: { kind: 'origin' }, rate: -1 } });
  for (const id of [group, crypto.randomUUID()])
    await ask('planRun', { body: { group: id, to: { kind: 'origin' }, rate: 5 } });
  await ask('planRun', { body: { filter: { queue: 'nothing' }, to: { kind: 'origin' }, rate: 1 } });
  await ask('planRun', { body: { to: { kind: 'origin' }, rate: 1 } });
  for (const name of ['readRun', 'startRun', 'startRun', 'pauseRun', 'resumeRun', 'readRun'])
    await ask(name, { id: run });
  await ask('changeRun', { id: run, body: { rate: 'unlimited' } });
  await ask('pauseRun', { id: run });
  for (const name of ['cancelRun', 'resumeRun', 'readRun', 'listRunLetters']) await ask(name, { id: run });
  for (const name of ['readRun', 'startRun', 'listRunLetters']) await ask(name, { id: crypto.randomUUID() });
  await ask('listRuns');
  await ask('readBodyLines', { id: two, query: '?as=hex&from=0' });
  await ask('readBodyLines', { id: two, query: '?as=png' });
  await ask('readBody', { id: two, query: '?unpacked=no' });
  for (const name of ['discardLetters', 'restoreLetters'])
    await ask(name, { body: { deadLetterIds: [three] } });
  await database.query('UPDATE dead_letter SET is_perhaps_two = true, redeliveries = 1 WHERE id = $1', [
    three,
  ]);
  await ask('keepAsTwo', { body: { deadLetterIds: [three] } });
  for (const name of [
    'health',
    'ready',
    'metrics',
    'openapi',
    'events',
    'listSignIns',
    'listPeople',
    'listTokens',
    'listQueues',
  ])
    await ask(name);
  for (const query of ['', `?exchange=orders&routingKey=a&deadLetterId=${one}`, '?exchange=', '?key=a'])
    await ask('readReach', { query });
  for (const id of ['letterthief', 'missing', '%00']) await ask('pauseQueue', { id, body: {} });
  for (const id of ['letterthief', 'letterthief'])
    await ask('resumeQueue', { id, body: { reason: 'mended' } });
  await ask('readPerson', { id: own });
  await ask('changePerson', { id: own, body: { seeQueues: ['*'] } });
  await ask('changePerson', { id: own, body: { role: 'viewer' } });
  await ask('makePasswordLink', { id: own, body: {} });
  const { id: invited } = await ask('invite', { body: { role: 'viewer' } });
  await ask('listInvitations');
  await ask('revokeInvitation', { id: invited });
  const made = await ask('makeToken', { body: { name: 'ci', role: 'viewer', expiresInHours: 1 } });
  await ask('listTokens');
  await ask('revokeToken', { id: made.id });
  await ask('listAudit', { query: '?limit=200' });
  await ask('exportAudit', { query: '?act=token.make' });
  const first = cookie;
  await ask('signIn', { body: { email: 'ada@example.com', password } });
  const { items: signIns } = await ask('listSignIns');
  await ask('endSignIn', { id: signIns.find(({ isThis }) => !isThis)!.id });
  expect(cookie).not.toBe(first);
  await ask('endOtherSignIns');
  await ask('changePassword', { body: { currentPassword: password, newPassword: `${password} staple` } });
  await database.query('UPDATE worker SET stopped_at = now()');
  await ask('ready');
  await ask('signOut', { body: {} });
  await ask('ready');
});

test('every operation was asked, and gave every good answer that it documents', () => {
  for (const [name, { answers }] of allOperations)
    for (const status of Object.keys(answers))
      expect([...(seen.get(name) ?? [])], name).toContain(Number(status));
});
