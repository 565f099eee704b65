/** How often a letter in a quorum queue can be looked at before it is gone: the figures of docs/looking-at-a-queue.md. */
import { Connection } from 'rabbitmq-client';
import type { Say } from '#scripts/progress.ts';
import type { TrialReport } from '#tests/trials/report.ts';
import { withRabbit4 } from './rabbit4.ts';

const MOST_LOOKS = 30;
/** What the page in docs/ says: after how many looks the letter is gone, if ever. */
const queues = [
  { title: 'quorum queue', goneAfter: 21, arguments: { 'x-queue-type': 'quorum' } },
  {
    title: 'quorum queue with x-delivery-limit -1',
    goneAfter: null,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': -1 },
  },
  { title: 'quorum queue with a policy', goneAfter: null, arguments: { 'x-queue-type': 'quorum' } },
  { title: 'classic queue', goneAfter: null, arguments: { 'x-queue-type': 'classic' } },
] as const;

/** Looks at one letter in each kind of queue as the management page does, until it is gone. */
export async function lookUntilGone(say: Say): Promise<TrialReport> {
  const startedAt = Date.now();
  return withRabbit4(say, async ({ amqp, management, version }) => {
    say(`RabbitMQ ${version}`);
    const notes: Record<string, string | number> = { RabbitMQ: version };
    const faults: string[] = [];
    await liftLimit(management);
    for (const { title, goneAfter, arguments: args } of queues) {
      await publishOne(amqp, title, args);
      const looks = await countLooks(management, title, say);
      const told = looks === null ? `still there after ${MOST_LOOKS} looks` : `gone after ${looks} looks`;
      notes[title] = told;
      if (looks !== goneAfter) faults.push(`docs/looking-at-a-queue.md is wrong: ${title} ${told}.`);
    }
    const nothing = { kills: null, killsBetween: null, matched: null, marked: null, lost: null };
    const seconds = (Date.now() - startedAt) / 1000;
    return { letters: queues.length, ...nothing, surplusUnmarked: null, seconds, notes, faults };
  });
}

/** The policy that the page in docs/ tells to set. */
async function liftLimit(management: string): Promise<void> {
  await call(management, 'PUT', 'policies/%2F/keep-dead-letters', {
    pattern: '^quorum queue with a policy$',
    definition: { 'delivery-limit': -1 },
    'apply-to': 'quorum_queues',
  });
}

async function publishOne(
  url: string,
  queue: string,
  args: (typeof queues)[number]['arguments'],
): Promise<void> {
  const client = new Connection(url);
  const publisher = client.createPublisher({ confirm: true });
  await client.queueDeclare({ queue, durable: true, arguments: args });
  await publisher.send({ routingKey: queue, durable: true }, 'a letter that exists nowhere else');
  await publisher.close();
  await client.close();
}

/** After which look the letter was gone; null when it never was. */
async function countLooks(management: string, queue: string, say: Say): Promise<number | null> {
  for (let look = 1; look <= MOST_LOOKS; look++) {
    const seen = await lookOnce(management, queue);
    if (seen === null) {
      say(`${queue}, look ${look}: []  (the letter is gone)`);
      return look - 1;
    }
    say(`${queue}, look ${look}: ${seen}`);
  }
  return null;
}

/** The call behind the button "Get Message(s)" with the ack mode "Nack message requeue true". */
async function lookOnce(management: string, queue: string): Promise<string | null> {
  const path = `queues/%2F/${encodeURIComponent(queue)}/get`;
  const answer = await call(management, 'POST', path, {
    count: 1,
    ackmode: 'ack_requeue_true',
    encoding: 'auto',
  });
  const [letter] = (await answer.json()) as {
    payload: string;
    redelivered: boolean;
    properties: { headers?: Record<string, unknown> };
  }[];
  if (letter === undefined) return null;
  return JSON.stringify({ redelivered: letter.redelivered, headers: letter.properties.headers ?? {} });
}

async function call(management: string, method: string, path: string, body: object): Promise<Response> {
  const { origin, username, password } = new URL(management);
  const answer = await fetch(`${origin}/api/${path}`, {
    method,
    headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}
