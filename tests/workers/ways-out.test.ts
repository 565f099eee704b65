// Alerts by webhook, Teams and e-mail: the same outbox and rules, each to a real receiver.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { alertRoutesRequest } from '#lib/domain/alerts/routes.ts';
import { signWebhook } from '#lib/outlets/webhook.ts';
import { readAlertRoutes, setAlertRoutes } from '#lib/store/alert-routes.ts';
import { discardMatching } from '#lib/store/bulk-moves.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { readAlertBacklog } from '#lib/store/posts.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text, type TestSession } from '#tests/letters.ts';
import { startMailbox, type Mailbox } from '#tests/outlets/mailbox.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { joinBytes } from '#tests/wire.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

type Heard = { path: string; headers: Record<string, string | string[] | undefined>; body: string };

let database: TestDatabase;
let vhost: Vhost;
let session: TestSession;
let worker: TestWorker;
let receiver: Server;
let mailbox: Mailbox;
let origin: string;
let status = 200;
const heard: Heard[] = [];

beforeAll(async () => {
  [database, vhost, mailbox] = await Promise.all([makeDatabase(), makeVhost(), startMailbox()]);
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  worker = await startTestWorker({
    AMQP_URL: vhost.url,
    SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`,
    MAIL_FROM: 'LetterThief <alerts@example.com>',
    ALERT_ADDRESSES: '127.0.0.1',
  });
  session = await openTestSession(true);
});
beforeEach(() => {
  heard.length = 0;
  status = 200;
});
afterAll(async () => {
  await worker.stop();
  await mailbox.stop();
  receiver.closeAllConnections();
  receiver.close();
  await vhost.drop();
  await database.drop();
});

const failing = (error: string) =>
  delivery({ headers: joinBytes(deathIn('orders.billing'), text('x-exception-message', error)) });
const setRoutes = (...items: object[]) =>
  setAlertRoutes(person, alertRoutesRequest.parse({ items }), { version: null, slackChannel: null });
const newest = async () => readDeadLetter(person, (await listDeadLetters(person, { limit: 1 })).items[0]!.id);
const hears = (what: string) =>
  until(`it hears ${what}`, async () => heard.some(({ body }) => body.includes(what)), undefined, 40_000);

test('a webhook gets a signed event for a new failure, and for its end; no secret stands in letters or in the audit', async () => {
  const { madeSecrets } = await setRoutes({
    name: 'Hook',
    query: '',
    outlet: 'webhook',
    target: `${origin}/hook?key=hidden`,
  });
  const [{ secret }] = (madeSecrets ?? []) as unknown as [{ secret: string }];
  await session.store(failing('told by webhook'));
  await hears('told by webhook');
  const [first] = heard as [Heard];
  const { type, data } = JSON.parse(first.body) as { type: string; data: { groups: { title: string }[] } };
  expect(type).toBe('letterthief.alert.opened');
  expect(data.groups[0]!.title).toContain('told by webhook');
  const content = `${String(first.headers['webhook-id'])}.${String(first.headers['webhook-timestamp'])}.${first.body}`;
  expect(first.headers['webhook-signature']).toBe(signWebhook(secret, content));
  await until('it is told', async () => (await readAlertBacklog(person)).waiting === 0);
  const { alerts } = await newest();
  expect(alerts).toMatchObject([{ state: 'posted', permalink: null, isInThread: false }]);
  await discardMatching(person, { filter: { q: 'told' } });
  await hears('letterthief.alert.closed');
  const ids = heard.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(ids.length);
  const told = JSON.stringify([alerts, await database.query('SELECT details FROM audit')]);
  expect(told).not.toContain('hidden');
  expect(told).not.toContain(secret);
  expect(
    (await setRoutes({ name: 'Hook', query: '', outlet: 'webhook', target: `${origin}/hook` })).madeSecrets,
  ).toBeUndefined();
}, 120_000);

test('a webhook that fails is tried again after growing gaps, and the letter says so meanwhile', async () => {
  await setRoutes({ name: 'Hook', query: '', outlet: 'webhook', target: `${origin}/flaky` });
  status = 500;
  await session.store(failing('not taken'));
  await hears('not taken');
  await until('the letter says so', async () => JSON.stringify((await newest()).alerts).includes('HTTP 500'));
  const [post] = await database.query<{ seconds: number }>(
    `SELECT extract(epoch FROM next_try_at - now())::int AS seconds FROM post WHERE stage = 'due'`,
  );
  expect(post!.seconds).toBeGreaterThanOrEqual(3);
  status = 200;
  heard.length = 0;
  await database.query(`UPDATE post SET next_try_at = now()`);
  await database.query(`UPDATE channel SET next_post_at = now()`);
  await hears('not taken');
  await until('it is told', async () => JSON.stringify((await newest()).alerts).includes('"posted"'));
}, 120_000);

test('a webhook that is gone stops its route alone', async () => {
  await setRoutes(
    { name: 'Gone', query: 'error:gone', outlet: 'webhook', target: `${origin}/gone` },
    { name: 'Mail', query: '', outlet: 'email', target: 'ada@example.com' },
  );
  status = 410;
  await session.store(failing('gone for good'), failing('by mail all the same'));
  const problems = async () =>
    (await readAlertRoutes(person, null)).items.map(({ problem }) => problem !== null);
  await until('its route says so', async () => (await problems())[0] === true, undefined, 40_000);
  expect(await problems()).toEqual([true, false]);
  await until('mail comes', async () => mailbox.mails.some(({ text: said }) => said.includes('by mail all')));
}, 120_000);

test('a letter that closes is a mail in the thread of the first', async () => {
  await setRoutes({ name: 'Mail', query: '', outlet: 'email', target: 'ada@example.com, grace@example.com' });
  await session.store(failing('in a thread'));
  const mails = () => mailbox.mails.filter(({ text: said }) => said.includes('in a thread'));
  await until('the first mail comes', async () => mails().length === 1, undefined, 40_000);
  await discardMatching(person, { filter: { q: '"in a thread"' } });
  await until('the second comes', async () => mails().length === 2, undefined, 90_000);
  const [first, second] = mails();
  expect(second!.headers.get('in-reply-to')).toBe(first!.headers.get('message-id'));
}, 120_000);

test('an address within the network is refused unless it is allowed, and the route says so', async () => {
  await setRoutes({ name: 'Inside', query: '', outlet: 'webhook', target: 'http://127.0.0.2:9/hook' });
  await session.store(failing('nowhere'));
  const read = async () => (await readAlertRoutes(person, null)).items[0]!.problem?.problem ?? '';
  await until('its route says so', async () => (await read()) !== '', undefined, 40_000);
  expect(await read()).toMatch(/127\.0\.0\.2/);
}, 120_000);

test('Teams gets a card', async () => {
  await setRoutes({ name: 'Teams', query: '', outlet: 'teams', target: `${origin}/workflows/x?sig=hidden` });
  await session.store(failing('as a card'));
  await hears('as a card');
  const card = JSON.parse(heard.find(({ body }) => body.includes('as a card'))!.body) as {
    attachments: { contentType: string }[];
  };
  expect(card.attachments[0]!.contentType).toBe('application/vnd.microsoft.card.adaptive');
});
