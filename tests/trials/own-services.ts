// A Postgres or a RabbitMQ of a trial's own, to be killed -9 and started again where it was.
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHome, type Home } from '#scripts/embedded/home.ts';
import { startPostgres, type EmbeddedPostgres } from '#scripts/embedded/postgres.ts';
import { programsInside } from '#scripts/endure/trixie.ts';
import { signalProcess } from '#scripts/embedded/processes.ts';
import { startRabbit, type EmbeddedRabbit, type RabbitOptions } from '#scripts/embedded/rabbitmq.ts';

type Started = { url: string; pid: number; exited: Promise<string>; stop(): Promise<void> };

export type Own<Service extends Started> = {
  /** Of its data. */
  folder: string;
  /** The one that runs now; its url stays the same. */
  service(): Service;
  /** All its processes, at once. Resolves when they are gone. */
  kill(): Promise<void>;
  /** After kill(). */
  startAgain(): Promise<void>;
  close(): Promise<void>;
};

export type OwnPostgres = Own<EmbeddedPostgres>;
export type OwnRabbit = Own<EmbeddedRabbit>;

export function startOwnPostgres(): Promise<OwnPostgres> {
  return startOwn((home) => startPostgres(home));
}

/** `as` changes the home that it is started in. TEST_RABBITMQ_4 names a Debian 13 whose RabbitMQ it is then (scripts/endure/rabbit4.ts). */
export function startOwnRabbit(
  as: (home: Home) => Home = (home) => home,
  options: RabbitOptions = {},
): Promise<OwnRabbit> {
  const trixie = process.env.TEST_RABBITMQ_4;
  return startOwn(async (home) => {
    const programs = trixie ? { programs: await programsInside(trixie, home.folder) } : {};
    return startRabbit(as(home), { ...options, ...programs });
  });
}

async function startOwn<Service extends Started>(
  start: (home: Home) => Promise<Service>,
): Promise<Own<Service>> {
  const folder = await mkdtemp(join(tmpdir(), 'letterthief-trial-'));
  const home = await openHome(folder);
  async function giveBack(): Promise<void> {
    await home.close();
    await rm(folder, { recursive: true, force: true });
  }
  let service: Service;
  try {
    service = await start(home);
  } catch (error) {
    await giveBack();
    throw error;
  }
  return {
    folder,
    service: () => service,
    async kill() {
      const { pid, exited } = service;
      // Its own children first looked up: they would outlive it for a moment, and finish what they do.
      for (const one of [pid, ...(await readChildren(pid))]) signalProcess(one, 'SIGKILL');
      await exited;
      // What stood beside it: Erlang's port mapper.
      await service.stop();
    },
    async startAgain() {
      const { url } = service;
      service = await start(home);
      if (service.url !== url) throw new Error('its port was taken while it was away');
    },
    async close() {
      await service.stop();
      await giveBack();
    },
  };
}

async function readChildren(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}
