// The whole of LetterThief on real parts, with the corpus published to it as exact bytes.
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { chromium, type Browser } from '@playwright/test';
import { publishBytes, type ConfirmChannel } from '#lib/broker/amqplib.ts';
import { openConnection, type Connection } from '#lib/broker/connection.ts';
import type { DeadLetterDetail, DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWeb, startWorker, type Running, type Web } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { bodyOf, fullQueue, markOf, propertyBytesOf, type HostileLetter } from './letter.ts';

/** Replays go here; and here what CC and BCC name. */
export const replayQueue = 'hostile.replays';
const copyQueue = 'hostile.copies';

export type Published = { letter: HostileLetter; mark: string; bodyBytes: number; bodyHash: string };

export type Stage = {
  database: TestDatabase;
  vhost: Vhost;
  slack: StandInSlack;
  browser: Browser;
  web: Web;
  worker: Running;
  /** Publishes letters; what RabbitMQ does not confirm is an error. */
  publish(letters: readonly HostileLetter[]): Promise<void>;
  published: Published[];
  /** The letter as the REST API lists it, by mark. */
  list(): Promise<Map<string, DeadLetterSummary>>;
  detail(id: string): Promise<DeadLetterDetail>;
  stop(): Promise<void>;
};

export async function openStage(): Promise<Stage> {
  const [database, vhost, slack] = await Promise.all([makeDatabase(), makeVhost(), startSlack()]);
  const env = {
    DATABASE_URL: database.url,
    AMQP_URL: vhost.url,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_CHANNEL: slack.channel,
    SLACK_API_URL: slack.url,
  };
  const [worker, web, browser, { connection, channel }] = await Promise.all([
    startWorker(env),
    startWeb(env),
    chromium.launch(chromiumOptions()),
    openPublisher(vhost),
  ]);
  await vhost.waitForOwnQueue();
  const published: Published[] = [];
  const get = async <T>(path: string) => {
    const response = await web.fetch(path);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return (await response.json()) as T;
  };
  return {
    database,
    vhost,
    slack,
    browser,
    web,
    worker,
    published,
    async publish(letters) {
      for (const letter of letters) {
        const body = bodyOf(letter);
        await send(channel, letter, published.length, body);
        const mark = letter.isBare ? '' : markOf(published.length);
        published.push({ letter, mark, bodyBytes: body.byteLength, bodyHash: sha256(body) });
      }
    },
    async list() {
      const byMark = new Map<string, DeadLetterSummary>();
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { items: DeadLetterSummary[]; nextCursor: string | null } = await get(
          `/api/v1/dead-letters?limit=200&cursor=${cursor}`,
        );
        for (const item of page.items) byMark.set(item.properties.correlationId ?? '', item);
        cursor = page.nextCursor;
      }
      return byMark;
    },
    detail: (id) => get(`/api/v1/dead-letters/${id}`),
    async stop() {
      await connection.close();
      await browser.close();
      await web.stop();
      await worker.stop();
      await slack.stop();
      await vhost.drop();
      await database.drop();
    },
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The most memory that a process ever held, in MiB. */
export async function readPeakMib(pid: number): Promise<number> {
  const kib = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kib === undefined) throw new Error(`process ${pid} tells no peak of its memory`);
  return Math.round(Number(kib) / 1024);
}

/** A publisher that may claim any user_id. */
async function openPublisher(vhost: Vhost): Promise<{ connection: Connection; channel: ConfirmChannel }> {
  const name = `hostile-${randomBytes(4).toString('hex')}`;
  await vhost.makeUser(name, name, { configure: '.*', write: '.*', read: '.*' });
  await tagImpersonator(name);
  const url = new URL(vhost.url);
  [url.username, url.password] = [name, name];
  const connection = await openConnection({ url: url.href, name: 'hostile publisher' });
  const channel = await connection.model.createConfirmChannel();
  await channel.assertExchange('letterthief', 'fanout', { durable: true });
  for (const queue of [replayQueue, copyQueue]) await channel.assertQueue(queue, { durable: true });
  return { connection, channel };
}

async function tagImpersonator(name: string): Promise<void> {
  const { origin, username, password } = new URL(process.env.TEST_MANAGEMENT_URL ?? '');
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const response = await fetch(`${origin}/api/users/${name}`, {
    method: 'PUT',
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ password: name, tags: 'impersonator' }),
  });
  if (!response.ok) throw new Error(`the management API answered ${response.status}`);
}

async function send(
  channel: ConfirmChannel,
  letter: HostileLetter,
  index: number,
  body: Uint8Array,
): Promise<void> {
  const source = letter.source === undefined ? fullQueue : letter.source;
  const exchange =
    source === null ? 'letterthief' : `to ${createHash('sha1').update(source.queue).digest('hex')}`;
  if (source !== null) {
    const dying = { ...source.arguments, 'x-dead-letter-exchange': 'letterthief' };
    await channel.assertExchange(exchange, 'fanout', { durable: true });
    await channel.assertQueue(source.queue, { durable: true, arguments: dying });
    await channel.bindQueue(source.queue, exchange, '');
  }
  const propertyBytes = propertyBytesOf(letter, index);
  const routingKey = Buffer.from(letter.routingKey ?? 'order.placed');
  await new Promise<void>((resolve, reject) => {
    const giveUp = () => reject(new Error(`RabbitMQ did not take “${letter.name}”`));
    channel.once('close', giveUp);
    publishBytes(channel, { exchange, routingKey, mandatory: true, propertyBytes, body }, (isTaken) => {
      channel.off('close', giveUp);
      if (isTaken) resolve();
      else giveUp();
    });
  });
}
