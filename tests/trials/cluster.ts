// Each node of a three-node cluster is killed and comes back, while letters flow into a quorum dead-letter queue that gives up after 20 deliveries.
import type { Say } from '#scripts/progress.ts';
import { until } from '#tests/processes.ts';
import { makeFlow } from './flow.ts';
import { startOwnCluster, type OwnCluster } from './own-cluster.ts';
import type { TrialReport } from './report.ts';
import { runTrial } from './run-trial.ts';
import { QUEUE, type TrialBroker } from './stage.ts';

export type ClusterSizes = { letters: number; perSecond: number };

/** At least so many letters: they flow until the last node is back. The workers stand at the first and at the second node; the letters come over whichever is there. */
export async function runClusterTrial(sizes: ClusterSizes, say: Say): Promise<TrialReport> {
  const { letters } = sizes;
  const cluster = await startOwnCluster(say);
  const { nodes } = cluster;
  const flow = makeFlow(
    nodes.map(({ url }) => url),
    QUEUE,
    sizes,
  );
  try {
    const report = await runTrial(
      {
        letters,
        backlog: flow.backlog,
        broker: asBroker(cluster),
        queueArguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 20 },
        isExact: false,
        ports: (worker) => ({ amqp: Number(new URL(nodes[worker]!.url).port) }),
        async strike(stage, struck) {
          const faults: string[] = [];
          let leadersKilled = 0;
          let publishedMeanwhile = 0;
          const flowing = flow.run();
          // Told when it is waited for.
          flowing.catch(() => undefined);
          for (const [at, { name, rabbit }] of nodes.entries()) {
            await stage.reachPart((at + 1) / (nodes.length + 2));
            await cluster.untilWhole(QUEUE);
            if ((await cluster.readQueue(QUEUE)).leader === name) leadersKilled++;
            const standing = stage.workers[at];
            let killing: Promise<void> = Promise.resolve();
            await stage.commits.atNext(standing ? [standing] : stage.workers, () => {
              killing = rabbit.kill();
            });
            await killing;
            const before = flow.confirmed();
            await struck.remember(stage.workers);
            say(`node ${at + 1} is down after ${before} letters`);
            await rabbit.startAgain();
            await cluster.untilWhole(QUEUE);
            const meanwhile = flow.confirmed() - before;
            publishedMeanwhile += meanwhile;
            say(`node ${at + 1} is back, ${meanwhile} letters later`);
            if (meanwhile === 0) faults.push(`No letter was published while node ${at + 1} was away.`);
          }
          flow.enough();
          await flowing;
          await until('the queue is empty', async () => isEmpty(stage.broker), undefined, 300_000);
          await flow.settle(stage.database);
          return {
            notes: {
              'killed as the leader': leadersKilled,
              'published while a node was away': publishedMeanwhile,
              'not confirmed': flow.unsure(),
            },
            faults,
          };
        },
      },
      say,
    );
    return { ...report, letters: flow.confirmed() };
  } finally {
    flow.stop();
    await cluster.close();
  }
}

async function isEmpty(broker: TrialBroker): Promise<boolean> {
  const { ready, unacked } = await broker.counts(QUEUE);
  return ready + unacked === 0;
}

/** Its default vhost. What is asked here is asked when all nodes are there. */
function asBroker({ nodes, readQueue }: OwnCluster): TrialBroker {
  return {
    url: nodes[0]!.url,
    async counts(queue) {
      const { messages_ready: ready, messages_unacknowledged: unacked } = await readQueue(queue);
      return { ready: ready ?? Number.NaN, unacked: unacked ?? Number.NaN };
    },
    // It goes with its cluster.
    drop: async () => undefined,
  };
}
