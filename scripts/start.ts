/** `npm start`: database and broker, migrations, then web and worker under the supervisor, until a signal. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#lib/config.ts';
import { migrate } from '#lib/store/migrate.ts';
import { lean } from './memory.ts';
import { takeStep, type Say } from './progress.ts';
import { runUntilSignal, StartError } from './run.ts';
import { startServices } from './services.ts';
import { supervise, type ChildSpec } from './supervisor.ts';
import { chooseWebAddress, isHealthyWithin } from './web-address.ts';

export type Urls = Readonly<{ web: string; database: string; amqp: string; management: string | null }>;

export type StartOptions = Readonly<{
  /** Settings over those of the environment, for us and for web and worker. */
  env?: Readonly<Record<string, string>>;
  /** More arguments for scripts/web.ts. */
  webArgs?: readonly string[];
  say?: Say;
  /** Called when the services are up and migrated; its answer is called after web and worker have stopped. */
  beforeApp?: (urls: Urls) => Promise<() => Promise<void>>;
}>;

export type Running = Readonly<{
  urls: Urls;
  /** The exit code, once everything has stopped. */
  done: Promise<number>;
  /** Stops web and worker, then broker, then Postgres. */
  stop(): Promise<void>;
  /** Ends web and worker at once; the services still stop cleanly. */
  kill(): void;
}>;

const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts everything and answers when the web does. Throws ConfigError, or an error whose message says what to do. */
export async function startAll(options: StartOptions = {}): Promise<Running> {
  const say = options.say ?? console.log;
  const given = { ...process.env, ...options.env };
  const config = readConfig(given);
  const address = await chooseWebAddress(config);
  const services = await startServices(config, say);
  const { databaseUrl: database, amqpUrl: amqp, managementUrl: management } = services;
  const urls: Urls = { web: address.publicUrl, database, amqp, management };
  let afterApp = async () => {};
  try {
    await takeStep(say, 'Migrations', () => migrate(database, config));
    afterApp = (await options.beforeApp?.(urls)) ?? afterApp;
  } catch (error) {
    await services.stop();
    throw error;
  }
  const env = {
    ...given,
    ...services.env,
    PORT: String(address.port),
    LETTERTHIEF_HOME: resolve(config.home),
  };
  const children = [
    describeChild('web', 'scripts/web.ts', env, options.webArgs),
    describeChild('worker', 'workers/main.ts', env),
  ];
  const app = supervise(children, { say });
  let hasServiceFailed = false;
  const done = app.done.then(async (code) => {
    await afterApp();
    await takeStep(say, 'Stopped', services.stop);
    return hasServiceFailed ? 1 : code;
  });
  const giveUp = (reason: string) => {
    hasServiceFailed = true;
    say(`GIVING UP: ${reason}. Its log is in ${resolve(config.home)}. Everything is stopped.`);
    return app.stop();
  };
  void Promise.race([services.exited, app.done]).then((end) =>
    typeof end === 'string' ? giveUp(end) : undefined,
  );
  const isHealthy = await takeStep(say, 'Web', () => isHealthyWithin(address, app.done, 120_000));
  if (!isHealthy) {
    await app.stop();
    throw new StartError('LetterThief did not start: its web does not answer.', (await done) || 1);
  }
  return {
    urls,
    done,
    kill: app.kill,
    stop: () =>
      app
        .stop()
        .then(() => done)
        .then(() => undefined),
  };
}

function withoutPassword(address: string): string {
  const url = new URL(address);
  url.password = '';
  return url.href;
}

function describeChild(
  name: keyof typeof lean,
  file: string,
  env: Record<string, string | undefined>,
  more: readonly string[] = [],
): ChildSpec {
  const { args: leanArgs, env: leanEnv } = lean[name];
  const args = [...leanArgs, '--import', import.meta.resolve('tsx'), file, ...more];
  return { name, command: process.execPath, args, env: { ...env, ...leanEnv }, cwd: root };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runUntilSignal(async () => {
    const running = await startAll();
    console.log(`\nLetterThief is ready: ${running.urls.web}`);
    if (running.urls.management)
      console.log(
        `A private RabbitMQ: ${withoutPassword(running.urls.amqp)}, its pages ${running.urls.management} (user letterthief, password in node.json in LETTERTHIEF_HOME)`,
      );
    return running;
  });
}
