// Every operation, asked by everybody, against one table written by hand.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allOperations } from '#lib/http/operations/all.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { groups } from '#lib/store/groups.ts';
import { runRequest } from '#lib/domain/run-request.ts';
import { planRun } from '#lib/store/run-plan.ts';
import { rememberQueue } from '#lib/store/queues.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, worker } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { makeTestToken } from '#tests/test-token.ts';

const askers = ['nobody', 'viewer', 'operator', 'administrator', 'foreign', 'onlooker'] as const;
type Asker = (typeof askers)[number];

/**
 * By operation: nobody, viewer, operator, administrator, an operator of other queues, an operator who may only look at this one.
 * What somebody may see is asked with one letter of orders.billing that each request finds open, or discarded for its restore; and
 * with one note on it that the operator wrote; its group; and a view that the operator shares.
 */
const table: Record<string, [number, number, number, number, number, number]> = {
  listDeadLetters: [401, 200, 200, 200, 200, 200],
  exportLetters: [401, 200, 200, 200, 200, 200],
  importLetters: [401, 403, 403, 200, 403, 403],
  countDeadLetters: [401, 200, 200, 200, 200, 200],
  readHistogram: [401, 200, 200, 200, 200, 200],
  readSearchIndex: [401, 200, 200, 200, 200, 200],
  listQueryValues: [401, 200, 200, 200, 200, 200],
  readDeadLetter: [401, 200, 200, 200, 404, 200],
  readBody: [401, 200, 200, 200, 404, 200],
  reproduceLetter: [401, 200, 200, 200, 404, 200],
  readBodyLines: [401, 200, 200, 200, 404, 200],
  findRelated: [401, 200, 200, 200, 404, 200],
  requestReplays: [401, 403, 202, 202, 404, 403],
  previewEdit: [401, 403, 200, 200, 404, 200],
  requestEditedReplay: [401, 403, 202, 202, 404, 403],
  readEdit: [401, 200, 200, 200, 404, 200],
  readReplay: [401, 200, 200, 200, 404, 200],
  listRuns: [401, 200, 200, 200, 200, 200],
  planRun: [401, 403, 201, 201, 404, 403],
  readRun: [401, 200, 200, 200, 404, 200],
  changeRun: [401, 403, 200, 200, 404, 403],
  listRunLetters: [401, 200, 200, 200, 404, 200],
  startRun: [401, 403, 200, 200, 404, 403],
  pauseRun: [401, 403, 200, 200, 404, 403],
  resumeRun: [401, 403, 200, 200, 404, 403],
  cancelRun: [401, 403, 200, 200, 404, 403],
  discardLetters: [401, 403, 200, 200, 404, 403],
  restoreLetters: [401, 403, 200, 200, 404, 403],
  keepAsTwo: [401, 403, 200, 200, 404, 403],
  listViews: [401, 200, 200, 200, 200, 200],
  readView: [401, 200, 200, 200, 200, 200],
  saveView: [401, 201, 201, 201, 201, 201],
  changeView: [401, 403, 200, 200, 403, 403],
  deleteView: [401, 403, 200, 200, 403, 403],
  listNotes: [401, 200, 200, 200, 404, 200],
  addNote: [401, 403, 201, 201, 404, 201],
  changeNote: [401, 403, 200, 403, 404, 403],
  deleteNote: [401, 403, 200, 200, 404, 403],
  listFailureGroups: [401, 200, 200, 200, 200, 200],
  readFailureGroup: [401, 200, 200, 200, 404, 200],
  changeFailureGroup: [401, 403, 200, 200, 404, 403],
  snoozeFailureGroup: [401, 403, 200, 200, 404, 403],
  listAssignees: [401, 403, 200, 200, 404, 200],
  listGroupNotes: [401, 200, 200, 200, 404, 200],
  addGroupNote: [401, 403, 201, 201, 404, 201],
  readOwnerRules: [401, 403, 403, 200, 403, 403],
  setOwnerRules: [401, 403, 403, 200, 403, 403],
  readAlertRoutes: [401, 403, 403, 200, 403, 403],
  setAlertRoutes: [401, 403, 403, 200, 403, 403],
  previewAlertRoute: [401, 403, 403, 200, 403, 403],
  // Nobody is asked who they are, and without Slack's secret nothing can be taken for Slack's.
  slackInteraction: [503, 503, 503, 503, 503, 503],
  slackCommand: [503, 503, 503, 503, 503, 503],
  listQueues: [401, 200, 200, 200, 200, 200],
  readReach: [401, 403, 200, 200, 404, 200],
  pauseQueue: [401, 403, 403, 200, 403, 403],
  resumeQueue: [401, 403, 403, 200, 403, 403],
  signIn: [401, 401, 401, 401, 401, 401],
  signInByIssuer: [404, 404, 404, 404, 404, 404],
  signOut: [204, 204, 204, 204, 204, 204],
  readLink: [404, 404, 404, 404, 404, 404],
  welcome: [404, 404, 404, 404, 404, 404],
  readMe: [401, 200, 200, 200, 200, 200],
  changePassword: [401, 403, 403, 403, 403, 403],
  makePasswordLink: [401, 403, 403, 201, 403, 403],
  listSignIns: [401, 200, 200, 200, 200, 200],
  endSignIn: [401, 404, 404, 404, 404, 404],
  endOtherSignIns: [401, 200, 200, 200, 200, 200],
  listPeople: [401, 403, 403, 200, 403, 403],
  readPerson: [401, 403, 403, 200, 403, 403],
  changePerson: [401, 403, 403, 200, 403, 403],
  invite: [401, 403, 403, 201, 403, 403],
  listInvitations: [401, 403, 403, 200, 403, 403],
  revokeInvitation: [401, 403, 403, 404, 403, 403],
  listTokens: [401, 403, 403, 200, 403, 403],
  makeToken: [401, 403, 403, 201, 403, 403],
  revokeToken: [401, 403, 403, 404, 403, 403],
  listAudit: [401, 403, 403, 200, 403, 403],
  exportAudit: [401, 403, 403, 200, 403, 403],
  health: [200, 200, 200, 200, 200, 200],
  ready: [200, 200, 200, 200, 200, 200],
  metrics: [401, 200, 200, 200, 403, 200],
  events: [401, 200, 200, 200, 200, 200],
  openapi: [200, 200, 200, 200, 200, 200],
};

const everything = { seeQueues: ['*'], actQueues: ['*'] };
const password = 'correct horse battery';
const queue = 'dead / 100%';
let database: TestDatabase;
let web: Web;
let headers: Record<Asker, Record<string, string>>;
let letter: string;
let replay: string;
let ada: string;
let note: string;
let group: string;
let run: string;
let view: string;
let operator: string;

beforeAll(async () => {
  database = await makeDatabase();
  web = await startWeb({ DATABASE_URL: database.url });
  const session = await openTestSession();
  await session.store(delivery({ headers: deathIn('orders.billing'), body: 'an order' }));
  letter = (await listDeadLetters(person, { limit: 1 })).items[0]!.id;
  replay = (await requestReplays(person, { deadLetterIds: [letter], to: { kind: 'origin' } }))[0]!.id;
  await groups.take([letter]);
  group = (await database.query<{ id: string }>('SELECT id FROM failure_group'))[0]!.id;
  await database.query(`UPDATE replay SET settled_at = now(), stage = 'returned'`);
  await database.query(`UPDATE dead_letter SET status = 'open'`);
  const asked = runRequest.parse({ deadLetterIds: [letter], to: { kind: 'origin' }, rate: 1 });
  run = (await planRun(person, asked, { needsReason: false })).id;
  await rememberQueue(worker, { name: queue, state: 'draining' });
  ada = crypto.randomUUID();
  note = crypto.randomUUID();
  view = crypto.randomUUID();
  await database.query(
    `INSERT INTO person (id, name, email, role) VALUES ($1, 'Ada', 'ada@example.com', 'administrator')`,
    [ada],
  );
  const token = (standing: object) => makeTestToken(database.url, { ...everything, ...standing });
  headers = {
    nobody: {},
    viewer: await token({ role: 'viewer' }),
    operator: await token({ role: 'operator' }),
    administrator: await token({ role: 'administrator' }),
    foreign: await token({ role: 'operator', seeQueues: ['payments.*'] }),
    onlooker: await token({ role: 'operator', actQueues: ['payments.*'] }),
  };
  const [first] = await database.query<{ id: string }>(
    `SELECT id FROM api_token WHERE role = 'operator' AND see_queues = act_queues`,
  );
  operator = first!.id;
});
afterAll(async () => {
  await web.stop();
  await database.drop();
});

const queries: Record<string, string> = {
  reproduceLetter: '?as=amqplib',
  listQueryValues: '?key=source',
  readReach: '?exchange=orders&deadLetterId=letter',
};
const letters = { deadLetterIds: ['letter'] };
const edit = { setProperties: { type: 'edited' } };
const written = 'billing knows of an order';
const bodies: Record<string, unknown> = {
  importLetters: {
    letterthief: 'dead letters',
    version: 1,
    exportedAt: '2026-11-21T10:00:00.000Z',
    filter: {},
  },
  requestReplays: { ...letters, to: { kind: 'origin' } },
  previewEdit: { deadLetterId: 'letter', edit },
  requestEditedReplay: { deadLetterId: 'letter', to: { kind: 'origin' }, edit },
  planRun: { ...letters, to: { kind: 'origin' }, rate: 1 },
  changeRun: { rate: 'unlimited' },
  discardLetters: letters,
  restoreLetters: letters,
  keepAsTwo: letters,
  pauseQueue: {},
  resumeQueue: {},
  saveView: { name: 'saved', query: 'status=open' },
  changeView: { name: 'renamed' },
  addNote: { text: written },
  changeNote: { text: written },
  changeFailureGroup: { state: 'resolved' },
  snoozeFailureGroup: { hours: 1 },
  addGroupNote: { text: written },
  setOwnerRules: { items: [{ queues: 'orders.*', team: 'billing' }] },
  setAlertRoutes: { items: [{ name: 'Orders', query: 'source:orders.*', target: '#orders' }] },
  previewAlertRoute: { route: { name: 'Orders', query: '', target: '#orders' } },
  slackInteraction: {},
  slackCommand: {},
  signIn: { email: 'ada@example.com', password },
  signInByIssuer: { to: '/queues' },
  signOut: {},
  readLink: { token: 'none' },
  welcome: { token: 'none', name: 'Eve', email: 'eve@example.com', password },
  changePassword: { currentPassword: password, newPassword: password },
  makePasswordLink: {},
  changePerson: { role: 'administrator' },
  invite: { role: 'viewer' },
  makeToken: { name: 'made', role: 'viewer' },
};

/** As each finds the run that it can move. */
const runStates: Record<string, string> = { startRun: 'planned', resumeRun: 'paused' };

/** Sets the stage, so that whoever may can. */
async function prepare(name: string): Promise<void> {
  await database.query(`UPDATE replay SET settled_at = now(), stage = 'confirmed'`);
  await database.query('DELETE FROM guess');
  // Its worker lives as long as this takes.
  await database.query('UPDATE worker SET alive_at = now()');
  await database.query(`UPDATE dead_letter SET status = $1, is_perhaps_two = true`, [
    name === 'restoreLetters' ? 'discarded' : 'open',
  ]);
  await database.query(`UPDATE replay_run SET state = $1, is_over = false`, [runStates[name] ?? 'running']);
  await database.query('UPDATE queue SET paused_at = $1', [name === 'resumeQueue' ? new Date() : null]);
  await database.query('DELETE FROM note');
  await database.query(
    `INSERT INTO replay_edit (replay_id, property_bytes, changes) VALUES ($1, '\\x0000', '{type}') ON CONFLICT DO NOTHING`,
    [replay],
  );
  await database.query(
    `INSERT INTO note (id, dead_letter_id, author_kind, author_id, author_name, text) VALUES ($1, $2, 'token', $3, 'token test', $4)`,
    [note, letter, operator, written],
  );
  await database.query('DELETE FROM saved_view');
  await database.query(
    `INSERT INTO saved_view (id, name, query, is_shared, owner_id, owner_name) VALUES ($1, 'shared', '', true, $2, 'token test')`,
    [view, operator],
  );
}

async function ask(name: string, asker: Asker): Promise<{ status: number; text: string }> {
  const { method, path, upload } = allOperations.find(([one]) => one === name)![1];
  await prepare(name);
  const ids: Record<string, string> = {
    'dead-letters': letter,
    'failure-groups': group,
    replays: replay,
    'replay-runs': run,
    people: ada,
    notes: note,
    views: view,
  };
  const kind = /\/v1\/([a-z-]+)/.exec(path)?.[1] ?? '';
  const body = bodies[name];
  const over = new AbortController();
  const asked =
    path.replace('{id}', ids[kind] ?? crypto.randomUUID()).replace('{name}', encodeURIComponent(queue)) +
    (queries[name] ?? '').replace('=letter', `=${letter}`);
  const response = await fetch(web.url + asked, {
    method: method.toUpperCase(),
    headers: {
      ...headers[asker],
      ...(body === undefined ? {} : { 'content-type': upload ?? 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body).replace('"letter"', `"${letter}"`) }),
    signal: over.signal,
  });
  const text = name === 'events' ? '' : await response.text();
  over.abort();
  return { status: response.status, text };
}

test('the table has a row for every operation, and no other', () => {
  expect(Object.keys(table).toSorted()).toEqual(allOperations.map(([name]) => name).toSorted());
});

for (const [name, expected] of Object.entries(table)) {
  test(`${name}: ${askers.map((asker, at) => `${asker} ${expected[at]}`).join(', ')}`, async () => {
    const got: number[] = [];
    for (const asker of askers) got.push((await ask(name, asker)).status);
    expect(got).toEqual(expected);
  });
}

test('whoever may not see the letter is told nothing of it by any operation', async () => {
  // The document is everybody's, with examples of its own.
  for (const [name] of allOperations.filter(([one]) => one !== 'openapi')) {
    const { text } = await ask(name, 'foreign');
    // It names back the id that it was asked for.
    const rest = [letter, replay, note, group, run].reduce((all, id) => all.replaceAll(id, ''), text);
    expect(rest, name).not.toMatch(/orders|billing|an order/);
  }
});

test('what was refused stands in the audit', async () => {
  const rows = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM audit WHERE outcome = 'refused' AND act = 'refused'`,
  );
  const forbidden = Object.values(table)
    .flat()
    .filter((status) => status === 403).length;
  expect(rows[0]!.n).toBeGreaterThanOrEqual(forbidden);
});

test('a role that is taken away is gone at the next request', async () => {
  expect((await ask('discardLetters', 'operator')).status).toBe(200);
  await database.query(`UPDATE api_token SET role = 'viewer' WHERE role = 'operator'`);
  expect((await ask('discardLetters', 'operator')).status).toBe(403);
});
