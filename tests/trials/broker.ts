// RabbitMQ dies by kill -9 and comes back: it delivers again whatever acks it had not yet written. A second row must say so.
import type { Say } from '#scripts/progress.ts';
import { openProxy } from './proxy.ts';
import { startOwnRabbit, type OwnRabbit } from './own-services.ts';
import type { TrialReport } from './report.ts';
import { runTrial } from './run-trial.ts';
import type { TrialBroker } from './stage.ts';

export async function killBroker(sizes: { letters: number; kills: number }, say: Say): Promise<TrialReport> {
  const rabbit = await startOwnRabbit();
  const proxy = await openProxy(new URL(rabbit.service().url));
  try {
    return await runTrial(
      {
        letters: sizes.letters,
        broker: asBroker(rabbit),
        isExact: false,
        ports: () => ({ amqp: proxy.port }),
        async strike(stage, struck) {
          for (let kill = 0; kill < sizes.kills; kill++) {
            await stage.reachPart((kill + 1) / (sizes.kills + 2));
            // Committed, and the broker never gets the ack. At the other kills it has just got it, and perhaps not written it.
            if (kill % 2 === 0) proxy.stall('toServer');
            let killing: Promise<void> = Promise.resolve();
            await stage.commits.atNext(stage.workers, () => {
              killing = rabbit.kill();
            });
            await killing;
            proxy.cut();
            await struck.remember(stage.workers);
            await rabbit.startAgain();
          }
          return {};
        },
      },
      say,
    );
  } finally {
    await proxy.close();
    await rabbit.close();
  }
}

/** Its default vhost. */
function asBroker(rabbit: OwnRabbit): TrialBroker {
  const { username, password } = new URL(rabbit.service().url);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return {
    url: rabbit.service().url,
    async counts(queue) {
      const answer = await fetch(`${rabbit.service().managementUrl}/api/queues/%2F/${queue}`, {
        headers: { authorization },
      });
      const told = (await answer.json()) as { messages_ready?: number; messages_unacknowledged?: number };
      return {
        ready: told.messages_ready ?? Number.NaN,
        unacked: told.messages_unacknowledged ?? Number.NaN,
      };
    },
    // It goes with its broker.
    drop: async () => undefined,
  };
}
