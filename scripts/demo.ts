// `npm run demo`: LetterThief as `npm start` runs it, a stand-in Slack beside it, and a sample shop whose messages really fail.
import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig } from '#lib/config.ts';
import { isLoopback } from '#lib/config/checks.ts';
import { startFleet, type Fleet } from '#scripts/demo/fleet.ts';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';
import { runUntilSignal, type Stoppable } from './run.ts';
import { startAll, type Urls } from './start.ts';

const FIX_AFTER_S = 40;
const SLACK_PORTS = 20;
/** One of the stand-in's people. */
const ADA = 'U0ADA0000';
const SIGNING_SECRET = 'the-stand-in-signs-with-this';
/** Slack has bad moments too: each should be seen within some minutes of watching. */
const chaos = { lost: 0.04, failing: 0.03, unavailable: 0.02, limited: 0.04 };

async function startDemo(): Promise<Stoppable> {
  const { PORT, AMQP_URL, AMQP_URL_FILE, DATABASE_URL, DATABASE_URL_FILE } = process.env;
  const given = readConfig({ PORT, AMQP_URL, AMQP_URL_FILE, DATABASE_URL, DATABASE_URL_FILE });
  refuseOthers('AMQP_URL', given.amqpUrl);
  refuseOthers('DATABASE_URL', given.databaseUrl);
  const slack = await startSlackNear((given.port || 3000) + 1);
  const stopping = new AbortController();
  let fleet: Promise<Fleet | null> = Promise.resolve(null);
  const stopFleet = async () => {
    stopping.abort();
    await (await fleet)?.stop();
  };
  try {
    const running = await startAll({
      env: {
        SLACK_BOT_TOKEN: slack.token,
        SLACK_BOT_TOKEN_FILE: '',
        SLACK_CHANNEL: slack.channel,
        SLACK_API_URL: slack.url,
        SLACK_SIGNING_SECRET: SIGNING_SECRET,
        SLACK_SIGNING_SECRET_FILE: '',
        DEAD_LETTER_QUEUES: '',
        LETTERTHIEF_DEMO: '1',
        LOG_LEVEL: process.env['LOG_LEVEL'] || 'error',
      },
      beforeApp: async (urls) => {
        fleet = sendFleet(urls, stopping.signal);
        return stopFleet;
      },
    });
    await letPress(running.urls.web, slack);
    showAround(running.urls, slack);
    return {
      ...running,
      done: running.done.finally(slack.stop),
      stop: async () => {
        await stopFleet();
        await running.stop();
      },
    };
  } catch (error) {
    await stopFleet();
    await slack.stop();
    throw error;
  }
}

/** Buttons and /letterthief in the stand-in Slack act as the demo's visitor. */
async function letPress(web: string, slack: StandInSlack): Promise<void> {
  slack.setApp({
    interactionsUrl: `${web}/api/slack/interactions`,
    commandsUrl: `${web}/api/slack/commands`,
    signingSecret: SIGNING_SECRET,
  });
  const signedIn = await fetch(`${web}/api/v1/demo`, { redirect: 'manual' });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ');
  const { id } = (await (await fetch(`${web}/api/v1/me`, { headers: { cookie } })).json()) as { id: string };
  const mapped = await fetch(`${web}/api/v1/people/${id}`, {
    method: 'PATCH',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ slackId: ADA }),
  });
  if (!mapped.ok) say('Nobody in the stand-in Slack is known here: its buttons say how to be.');
}

/** The sample services wait for LetterThief's queue, so they start beside it. */
async function sendFleet(urls: Urls, signal: AbortSignal): Promise<Fleet | null> {
  try {
    const fleet = await startFleet({ amqpUrl: urls.amqp, say, fixAfterMs: FIX_AFTER_S * 1000, signal });
    void sayFixed(fleet);
    return fleet;
  } catch (error) {
    if (!signal.aborted)
      say(`The sample services could not start: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

async function sayFixed(fleet: Fleet): Promise<void> {
  if (await fleet.fixed) say('orders.billing has been fixed: Try again on its letters now succeeds.');
}

/** The demo declares queues, publishes broken messages and stores them: never where others work. */
function refuseOthers(setting: string, url: string | undefined): void {
  if (url === undefined) return;
  const { hostname } = new URL(url);
  if (hostname === '' || isLoopback(hostname.replace(/^\[|\]$/g, ''))) return;
  throw new ConfigError([
    `${setting} names ${hostname}, and the demo would fill it with broken messages. Unset it, or name a service on this machine`,
  ]);
}

async function startSlackNear(firstPort: number): Promise<StandInSlack> {
  for (let port = firstPort; port < firstPort + SLACK_PORTS; port += 1) {
    try {
      return await startSlack({ port, chaos });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  return startSlack({ chaos });
}

function showAround(urls: Urls, slack: StandInSlack): void {
  console.log(`
LetterThief is running, and beside it a small shop whose services fail.

  Inbox      ${urls.web}
  Slack      ${slack.pageUrl}  (a stand-in that shows ${slack.channel})${
    urls.management === null
      ? ''
      : `
  RabbitMQ   ${urls.management}  (user letterthief, password in node.json in LETTERTHIEF_HOME)`
  }

What to try
  · Open a letter of orders.billing: its error and stack trace came in its headers.
  · ${FIX_AFTER_S} s after the start orders.billing gets its fix. Then press Try again on its letters: they are taken.
  · Try again a letter of orders.stock: its warehouse stays away, so it comes back within seconds, linked to the first.
  · Bodies: catalog.import holds 2 MB, search.index is gzip, media.thumbnails a picture, warehouse.scans protobuf.
  · In Slack: a customer wrote <!channel> into a ticket, and it pinged nobody. Each failure is one post that counts
    its letters; press its buttons as ada, or type /letterthief. Alerts in the rail says what is told where.

Ctrl-C stops everything; letters are kept for the next start.
`);
}

function say(line: string): void {
  console.log(`${new Date().toLocaleTimeString('en-GB')}  ${line}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runUntilSignal(startDemo);
