// The letters of a trial: nine in ten distinct, the rest in byte-identical pairs; published fast, each confirmed.
import { Connection } from 'rabbitmq-client';

/** More than a prefetch (2,000) apart, so that two sessions or two batches hold one each. */
const FAR = 2500;
/** Of 20 letters, two are a pair. */
const PAIR_EVERY = 20;
const IN_FLIGHT = 1000;

export type Backlog = {
  bodies: readonly string[];
  /** How often each body was published: 1, or 2 for a pair. */
  published: ReadonlyMap<string, number>;
};

/** Every other pair is adjacent, the others are FAR apart. */
export function makeBacklog(letters: number): Backlog {
  const bodies: string[] = [];
  const due: { at: number; body: string }[] = [];
  let pairs = 0;
  while (bodies.length < letters) {
    const at = bodies.length;
    if (due[0] !== undefined && due[0].at <= at) bodies.push(due.shift()!.body);
    else if (at < pairs * PAIR_EVERY || at + 1 === letters) bodies.push(`one ${at}`);
    else {
      const body = `pair ${at}`;
      const isFar = pairs++ % 2 === 1 && at + FAR < letters;
      bodies.push(body);
      due.push({ at: at + (isFar ? FAR : 1), body });
      due.sort((one, other) => one.at - other.at);
    }
  }
  const published = new Map<string, number>();
  for (const body of bodies) published.set(body, (published.get(body) ?? 0) + 1);
  return { bodies, published };
}

/** Persistent and confirmed: from here on they are the broker's to keep. */
export async function publishAll(
  url: string,
  queue: string,
  bodies: readonly string[],
  headersOf: (body: string) => { headers?: Record<string, string> } = () => ({}),
): Promise<void> {
  const client = new Connection(url);
  const publisher = client.createPublisher({ confirm: true });
  let next = 0;
  async function lane(): Promise<void> {
    while (next < bodies.length) {
      // The client would set the time of sending, and twins would differ.
      const body = bodies[next++]!;
      await publisher.send(
        { routingKey: queue, durable: true, timestamp: 1_700_000_000, ...headersOf(body) },
        body,
      );
    }
  }
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  } finally {
    await publisher.close();
    await client.close();
  }
}
