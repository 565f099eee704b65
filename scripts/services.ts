/** The database and the broker of one LetterThief: what the settings name, and for the rest the embedded ones. */
import type { Config } from '#lib/config.ts';
import { openHome, type Home } from '#scripts/embedded/home.ts';
import { startPostgres } from '#scripts/embedded/postgres.ts';
import { findRabbit } from '#scripts/embedded/programs.ts';
import { startRabbit } from '#scripts/embedded/rabbitmq.ts';
import { takeStep, type Say } from './progress.ts';

export type Services = Readonly<{
  databaseUrl: string;
  amqpUrl: string;
  /** Null where the broker is not ours. */
  managementUrl: string | null;
  /** What web and worker must be told; only what is embedded, so that a DATABASE_URL_FILE is not contradicted. */
  env: Readonly<Record<string, string>>;
  /** Resolves with the reason when an embedded service ends; never, where none is. */
  exited: Promise<string>;
  /** The broker first, then Postgres, then the home is given free. */
  stop(): Promise<void>;
}>;

/** Starts what `config` leaves open. Both at once: each takes its time. */
export async function startServices(config: Config, say: Say): Promise<Services> {
  if (config.databaseUrl && config.amqpUrl) return nothingEmbedded(config.databaseUrl, config.amqpUrl);
  const home = await openHome(config.home);
  try {
    return await startEmbedded(config, home, say);
  } catch (error) {
    await home.close();
    throw error;
  }
}

async function startEmbedded(config: Config, home: Home, say: Say): Promise<Services> {
  // Alone, before the rest: it may have a question to ask.
  if (!config.amqpUrl) await findRabbit(say);
  const [database, broker] = await Promise.allSettled([
    config.databaseUrl ? null : takeStep(say, 'Postgres', () => startPostgres(home, { onProgress: say })),
    config.amqpUrl ? null : takeStep(say, 'RabbitMQ', () => startRabbit(home, { onProgress: say })),
  ]);
  async function stop(): Promise<void> {
    if (broker.status === 'fulfilled') await broker.value?.stop();
    if (database.status === 'fulfilled') await database.value?.stop();
    await home.close();
  }
  if (database.status === 'rejected' || broker.status === 'rejected') {
    await stop();
    throw database.status === 'rejected' ? database.reason : (broker as PromiseRejectedResult).reason;
  }
  const [postgres, rabbit] = [database.value, broker.value];
  return {
    databaseUrl: config.databaseUrl ?? postgres!.url,
    amqpUrl: config.amqpUrl ?? rabbit!.url,
    managementUrl: rabbit?.managementUrl ?? null,
    env: {
      ...(postgres ? { DATABASE_URL: postgres.url } : {}),
      ...(rabbit ? { AMQP_URL: rabbit.url } : {}),
    },
    exited: Promise.race([postgres, rabbit].flatMap((service) => (service ? [service.exited] : []))),
    stop,
  };
}

function nothingEmbedded(databaseUrl: string, amqpUrl: string): Services {
  return {
    databaseUrl,
    amqpUrl,
    managementUrl: null,
    env: {},
    exited: new Promise(() => undefined),
    stop: async () => undefined,
  };
}
