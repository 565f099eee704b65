import type { Config } from '#lib/config.ts';
import type { Actor } from '#lib/domain/actor.ts';
import type { Log } from '#lib/log.ts';
import type { Counters, Problems } from './counters.ts';
import type { Pauses } from './pauses.ts';
import type { Stock } from './stock.ts';

/** What every loop of a worker is given. */
export type Room = {
  workerId: string;
  actor: Actor;
  config: Config & { amqpUrl: string };
  log: Log;
  counters: Counters;
  problems: Problems;
  pauses: Pauses;
  /** Wakes each session's life sign. */
  lives: Set<() => void>;
  /** When somebody last asked for replays, as far as a bell told. */
  asked: { at: number };
  /** Of the replays that are being published; null while there are none. */
  stock: Stock | null;
  /** Whether there is any way out that alerts could take. */
  alerts: { areDue: boolean };
  /** When the last letter of each queue was stored. */
  lastLetterAt: Map<string, Date>;
};
