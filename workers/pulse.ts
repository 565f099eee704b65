// The slow beats: this worker's life sign, the depth of its queues, and the sweep of what other workers left behind.
import type { Connection } from '#lib/broker/connection.ts';
import { vhostOf } from '#lib/broker/address.ts';
import { findDangers } from '#lib/broker/management.ts';
import { bindOwn, ownQueue, readDepth } from '#lib/broker/topology.ts';
import { rememberQueue } from '#lib/store/queues.ts';
import { sweepReplays } from '#lib/store/replay-work.ts';
import { closeForgotten, forgetEmptySessions } from '#lib/store/sessions.ts';
import { forgetOldAudit } from '#lib/store/audit.ts';
import { forgetOldEvents } from '#lib/store/events.ts';
import { forgetOldHours } from '#lib/store/groups.ts';
import { forgetRemembered } from '#lib/store/act.ts';
import { forgetOldAlarms } from '#lib/store/alarms.ts';
import { takeOverAlerts } from '#lib/store/route-alerts.ts';
import { forgetAnswers, forgetSlackCalls } from '#lib/store/slack-calls.ts';
import { forgetOldGuesses } from '#lib/store/guesses.ts';
import { forgetOldPlans } from '#lib/store/runs.ts';
import { forgetOldSignIns } from '#lib/store/people.ts';
import { beat, findDurabilityProblems, forgetOldWorkers } from '#lib/store/workers.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

const BEAT_MS = 5000;
const DEPTH_MS = 2000;
const SWEEP_MS = 10_000;
const DANGER_MS = 60_000;
const BIND_SOON_MS = 2000;
const BIND_AGAIN_MS = 60_000;
const FORGET_MS = 3_600_000;
/** A session beats every 5 s. Where nobody waits for it, its lapse can wait long. */
const FORGOTTEN_S = 60;
/** Depths that did not change are written this often all the same, so that the page can say how old they are. */
const REPEAT_MS = 10_000;

export function makeBeatTick(room: Room): Tick {
  return async () => {
    await beat(room.actor, room.workerId, room.counters.read(), room.problems.read());
    return BEAT_MS;
  };
}

export function makeSweepTick(room: Room): Tick {
  let forgotAt = 0;
  return async () => {
    const unknown = await sweepReplays(room.actor);
    if (unknown > 0)
      room.log.warn({ replays: unknown }, 'a worker ended while publishing: these may have been published');
    const [durability] = await findDurabilityProblems(room.actor);
    room.problems.set('durability', durability ?? null);
    await closeForgotten(room.actor, FORGOTTEN_S);
    if (Date.now() - forgotAt > FORGET_MS) {
      forgotAt = Date.now();
      await forgetEmptySessions(room.actor);
      await forgetOldWorkers(room.actor);
      await forgetRemembered(room.actor);
      await forgetOldAudit(room.actor);
      await forgetOldEvents(room.actor);
      await forgetOldPlans(room.actor);
      await forgetOldHours(room.actor);
      await forgetOldSignIns(room.actor);
      await forgetOldGuesses(room.actor);
      await forgetSlackCalls(room.actor);
      await takeOverAlerts(room.actor);
      await forgetAnswers(room.actor);
      await forgetOldAlarms(room.actor);
    }
    return SWEEP_MS;
  };
}

export function makeDepthTick(room: Room, connection: () => Connection | null): Tick {
  const written = new Map<string, { seen: string; at: number }>();
  return async () => {
    const open = connection();
    if (open === null) return DEPTH_MS;
    for (const name of room.config.deadLetterQueues ?? [ownQueue]) {
      const read = await readDepth(open, name);
      if (!read.ok) continue;
      const lastLetterAt = room.lastLetterAt.get(name);
      const seen = `${read.depth} ${read.consumers} ${lastLetterAt?.getTime()}`;
      const last = written.get(name);
      if (last?.seen === seen && Date.now() - last.at < REPEAT_MS) continue;
      await rememberQueue(room.actor, {
        name,
        depth: read.depth,
        consumers: read.consumers,
        ...(lastLetterAt && { lastLetterAt }),
      });
      written.set(name, { seen, at: Date.now() });
    }
    return DEPTH_MS;
  };
}

/** Exchanges that others declare may come later than we, or go and come again. */
export function makeBindTick(room: Room, connection: () => Connection | null): Tick {
  return async () => {
    const open = connection();
    if (open === null) return BIND_SOON_MS;
    let isDone = true;
    for (const one of room.config.deadLetterExchanges) {
      const problem = await bindOwn(open, one);
      room.problems.set(`exchange ${one.exchange}`, problem);
      if (problem !== null) isDone = false;
    }
    return isDone ? BIND_AGAIN_MS : BIND_SOON_MS;
  };
}

/** Asks the management API, where there is one, whether the dead-letter queues lose letters by themselves. */
export function makeDangerTick(room: Room): Tick {
  const said = new Set<string>();
  return async () => {
    const { amqpManagementUrl, amqpUrl, deadLetterQueues } = room.config;
    if (amqpManagementUrl === undefined) return DANGER_MS;
    for (const queue of deadLetterQueues ?? [ownQueue]) {
      const dangers = await findDangers(amqpManagementUrl, vhostOf(amqpUrl), queue);
      room.problems.set(`danger ${queue}`, dangers.length === 0 ? null : dangers.join(' '));
      for (const danger of dangers) if (!said.has(danger)) room.log.warn({ queue }, danger);
      for (const danger of dangers) said.add(danger);
    }
    return DANGER_MS;
  };
}
