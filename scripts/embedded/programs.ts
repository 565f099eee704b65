/** Finds the machine's own RabbitMQ and Chromium, installing them where that is possible. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from './find-program.ts';
import { installPackage } from './install.ts';

export type RabbitPrograms = Readonly<{ server: string; epmd: string; path: string }>;

/** The real script first: Debian's wrapper in /usr/sbin insists on a user of its own. */
const rabbitPaths = [
  '/usr/lib/rabbitmq/bin/rabbitmq-server',
  '/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server',
  '/usr/local/opt/rabbitmq/sbin/rabbitmq-server',
];
const erlangFolders = [
  '/usr/bin',
  '/usr/lib/erlang/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/opt/erlang/bin',
].concat(['/usr/local/bin', '/usr/local/opt/erlang/bin']);
const chromiumPaths = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const withoutRabbit =
  'Install it (Homebrew: brew install rabbitmq; Debian: apt-get install rabbitmq-server), ' +
  'or run it in Docker (docker run -p 5672:5672 rabbitmq:4-management) and set AMQP_URL=amqp://guest:guest@127.0.0.1:5672, ' +
  'or set AMQP_URL to a RabbitMQ of yours.';
const withoutChromium =
  'Install Chromium or Chrome, and set CHROMIUM_PATH to its program if it is not found by itself.';

/** The programs of RabbitMQ and Erlang, installed if need be. */
export async function findRabbit(onProgress: (text: string) => void): Promise<RabbitPrograms> {
  const find = () => findProgram(rabbitPaths, ['rabbitmq-server']);
  if (!find()) await installPackage('rabbitmq-server', { onProgress, otherwise: withoutRabbit });
  const server = find();
  const epmd = findEpmd(server);
  if (!server || !epmd)
    throw new Error(`${server ? 'Erlang’s epmd' : 'rabbitmq-server'} is missing. ${withoutRabbit}`);
  const path = [dirname(epmd), process.env.PATH ?? '/usr/bin:/bin', ...erlangFolders].join(':');
  return { server, epmd, path };
}

/** A Chromium for the browser tests: CHROMIUM_PATH, the machine's own, or Debian's package. */
export async function findChromium(onProgress: (text: string) => void = console.log): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error('CHROMIUM_PATH names a file that does not exist.');
    return named;
  }
  const find = () => findProgram(chromiumPaths, ['chromium', 'google-chrome', 'chromium-browser']);
  if (!find()) await installPackage('chromium', { onProgress, otherwise: withoutChromium });
  const program = find();
  if (!program) throw new Error(`Chromium is missing. ${withoutChromium}`);
  return program;
}

function findEpmd(server: string | undefined): string | undefined {
  const beside = server ? [join(dirname(realpathSync(server)), 'epmd')] : [];
  return findProgram([...beside, ...erlangFolders.map((folder) => join(folder, 'epmd'))], ['epmd']);
}
