// /api/metrics: what the workers wrote into their rows, and what the store knows, in Prometheus' text format.
import { Counter, Gauge, Registry } from 'prom-client';
import type { Actor } from '#lib/domain/actor.ts';
import { readAlertBacklog } from '#lib/store/posts.ts';
import { listQueues } from '#lib/store/queues.ts';
import { listWorkers, type WorkerRow } from '#lib/store/workers.ts';

/** Text and its content type. Counters are each worker's own, from its start; a worker that ended is served for an hour. */
export async function writeMetrics(actor: Actor): Promise<{ text: string; type: string }> {
  const registry = new Registry();
  const [workers, queues, backlog] = await Promise.all([
    listWorkers(actor),
    listQueues(actor),
    readAlertBacklog(actor),
  ]);
  for (const [name, help, counter] of workerCounters) addCounter(registry, workers, name, help, counter);
  addReplays(registry, workers);
  const alive = gauge(registry, 'workers_alive', 'Workers that showed life within 20 s');
  alive.set(workers.filter((worker) => worker.isAlive).length);
  gauge(registry, 'alerts_waiting', 'Alerts that no post has covered yet').set(backlog.waiting);
  gauge(registry, 'alert_lag_seconds', 'Age of the oldest alert that no post has covered yet').set(
    backlog.lagSeconds,
  );
  const depth = gauge(registry, 'queue_depth', 'Letters in the broker, not yet delivered to us', ['queue']);
  const lag = gauge(
    registry,
    'drain_lag_seconds',
    'While a queue is not empty: seconds since a letter of it was stored',
    ['queue'],
  );
  const open = gauge(registry, 'letters_open', 'Open letters, counted up to 100,000', ['queue']);
  const paused = gauge(registry, 'queue_paused', '1 while people have paused its drain', ['queue']);
  for (const queue of queues) {
    paused.set({ queue: queue.name }, queue.paused === null ? 0 : 1);
    if (queue.depth !== null) depth.set({ queue: queue.name }, queue.depth);
    open.set({ queue: queue.name }, queue.openLetters);
    const since = Date.parse(queue.lastLetterAt ?? queue.seenAt ?? '');
    lag.set({ queue: queue.name }, queue.depth && since ? Math.max(0, (Date.now() - since) / 1000) : 0);
  }
  return { text: await registry.metrics(), type: registry.contentType };
}

const workerCounters = [
  ['letters_drained_total', 'Deliveries taken from dead-letter queues', 'lettersDrained'],
  ['letters_stored_total', 'Letters stored', 'lettersStored'],
  ['letters_matched_total', 'Letters delivered again and found to be stored', 'lettersMatched'],
  ['alerts_sent_total', 'Alerts that a post covered', 'alertsSent'],
  ['posts_sent_total', 'Posts in Slack', 'postsSent'],
] as const;

const outcomes = ['Confirmed', 'Returned', 'Nacked', 'Refused', 'Unknown'] as const;

function addCounter(
  registry: Registry,
  workers: WorkerRow[],
  name: string,
  help: string,
  counter: string,
): void {
  const metric = new Counter({
    name: `letterthief_${name}`,
    help,
    labelNames: ['worker'],
    registers: [registry],
  });
  for (const { id, counters } of workers) metric.inc({ worker: id }, counters[counter] ?? 0);
}

function addReplays(registry: Registry, workers: WorkerRow[]): void {
  const name = 'letterthief_replays_total';
  const metric = new Counter({
    name,
    help: 'Replays by outcome',
    labelNames: ['worker', 'outcome'],
    registers: [registry],
  });
  for (const { id, counters } of workers) {
    for (const outcome of outcomes)
      metric.inc({ worker: id, outcome: outcome.toLowerCase() }, counters[`replays${outcome}`] ?? 0);
  }
}

function gauge(registry: Registry, name: string, help: string, labelNames: string[] = []): Gauge {
  return new Gauge({ name: `letterthief_${name}`, help, labelNames, registers: [registry] });
}
