// A RabbitMQ of three nodes of a trial's own, on this machine: each may be killed -9, and started again where it was.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pickPort } from '#scripts/embedded/ports.ts';
import { findRabbit } from '#scripts/embedded/programs.ts';
import { startEpmd } from '#scripts/embedded/rabbitmq.ts';
import { takeStep, type Say } from '#scripts/progress.ts';
import { until } from '#tests/processes.ts';
import { startOwnRabbit, type OwnRabbit } from './own-services.ts';

export type OwnCluster = {
  nodes: readonly ClusterNode[];
  /** As the first node that answers tells it. */
  readQueue(queue: string): Promise<QueueFacts>;
  /** Waits until every node runs and this quorum queue has a member on each. */
  untilWhole(queue?: string): Promise<void>;
  close(): Promise<void>;
};

export type ClusterNode = { name: string; url: string; rabbit: OwnRabbit };

export type QueueFacts = {
  leader?: string;
  online?: string[];
  messages_ready?: number;
  messages_unacknowledged?: number;
};

const NODES = 3;

/** Its nodes find each other by their names alone, without rabbitmqctl. */
export async function startOwnCluster(say: Say): Promise<OwnCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'letterthief-cluster-'));
  const id = randomBytes(4).toString('hex');
  const names = Array.from({ length: NODES }, (_, at) => `letterthief-${id}-${at + 1}@localhost`);
  const secrets = {
    amqpPassword: randomBytes(18).toString('base64url'),
    cookie: randomBytes(18).toString('hex'),
  };
  const epmdPort = await pickPort(new Set());
  const epmd = await startEpmd(await findRabbit(say), folder, epmdPort);
  const settings = [
    'cluster_formation.peer_discovery_backend = classic_config',
    ...names.map((name, at) => `cluster_formation.classic_config.nodes.${at + 1} = ${name}`),
    'cluster_formation.randomized_startup_delay_range.min = 0',
    'cluster_formation.randomized_startup_delay_range.max = 1',
  ];
  const cluster = { epmdPort, cookie: secrets.cookie };
  const nodes: ClusterNode[] = [];

  async function startNode(name: string): Promise<ClusterNode> {
    const as = { nodeName: name, amqpPassword: secrets.amqpPassword };
    const rabbit = await startOwnRabbit((home) => ({ ...home, ...as }), { settings, cluster });
    return { name, url: rabbit.service().url, rabbit };
  }
  async function close(): Promise<void> {
    await Promise.allSettled(nodes.map(({ rabbit }) => rabbit.close()));
    await epmd.stop();
    await rm(folder, { recursive: true, force: true });
  }
  async function ask<Answer>(path: string): Promise<Answer> {
    let last: unknown;
    for (const { rabbit } of nodes) {
      const { url, managementUrl } = rabbit.service();
      const { username, password } = new URL(url);
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
      try {
        const answer = await fetch(`${managementUrl}/api/${path}`, { headers: { authorization } });
        if (answer.ok) return (await answer.json()) as Answer;
        last = `${answer.status} ${await answer.text()}`;
      } catch (error) {
        last = error;
      }
    }
    throw new Error(`No node answers ${path}: ${String(last)}`);
  }
  const readQueue = (queue: string) => ask<QueueFacts>(`queues/%2F/${queue}`);
  async function isWhole(queue: string | undefined): Promise<boolean> {
    const told = await ask<{ running: boolean }[]>('nodes');
    if (told.filter(({ running }) => running).length < NODES) return false;
    return queue === undefined || (await readQueue(queue)).online?.length === NODES;
  }
  const untilWhole = (queue?: string) =>
    until('the cluster is whole', () => isWhole(queue), undefined, 120_000);

  try {
    await takeStep(say, `RabbitMQ of ${NODES} nodes`, async () => {
      const started = await Promise.allSettled(names.map(startNode));
      for (const one of started) if (one.status === 'fulfilled') nodes.push(one.value);
      for (const one of started) if (one.status === 'rejected') throw one.reason;
      await untilWhole();
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { nodes, readQueue, untilWhole, close };
}
