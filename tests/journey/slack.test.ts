// What people press and type in Slack, on real parts: a web, a worker, a broker and the stand-in Slack.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signSlack } from '#scripts/demo/slack/signature.ts';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';
import { db } from '#lib/store/client.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, text, type TestSession } from '#tests/letters.ts';
import { startWeb, startWorker, until, type Running, type Web } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { joinBytes } from '#tests/wire.ts';

const secret = 'a-signing-secret-of-a-test';
let database: TestDatabase;
let vhost: Vhost;
let slack: StandInSlack;
let web: Web;
let worker: Running;
let session: TestSession;

beforeAll(async () => {
  [database, vhost, slack] = await Promise.all([makeDatabase(), makeVhost(), startSlack()]);
  const env = {
    DATABASE_URL: database.url,
    AMQP_URL: vhost.url,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_CHANNEL: slack.channel,
    SLACK_API_URL: slack.url,
    SLACK_SIGNING_SECRET: secret,
  };
  web = await startWeb(env);
  worker = await startWorker(env);
  slack.setApp({
    interactionsUrl: `${web.url}/api/slack/interactions`,
    commandsUrl: `${web.url}/api/slack/commands`,
    signingSecret: secret,
  });
  session = await openTestSession(true);
}, 120_000);
afterAll(async () => {
  await worker.stop();
  await web.stop();
  await slack.stop();
  await vhost.drop();
  await database.drop();
});

const failing = (error: string, queue = 'orders.billing') =>
  delivery({ headers: joinBytes(deathIn(queue), text('x-exception-message', error)) });

/** The post of a failure; it says this. */
const postOf = (word: string) => slack.posts().find((post) => JSON.stringify(post).includes(word));

async function tell(word: string, many = 1, queue?: string): Promise<string> {
  await session.store(...Array.from({ length: many }, () => failing(word, queue)));
  await until(`Slack shows ${word}`, async () => postOf(word) !== undefined, undefined, 20_000);
  return postOf(word)!.ts;
}

const shows = (word: string, what: string) =>
  until(
    `the post of ${word} shows ${what}`,
    async () => JSON.stringify(postOf(word)).includes(what),
    undefined,
    20_000,
  );
const isTold = (what: string) =>
  until(
    `Ada is told ${what}`,
    async () => JSON.stringify(slack.ephemerals('ada')).includes(what),
    undefined,
    10_000,
  );
const statuses = async () =>
  (await database.query<{ status: string }>('SELECT DISTINCT status FROM dead_letter')).map(
    ({ status }) => status,
  );

let ada = '';
async function mapAda(change: Record<string, unknown>): Promise<number> {
  const answer = await web.fetch(`/api/v1/people/${ada}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  return answer.status;
}

test('who is not known here is told how to be, and nothing is done', async () => {
  const ts = await tell('a stranger presses');
  const pressed = await slack.press('ada', ts, 'discard');
  expect(pressed).toMatchObject({ status: 200, body: '', isInTime: true });
  await isTold('An administrator enters your Slack member ID `U0ADA0000`');
  expect(await statuses()).toEqual(['open']);
  expect(await slack.command('ada', '')).toMatchObject({ status: 200, faults: [] });
  await isTold('Settings, People');
});

describe('Ada, whom an administrator has entered', () => {
  beforeAll(async () => {
    const root = { id: '01939b2e-7c1a-7000-8000-0000000000ab', name: 'Root', email: 'root@example.com' };
    await db().person.create({ data: { ...root, role: 'administrator' } });
    const person = await db().person.create({
      data: {
        id: '01939b2e-7c1a-7000-8000-0000000000aa',
        name: 'Ada',
        email: 'ada@example.com',
        role: 'operator',
        seeQueues: ['*', '-secret.*'],
        actQueues: ['*', '-secret.*'],
      },
    });
    ada = person.id;
    expect(await mapAda({ slackId: 'U0ADA0000' })).toBe(200);
    expect(await mapAda({ slackId: 'no id' })).toBe(400);
  });

  test('takes a failure, and the post says so', async () => {
    const ts = await tell('somebody’s work');
    expect((await slack.press('ada', ts, 'take')).isInTime).toBe(true);
    await shows('somebody’s work', '`Ada` is on it');
  });

  test('snoozes it, and wakes it', async () => {
    const ts = await tell('noise');
    await slack.press('ada', ts, 'snooze');
    await shows('noise', 'snoozed until');
    await slack.press('ada', ts, 'wake');
    await until(
      'it is awake',
      async () => !JSON.stringify(postOf('noise')?.blocks).includes('snoozed'),
      undefined,
      20_000,
    );
  });

  test('discards it with what came after it, as herself', async () => {
    const ts = await tell('no use', 3);
    await slack.press('ada', ts, 'discard');
    await shows('no use', '*discarded* by `Ada`');
    await isTold('3 letters discarded');
    const [line] = await database.query(
      `SELECT actor_name, address, reason FROM audit WHERE act = 'letters.discard' ORDER BY id DESC LIMIT 1`,
    );
    expect(line).toEqual({ actor_name: 'Ada', address: 'Slack', reason: 'From Slack' });
  });

  test('tries it again: it goes back to its exchange, and the post says by whom', async () => {
    await vhost.call('PUT', 'exchanges', 'orders', { type: 'topic', durable: true });
    await vhost.call('PUT', 'queues', 'orders.billing', { durable: true });
    await vhost.call('POST', 'bindings', 'e/orders/q/orders.billing', { routing_key: '#' });
    const ts = await tell('to be tried', 2);
    await slack.press('ada', ts, 'try_again');
    await isTold('2 letters on the way back');
    await shows('to be tried', '*tried again* by `Ada`');
    await until(
      'both came back to their queue',
      async () => (await vhost.counts('orders.billing')).ready === 2,
      undefined,
      20_000,
    );
  });

  test('acts by the menu of a group that shares a post with others', async () => {
    const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'].map(
      (word) => `burst ${word}`,
    );
    await session.store(...words.map((word) => failing(word)));
    await until('they share a post', async () => postOf('Told together') !== undefined, undefined, 20_000);
    const shared = postOf('Told together')!;
    const [value] = /discard [0-9a-f-]{36}/.exec(JSON.stringify(shared.blocks))!;
    await slack.press('ada', shared.ts, 'menu', { value: value! });
    await isTold('1 letter discarded');
    await shows('Told together', '*discarded* by `Ada`');
  });

  test('may act on nothing in Slack that she may not here', async () => {
    const ts = await tell('not hers', 1, 'secret.queue');
    await slack.press('ada', ts, 'discard');
    await isTold('Nothing was done');
    expect(JSON.stringify(postOf('not hers'))).not.toContain('*discarded*');
    const found = await slack.command('ada', 'source:secret.queue');
    expect(found.body).toContain('No letter matches');
  });

  test('asks by a command: open letters by queue, a search, one letter', async () => {
    const ts = await tell('to be found', 1, 'mail.send');
    expect(ts).not.toBe('');
    const [{ id }] = (await database.query<{ id: string }>(
      `SELECT id FROM dead_letter WHERE source_queue = 'mail.send'`,
    )) as [{ id: string }];
    expect((await slack.command('ada', '')).body).toMatch(/open letters?\*.*`mail\.send`/);
    expect((await slack.command('ada', 'source:mail.send')).body).toContain(id);
    expect((await slack.command('ada', id)).body).toContain('to be found');
    expect((await slack.command('ada', 'qeue:a')).body).toContain('That is no query');
    expect((await slack.command('ada', 'source:mail.send deaths:>0')).body).toContain(id);
    const hostile = await slack.command('ada', '<!channel> "<https://evil.example|x>"');
    expect(hostile.faults).toEqual([]);
    expect(hostile.body).not.toContain('<!channel>');
  });
});

describe('a call that Slack did not make', () => {
  const body = `payload=${encodeURIComponent(JSON.stringify({ type: 'block_actions' }))}`;
  const now = () => Math.floor(Date.now() / 1000);
  const call = (signature: string, stamp: number, sent = body) =>
    fetch(`${web.url}/api/slack/interactions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-signature': signature,
        'x-slack-request-timestamp': String(stamp),
      },
      body: sent,
    });

  test('is refused: forged, changed, old, or of tomorrow', async () => {
    expect((await call('v0=00', now())).status).toBe(401);
    expect((await call(signSlack('another-secret-of-somebody', body, now()), now())).status).toBe(401);
    expect((await call(signSlack(secret, body, now()), now(), `${body}&more=1`)).status).toBe(401);
    expect((await call(signSlack(secret, body, now() - 301), now() - 301)).status).toBe(401);
    expect((await call(signSlack(secret, body, now() + 400), now() + 400)).status).toBe(401);
    expect((await call(signSlack(secret, body, now() - 100), now())).status).toBe(401);
  });

  test('is refused where Slack made it before', async () => {
    const stamp = now();
    const sent = `payload=${encodeURIComponent(
      JSON.stringify({
        type: 'block_actions',
        user: { id: 'U0ADA0000' },
        channel: { id: 'C0DEADLTR' },
        actions: [{ action_id: 'open', value: '01939b2e-7c1a-7000-8000-0000000000aa' }],
      }),
    )}`;
    const signature = signSlack(secret, sent, stamp);
    expect((await call(signature, stamp, sent)).status).toBe(200);
    expect((await call(signature, stamp, sent)).status).toBe(401);
  });

  test('with a payload that is none says what is wrong', async () => {
    const stamp = now();
    const wrong = async (sent: string) => call(signSlack(secret, sent, stamp), stamp, sent);
    expect((await wrong('payload=%7B')).status).toBe(400);
    expect((await wrong(body)).status).toBe(400);
    expect((await wrong('')).status).toBe(400);
  });
});
