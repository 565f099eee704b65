/** What RabbitMQ is told: its files and environment, with nothing of the machine's own RabbitMQ in them. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home, Ports } from './home.ts';

type RabbitSettings = Readonly<{
  plugins: readonly string[];
  path: string;
  /** Further lines of rabbitmq.conf. */
  settings: readonly string[];
  /** Erlang's secret, where nodes share one; else the node makes its own. */
  cookie: string | null;
}>;

/** Writes the configuration into `folder` and answers the environment that points to it. */
export async function configureRabbit(
  home: Home,
  folder: string,
  ports: Ports,
  { plugins, path, settings, cookie }: RabbitSettings,
): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(folder, name);
  await writeFile(file('rabbitmq.conf'), configText(home, ports, plugins, settings), { mode: 0o600 });
  // Erlang takes it from a file that only its owner may read, and never writes to it.
  if (cookie !== null) await replaceFile(file('.erlang.cookie'), cookie, 0o400);
  await writeFile(file('enabled_plugins'), `[${plugins.join(',')}].\n`);
  await writeFile(file('rabbitmq-env.conf'), '');
  return {
    PATH: path,
    HOME: folder,
    LANG: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
    RABBITMQ_NODENAME: home.nodeName,
    RABBITMQ_MNESIA_BASE: file('data'),
    RABBITMQ_LOG_BASE: file('logs'),
    RABBITMQ_CONFIG_FILE: file('rabbitmq.conf'),
    // Empty or missing on purpose: else the machine's own settings in /etc/rabbitmq come in.
    RABBITMQ_CONF_ENV_FILE: file('rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILES: file('conf.d/*.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: file('advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: file('enabled_plugins'),
    RABBITMQ_PID_FILE: file('data/node.pid'),
    RABBITMQ_DIST_PORT: String(ports.dist),
    // The last flag means nothing to Erlang: it lets us know our node by its command line.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-kernel inet_dist_use_interface {127,0,0,1} -letterthief ${home.nodeName}`,
    // The script then becomes the broker, so that the pid we spawned is the broker's.
    RUNNING_UNDER_SYSTEMD: '1',
    ERL_CRASH_DUMP: '/dev/null',
    ...epmdEnv(ports.epmd),
  };
}

export function epmdEnv(port: number): Record<string, string> {
  return { ERL_EPMD_ADDRESS: '127.0.0.1', ERL_EPMD_PORT: String(port) };
}

async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { mode });
}

function configText(
  home: Home,
  ports: Ports,
  plugins: readonly string[],
  settings: readonly string[],
): string {
  const hasManagement = plugins.includes('rabbitmq_management');
  return [
    `listeners.tcp.1 = 127.0.0.1:${ports.amqp}`,
    'default_user = letterthief',
    `default_pass = ${home.amqpPassword}`,
    'log.file.rotation.size = 10485760',
    'log.file.rotation.count = 2',
    ...(hasManagement ? [`management.tcp.port = ${ports.management}`, 'management.tcp.ip = 127.0.0.1'] : []),
    ...settings,
    '',
  ].join('\n');
}
