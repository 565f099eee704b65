// A worker's way to the broker goes silent without a FIN. Only heartbeats end it; meanwhile the other worker drains.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from '#scripts/progress.ts';
import { makeVhost } from '#tests/vhost.ts';
import { openProxy } from './proxy.ts';
import type { TrialReport } from './report.ts';
import { runTrial } from './run-trial.ts';

/** Workers in turn. Postgres stays within reach: what was delivered before is still committed, and its acks go nowhere. */
export async function stallBroker(
  sizes: { letters: number; stalls: number; heartbeatS: number },
  say: Say,
): Promise<TrialReport> {
  const broker = await makeVhost();
  const proxies = await Promise.all([0, 1].map(() => openProxy(new URL(broker.url))));
  try {
    return await runTrial(
      {
        letters: sizes.letters,
        heartbeatS: sizes.heartbeatS,
        broker,
        isExact: true,
        isLive: true,
        ports: (worker) => ({ amqp: proxies[worker]!.port }),
        async strike(stage, struck) {
          for (let stall = 0; stall < sizes.stalls; stall++) {
            await stage.reachPart((stall + 1) / (sizes.stalls + 2));
            const worker = stage.workers[stall % 2]!;
            await stage.commits.atNext([worker], () => proxies[stall % 2]!.stall('both'));
            // What it had in its hands it commits now, and in vain acks.
            await sleep(2_000);
            await struck.remember([worker]);
            // Broker and amqplib both give up a silent connection after two heartbeats.
            if (stall + 1 < sizes.stalls) await sleep(2 * sizes.heartbeatS * 1000);
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
