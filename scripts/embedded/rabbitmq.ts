/** A private RabbitMQ node in LETTERTHIEF_HOME, from the machine's own binaries, on loopback ports of its own. */
import { connect } from 'node:net';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { amqpUrl, type Home } from './home.ts';
import { findRabbit, type RabbitPrograms } from './programs.ts';
import { configureRabbit, epmdEnv } from './rabbitmq-config.ts';
import { endOrphan, startService, untilReady, type Service } from './service.ts';

export type EmbeddedRabbit = Readonly<{
  url: string;
  /** Where the management plugin answers, to the same user and password. */
  managementUrl: string;
  pid: number;
  /** Resolves with the reason when RabbitMQ has ended, asked or not. */
  exited: Promise<string>;
  stop(): Promise<void>;
}>;

export type RabbitOptions = Readonly<{
  onProgress?: (text: string) => void;
  plugins?: readonly string[];
  /** Another RabbitMQ than the machine's own. */
  programs?: RabbitPrograms;
  /** Further lines of rabbitmq.conf. */
  settings?: readonly string[];
  /** For the nodes of one cluster: the port mapper that all use and that runs already, and the secret they share. */
  cluster?: Readonly<{ epmdPort: number; cookie: string }>;
}>;

/** Starts the RabbitMQ node of a home. What an earlier run left running is stopped first. */
export async function startRabbit(home: Home, options: RabbitOptions = {}): Promise<EmbeddedRabbit> {
  const onProgress = options.onProgress ?? (() => undefined);
  const folder = join(home.folder, 'rabbitmq');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const programs = options.programs ?? (await findRabbit(onProgress));
  await clearEarlierRun(home, folder, onProgress);
  const { cluster } = options;
  const claimed = await home.claimPorts(['amqp', 'management', 'dist', 'epmd']);
  const ports = cluster ? { ...claimed, epmd: cluster.epmdPort } : claimed;
  const env = await configureRabbit(home, folder, ports, {
    plugins: options.plugins ?? ['rabbitmq_management'],
    path: programs.path,
    settings: options.settings ?? [],
    cookie: cluster?.cookie ?? null,
  });
  const epmd = cluster ? null : await startEpmd(programs, folder, ports.epmd);
  const service = await startService({
    title: 'RabbitMQ',
    command: programs.server,
    args: [],
    env,
    folder,
    logFile: join(folder, 'rabbitmq.log'),
    pidFile: join(folder, 'broker.pid'),
    stopSignal: 'SIGTERM',
    stopMs: 30_000,
  });
  async function stop(): Promise<void> {
    await service.stop();
    await epmd?.stop();
  }
  await untilReady('RabbitMQ', service, () => speaksAmqp(ports.amqp), 120_000).catch(
    async (error: unknown) => {
      await stop();
      throw error;
    },
  );
  return {
    url: amqpUrl(ports.amqp, home.amqpPassword),
    managementUrl: `http://127.0.0.1:${ports.management}`,
    pid: service.pid,
    exited: service.exited,
    stop,
  };
}

/** Our own copy of the pid tells: a second node of one name would exit quietly and delete the first one's pid file. */
async function clearEarlierRun(
  home: Home,
  folder: string,
  onProgress: (text: string) => void,
): Promise<void> {
  await endOrphan(join(folder, 'broker.pid'), home.nodeName, 'SIGTERM', 30_000, (pid) =>
    onProgress(`Stopping the RabbitMQ of an earlier run (process ${pid})`),
  );
  await endOrphan(join(folder, 'epmd.pid'), 'epmd', 'SIGTERM', 5_000, () => undefined);
}

/** Erlang's port mapper, started by us so that its pid is known: one that Erlang starts outlives the node. */
export async function startEpmd(programs: RabbitPrograms, folder: string, port: number): Promise<Service> {
  const epmd = await startService({
    title: 'Erlang’s port mapper',
    command: programs.epmd,
    args: [],
    env: { PATH: programs.path, ...epmdEnv(port) },
    folder,
    logFile: join(folder, 'epmd.log'),
    pidFile: join(folder, 'epmd.pid'),
    stopSignal: 'SIGTERM',
    stopMs: 5_000,
  });
  await untilReady('Erlang’s port mapper', epmd, () => isListening(port), 10_000);
  return epmd;
}

/** A wrong version of the protocol is answered at once by the right one, and nothing is begun. */
function speaksAmqp(port: number): Promise<boolean> {
  return ask(port, (settle, socket) => {
    socket.once('data', (answer) => settle(answer.subarray(0, 4).toString('latin1') === 'AMQP'));
    socket.write('AMQP\0\0\x09\x09');
  });
}

function isListening(port: number): Promise<boolean> {
  return ask(port, (settle) => settle(true));
}

function ask(
  port: number,
  onConnect: (settle: (answer: boolean) => void, socket: ReturnType<typeof connect>) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => onConnect(settle, socket));
    socket.once('error', () => settle(false));
    socket.once('close', () => resolve(false));
    socket.setTimeout(2_000, () => settle(false));
  });
}
