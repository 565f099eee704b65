// A vhost of its own for a test file, on the real RabbitMQ at TEST_AMQP_URL, made over TEST_MANAGEMENT_URL.
import { randomBytes } from 'node:crypto';
import { until } from './processes.ts';

export type Vhost = {
  name: string;
  /** Its AMQP URL, with the user of TEST_AMQP_URL. */
  url: string;
  /** The management API below this vhost's name: `call('GET', 'queues', 'orders')`. */
  call(method: string, kind: string, path: string, body?: unknown): Promise<unknown>;
  /** What the whole broker lists of this vhost: connections. */
  list(kind: 'connections'): Promise<{ name: string }[]>;
  closeConnection(name: string): Promise<void>;
  counts(queue: string): Promise<{ ready: number; unacked: number }>;
  /** Until a worker has declared LetterThief's exchange and queue: what dies before is lost. "worker started" does not say so. */
  waitForOwnQueue(): Promise<void>;
  /** Ready and unacked letters of a queue. */
  depth(queue: string): Promise<number>;
  /** Closes the connections of this name, as an operator does. They show there some seconds after they were opened. */
  closeConnections(name: string): Promise<void>;
  /** A user of this vhost alone; it goes with it. */
  makeUser(name: string, password: string, permissions: Permissions): Promise<void>;
  drop(): Promise<void>;
};

type Connection = { name: string; client_properties?: { connection_name?: string } };

export type Permissions = { configure: string; write: string; read: string };

export async function makeVhost(): Promise<Vhost> {
  const amqp = new URL(setting('TEST_AMQP_URL'));
  const name = `test-${randomBytes(6).toString('hex')}`;
  const user = decodeURIComponent(amqp.username);
  await ask('PUT', `vhosts/${name}`);
  await ask('PUT', `permissions/${name}/${encodeURIComponent(user)}`, {
    configure: '.*',
    write: '.*',
    read: '.*',
  });
  amqp.pathname = `/${name}`;
  const users: string[] = [];
  const call: Vhost['call'] = (method, kind, path, body) => ask(method, `${kind}/${name}/${path}`, body);
  async function counts(queue: string): Promise<{ ready: number; unacked: number }> {
    const told = (await call('GET', 'queues', encodeURIComponent(queue))) as Record<
      string,
      number | undefined
    >;
    return { ready: told.messages_ready ?? Number.NaN, unacked: told.messages_unacknowledged ?? Number.NaN };
  }
  return {
    name,
    url: amqp.href,
    call,
    list: async (kind) => (await ask('GET', `vhosts/${name}/${kind}`)) as { name: string }[],
    closeConnection: async (connection) =>
      void (await ask('DELETE', `connections/${encodeURIComponent(connection)}`)),
    counts,
    waitForOwnQueue: () =>
      until('LetterThief has declared its queue', async () => {
        const bindings = await call('GET', 'bindings', 'e/letterthief/q/letterthief');
        return (bindings as unknown[]).length > 0;
      }),
    async depth(queue) {
      const { ready, unacked } = await counts(queue);
      return ready + unacked;
    },
    async closeConnections(connectionName) {
      for (let closed = 0; closed === 0; await new Promise((resolve) => setTimeout(resolve, 200))) {
        const all = (await ask('GET', `vhosts/${name}/connections`)) as Connection[];
        const named = all.filter((one) => one.client_properties?.connection_name === connectionName);
        for (const one of named) await ask('DELETE', `connections/${encodeURIComponent(one.name)}`);
        closed = named.length;
      }
    },
    async makeUser(userName, password, permissions) {
      await ask('PUT', `users/${userName}`, { password, tags: '' });
      await ask('PUT', `permissions/${name}/${userName}`, permissions);
      users.push(userName);
    },
    async drop() {
      for (const userName of users) await ask('DELETE', `users/${userName}`);
      await ask('DELETE', `vhosts/${name}`);
    },
  };
}

/** 3 or 4: some things they do differently. */
export async function readBrokerMajor(): Promise<number> {
  const { rabbitmq_version: version } = (await ask('GET', 'overview')) as { rabbitmq_version: string };
  return Number.parseInt(version, 10);
}

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const management = new URL(setting('TEST_MANAGEMENT_URL'));
  const authorization = `Basic ${Buffer.from(`${decodeURIComponent(management.username)}:${decodeURIComponent(management.password)}`).toString('base64')}`;
  const response = await fetch(`${management.origin}/api/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new Error(
      `RabbitMQ's management API: ${method} ${path} gave ${response.status} ${await response.text()}`,
    );
  const text = await response.text();
  return text === '' ? null : (JSON.parse(text) as unknown);
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`npm test\`, which starts a RabbitMQ for the tests`);
  return value;
}
