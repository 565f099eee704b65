/** Installs Debian packages as root, asking first on a terminal, and starts no system service by it. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { promisify } from 'node:util';
import { forbidServiceStarts } from './service-starts.ts';

const run = promisify(execFile);
const aptEnv = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };

export type InstallOptions = Readonly<{
  onProgress: (text: string) => void;
  /** What to do instead, for whoever cannot or will not install: one or more full sentences. */
  otherwise: string;
}>;

/** Installs `packageName`, or several with spaces between, by apt-get. Throws where that is impossible, refused or fails, naming the way out. */
export async function installPackage(packageName: string, options: InstallOptions): Promise<void> {
  const { onProgress, otherwise } = options;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(`${packageName} is missing. ${otherwise}`);
  await askFirst(packageName, options);
  const startedAt = Date.now();
  onProgress(`Installing ${packageName} by apt-get (no system service is started by it)`);
  // A Ctrl-C reaches apt-get by itself; we stay to take back what we changed.
  const stay = () => onProgress('Stopping the installation');
  process.on('SIGINT', stay);
  const allowServiceStarts = await forbidServiceStarts(packageName);
  try {
    if (!hasPackageLists()) await run('apt-get', ['update'], { env: aptEnv, maxBuffer: 1 << 26 });
    await aptInstall(packageName).catch(async () => {
      // Lists that are out of date name files that are gone.
      await run('apt-get', ['update'], { env: aptEnv, maxBuffer: 1 << 26 });
      await aptInstall(packageName);
    });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').slice(-5).join('\n') ?? '';
    throw new Error(`${packageName} could not be installed:\n${said}\n${otherwise}`, { cause: error });
  } finally {
    await allowServiceStarts();
    process.off('SIGINT', stay);
  }
  onProgress(`Installed ${packageName} … ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
}

async function aptInstall(packageName: string): Promise<void> {
  const args = [
    '-o',
    'DPkg::Lock::Timeout=300',
    'install',
    '-y',
    '--no-install-recommends',
    ...packageName.split(' '),
  ];
  await run('apt-get', args, { env: aptEnv, maxBuffer: 1 << 26 });
}

function hasPackageLists(): boolean {
  return (
    existsSync('/var/lib/apt/lists') &&
    readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'))
  );
}

async function askFirst(packageName: string, { onProgress, otherwise }: InstallOptions): Promise<void> {
  if (process.env.LETTERTHIEF_INSTALL === '1') return;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    onProgress(`${packageName} is missing and nobody is here to be asked, so it is installed`);
    return;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${packageName} is missing. Install it by apt-get now? (y/N) `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new Error(`${packageName} was not installed. ${otherwise}`);
  } finally {
    terminal.close();
  }
}
