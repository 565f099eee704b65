// One worker: its loops, started and stopped in order. main.ts gives it a process.
import type { Connection } from '#lib/broker/connection.ts';
import { openPublisher, type Publisher } from '#lib/broker/publisher.ts';
import { VERSION } from '#lib/domain/version.ts';
import { openSlack } from '#lib/outlets/slack.ts';
import { databaseUrl } from '#lib/store/client.ts';
import { listen, type Bell } from '#lib/store/listen.ts';
import { leaveFollowing } from '#lib/store/follow.ts';
import { groups } from '#lib/store/groups.ts';
import { letterTexts } from '#lib/store/letter-text.ts';
import { marks } from '#lib/store/marks.ts';
import { migrate } from '#lib/store/migrate.ts';
import { leaveRuns } from '#lib/store/run-feed.ts';
import type { WayOut } from '#lib/store/pace.ts';
import { registerWorker, signOffWorker } from '#lib/store/workers.ts';
import { LANES, makeAlertTick } from './alert.ts';
import { backoffMs, waitMs } from './backoff.ts';
import { keepConnected } from './connect.ts';
import { makeCounters, makeProblems } from './counters.ts';
import { drain } from './drain.ts';
import { startLoop } from './loop.ts';
import { makeBeatTick, makeBindTick, makeDangerTick, makeDepthTick, makeSweepTick } from './pulse.ts';
import { makeArrivalTick, makeFollowTick } from './follow.ts';
import { makePauses, makePauseTick } from './pauses.ts';
import { makeReplayTick } from './replay.ts';
import { makeTopologyTick } from './topology.ts';
import type { Room } from './room.ts';
import { makeRouteTick, readRules } from './route-alerts.ts';
import { makeRunTick } from './runs.ts';
import { makeAlertProblemTick, makeWatchTick } from './watch.ts';

export type Worker = { stop(): Promise<void> };

export async function startWorker(
  started: Pick<Room, 'config' | 'log' | 'workerId'> & { host: string; pid: number },
): Promise<Worker> {
  const { host, pid, ...rest } = started;
  const actor = { kind: 'worker', id: started.workerId } as const;
  const room: Room = {
    ...rest,
    actor,
    pauses: makePauses(actor),
    counters: makeCounters(),
    problems: makeProblems(),
    lives: new Set(),
    asked: { at: 0 },
    stock: null,
    alerts: { areDue: started.config.slack !== null },
    lastLetterAt: new Map(),
  };
  await registerPatiently(room, host, pid);
  // Nobody knows yet: what is due by mistake is told nowhere, and says so.
  await readRules(room).catch((error: unknown) => {
    room.log.warn({ err: error }, 'the alert routes cannot be read yet');
    room.alerts.areDue = true;
  });
  const intake = new AbortController();
  const control = new AbortController();
  let connection: Connection | null = null;
  let publisher: Publisher | null = null;

  const draining = drain(room, intake.signal);
  const controlling = keepConnected(room, 'replay', control.signal, async (open) => {
    connection = open;
    publisher = openPublisher(open);
    replays.wake();
    await Promise.race([open.closed, aborted(control.signal)]);
    const closing = publisher;
    connection = null;
    publisher = null;
    await closing.close();
  });
  const replays = startLoop(
    'replays',
    makeReplayTick(room, () => publisher),
    room.log,
  );
  const runs = startLoop('runs', makeRunTick(room), room.log);
  const pausing = startLoop('pauses', makePauseTick(room), room.log);
  const pulses = [
    startLoop('beat', makeBeatTick(room), room.log),
    startLoop(
      'depth',
      makeDepthTick(room, () => connection),
      room.log,
    ),
    startLoop(
      'bindings',
      makeBindTick(room, () => connection),
      room.log,
    ),
    startLoop('sweep', makeSweepTick(room), room.log),
    pausing,
    startLoop('arrivals', makeArrivalTick(room), room.log),
    ...[marks, groups, letterTexts].map((one) => startLoop(one.name, makeFollowTick(room, one), room.log)),
    startLoop('dangers', makeDangerTick(room), room.log),
    startLoop('topology', makeTopologyTick(room), room.log),
    startLoop('watch', makeWatchTick(room), room.log),
    startLoop('alert problems', makeAlertProblemTick(room), room.log),
  ];
  const { slack: given } = room.config;
  const slack = given && openSlack({ ...given, timeoutMs: 15_000 });
  const routing = startLoop('alert routes', makeRouteTick(room), room.log);
  const ways: WayOut[] = slack === null ? ['elsewhere'] : ['slack', 'elsewhere'];
  const lanes = ways.flatMap((to) =>
    Array.from({ length: LANES[to] }, (_, at) =>
      startLoop(`alerts to ${to} ${at}`, makeAlertTick(room, to, slack), room.log),
    ),
  );
  const bells = listen(hear, (error) =>
    room.log.warn({ err: error }, 'LISTEN was lost; polling until it is back'),
  );

  function hear(bell: Bell): void {
    if (bell.kind === 'life') for (const wake of room.lives) wake();
    if (bell.kind === 'pauses' || bell.kind === 'missed') pausing.wake();
    if (bell.kind === 'asked' || bell.kind === 'missed') {
      room.asked.at = Date.now();
      replays.wake();
    }
    if ((bell.kind === 'runs' && bell.isByPerson) || bell.kind === 'missed') runs.wake();
    if (bell.kind === 'letters' || bell.kind === 'missed') routing.wake();
    if (bell.kind === 'alerts' || bell.kind === 'groups' || bell.kind === 'missed')
      for (const lane of lanes) lane.wake();
  }

  room.log.info({ workerId: room.workerId, slack: given !== null }, 'worker started');
  return {
    async stop() {
      intake.abort();
      await draining;
      await runs.stop();
      await replays.stop();
      await routing.stop();
      await Promise.all(lanes.map((lane) => lane.stop()));
      await Promise.all(pulses.map((pulse) => pulse.stop()));
      control.abort();
      await controlling;
      await bells.stop();
      try {
        await leaveFollowing(room.actor, room.workerId);
        await leaveRuns(room.actor, room.workerId);
        await signOffWorker(room.actor, room.workerId);
      } catch (error) {
        // Its row says so by itself when its beats stay away.
        room.log.warn({ err: error }, 'the store is gone: this worker could not sign off');
      }
    },
  };
}

/** The store may come up after us: wait for it instead of dying. Migrates it first, whoever comes first. */
async function registerPatiently(room: Room, host: string, pid: number): Promise<void> {
  for (let failures = 0; ; failures++) {
    try {
      const { hostname, port, pathname, protocol } = new URL(room.config.amqpUrl);
      const brokerAddress = `${hostname}:${port || (protocol === 'amqps:' ? 5671 : 5672)}, vhost ${decodeURIComponent(pathname.slice(1)) || '/'}`;
      await migrate(databaseUrl(), room.config);
      await registerWorker(room.actor, { id: room.workerId, host, pid, version: VERSION, brokerAddress });
      return;
    } catch (error) {
      if (failures === 0)
        room.log.error({ err: error }, 'Postgres cannot be used yet; repeats are not logged');
      await waitMs(backoffMs(failures), new AbortController().signal);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
