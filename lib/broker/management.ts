// RabbitMQ's management API, and what only it tells of a queue: arguments and policies under which it drops letters by itself.

type Told = {
  type?: string;
  arguments?: Record<string, unknown>;
  effective_policy_definition?: Record<string, unknown>;
  /** Of quorum queues, from 4.0 on: what holds, set or not. */
  delivery_limit?: unknown;
};

const TIMEOUT_MS = 5000;

/**
 * Sentences about a queue that loses letters before anybody has read them: a time to live, a length, a delivery limit, an
 * expiry. Empty when all is well, or the queue is not there. Throws what fetch throws, and what the API refuses.
 */
export async function findDangers(managementUrl: string, vhost: string, queue: string): Promise<string[]> {
  const path = `queues/${encodeURIComponent(vhost)}/${encodeURIComponent(queue)}`;
  const response = await askManagement(managementUrl, path);
  if (response.status === 404) return [];
  if (!response.ok)
    throw new Error(`RabbitMQ's management API answered ${response.status} for queue ${queue}`);
  return readDangers(queue, (await response.json()) as Told);
}

/** A path below /api/. Throws what fetch throws. */
export async function askManagement(managementUrl: string, path: string): Promise<Response> {
  const url = new URL(managementUrl);
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return fetch(`${url.origin}${url.pathname.replace(/\/$/, '')}/api/${path}`, {
    headers: { authorization: `Basic ${Buffer.from(user).toString('base64')}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

function readDangers(queue: string, told: Told): string[] {
  const dangers: string[] = [];
  /** The lower of argument and policy holds. */
  const limitOf = (name: string): number | null => {
    const limits = [told.arguments?.[`x-${name}`], told.effective_policy_definition?.[name]];
    const numbers = limits.filter((limit): limit is number => typeof limit === 'number' && limit >= 0);
    return numbers.length === 0 ? null : Math.min(...numbers);
  };
  const ttlMs = limitOf('message-ttl');
  if (ttlMs !== null)
    dangers.push(
      `Letters in ${queue} expire after ${ttlMs.toLocaleString('en-US')} ms: those that wait longer, while LetterThief or Postgres is down, are lost. Take its message-ttl away.`,
    );
  const lengths = [limitOf('max-length'), limitOf('max-length-bytes')].filter((limit) => limit !== null);
  if (lengths.length > 0)
    dangers.push(
      `${queue} has a bounded length: when it is full, letters are lost. Take its max-length away.`,
    );
  const expiresMs = limitOf('expires');
  if (expiresMs !== null)
    dangers.push(
      `RabbitMQ deletes ${queue}, letters and all, after ${expiresMs.toLocaleString('en-US')} ms without a consumer. Take its expires away.`,
    );
  const deliveries = told.type === 'quorum' ? deliveryLimitOf(told, limitOf('delivery-limit')) : null;
  if (deliveries !== null)
    dangers.push(
      `RabbitMQ drops a letter of ${queue} after ${deliveries} deliveries, and each lost connection counts as one. Set its delivery-limit to -1 (RabbitMQ 4), or use a classic queue.`,
    );
  return dangers;
}

function deliveryLimitOf({ delivery_limit: told }: Told, set: number | null): number | null {
  if (set !== null) return set;
  return typeof told === 'number' && told >= 0 ? told : null;
}
