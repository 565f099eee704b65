// The whole line on real services: published, rejected, stored, alerted, seen, tried again by a click, received again.
import { randomUUID } from 'node:crypto';
import { chromium, expect as see, type Browser } from '@playwright/test';
import { Connection, type AsyncMessage } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeadLetterDetail, DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { startSlack, type StandInSlack } from '#scripts/demo/slack.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWeb, startWorker, until, type Running } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';

let database: TestDatabase;
let vhost: Vhost;
let slack: StandInSlack;
let browser: Browser;
let workers: Running[];
let webs: (Running & { url: string })[];
let client: Connection;

beforeAll(async () => {
  [database, vhost, slack, browser] = await Promise.all([makeDatabase(), makeVhost(), startSlack(), chromium.launch(chromiumOptions())]);
  const env = {
    DATABASE_URL: database.url,
    AMQP_URL: vhost.url,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_CHANNEL: slack.channel,
    SLACK_API_URL: slack.url,
  };
  workers = await Promise.all([startWorker(env), startWorker(env)]);
  webs = await Promise.all([startWeb(env), startWeb(env)]);
  client = new Connection(vhost.url);
});

afterAll(async () => {
  await client.close();
  await browser.close();
  expect(await Promise.all(webs.map((web) => web.stop()))).toEqual([0, 0]);
  expect(await Promise.all(workers.map((worker) => worker.stop()))).toEqual([0, 0]);
  await slack.stop();
  await vhost.drop();
  await database.drop();
});
