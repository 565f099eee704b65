// A worker's way to the broker goes silent without a FIN. Only heartbeats end it; meanwhile the other worker drains.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from '#scripts/progress.ts';
import { makeVhost } from '#tests/vhost.ts';
import { openProxy } from './proxy.ts';
import type { TrialReport } from './report.ts';
import { runTrial } from './run-trial.ts';

/** Of 10 s and 10 s: the broker gives up a silent connection after two of them, amqplib too. */
const HEARTBEATS_END_MS = 22_000;

/** Workers in turn. Postgres stays within reach: what was delivered before is still committed, and its acks go nowhere. */
export async function stallBroker(
  sizes: { letters: number; stalls: number },
  say: Say,
): Promise<TrialReport> {
  const broker = await makeVhost();
  const proxies = await Promise.all([0, 1].map(() => openProxy(new URL(broker.url))));
  try {
    return await runTrial(
      {
        letters: sizes.letters,
        broker,
        isExact: true,
        ports: (worker) => ({ amqp: proxies[worker]!.port }),
        async strike(stage, struck) {
          for (let stall = 0; stall < sizes.stalls; stall++) {
            await stage.reachPart((stall + 1) / (sizes.stalls + 2));
            const worker = stage.workers[stall % 2]!;
            const backends = await worker.watchBackends();
            await stage.commits
              .atNext(backends.has, () => proxies[stall % 2]!.stall('both'))
              .finally(backends.release);
            // What it had in its hands it commits now, and in vain acks.
            await sleep(2_000);
            await struck.remember([worker]);
            if (stall + 1 < sizes.stalls) await sleep(HEARTBEATS_END_MS);
          }
          return {};
        },
      },
      say,
    );
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }
}
