/** Debian 13 in a folder, for its RabbitMQ 4: made once by debootstrap, entered by chroot. Needs Linux and root. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '#scripts/embedded/find-program.ts';
import { installPackage } from '#scripts/embedded/install.ts';
import type { RabbitPrograms } from '#scripts/embedded/programs.ts';
import { takeStep, type Say } from '#scripts/progress.ts';

const run = promisify(execFile);
const rabbitFolder = '/usr/lib/rabbitmq';
const otherwise =
  'RabbitMQ 4 is run from a Debian 13 of its own, which needs Linux, root, debootstrap and a Debian to load from. ' +
  'Or set TEST_AMQP_URL and TEST_MANAGEMENT_URL to a RabbitMQ 4 of yours, and run: npx vitest run tests/broker tests/workers';

/** The mounts are seen by this process alone, and go with it. $1 Debian's folder, $2 the one with the node's data. */
const enter = `
mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
mkdir -p "$1$2" && mount --bind "$2" "$1$2" || exit 1
root=$1; shift 2; exec chroot "$root" "$@"`;

/** Makes the Debian in `folder` if it is not there yet. Throws, saying what is needed, where that cannot be. */
export async function findTrixie(folder: string, say: Say): Promise<string> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error(`You are not root on Linux. ${otherwise}`);
  if (existsSync(join(folder, rabbitFolder))) return folder;
  const find = () => findProgram(['/usr/sbin/debootstrap'], ['debootstrap']);
  if (!find()) await installPackage('debootstrap', { onProgress: say, otherwise });
  await mkdir(dirname(folder), { recursive: true, mode: 0o711 });
  const draft = await mkdtemp(`${folder}.`);
  const mirror = await readMirror();
  const args = ['--variant=minbase', '--include=rabbitmq-server', 'trixie', draft, ...mirror];
  try {
    await takeStep(say, 'Debian 13 with RabbitMQ 4', () =>
      run(find() ?? 'debootstrap', args, { maxBuffer: 1 << 26 }),
    );
    await chmod(draft, 0o755);
    await rename(draft, folder);
  } catch (error) {
    const said = (error as { stdout?: string }).stdout?.trim().split('\n').slice(-3).join('\n') ?? '';
    await rm(draft, { recursive: true, force: true });
    throw new Error(`Debian 13 could not be made:\n${said}\n${otherwise}`, { cause: error });
  }
  return folder;
}

/** Its RabbitMQ's programs, as if they were the machine's own: `home` lies at the same path inside. */
export async function programsInside(trixie: string, home: string): Promise<RabbitPrograms> {
  async function makeDoor(name: string, program: string): Promise<string> {
    const path = join(home, name);
    const words = [
      'unshare',
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      enter,
      'enter',
      trixie,
      home,
    ];
    const line = [...words, program].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    await writeFile(path, `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o700 });
    return path;
  }
  return {
    server: await makeDoor('rabbitmq-server', `${rabbitFolder}/bin/rabbitmq-server`),
    epmd: await makeDoor('epmd', '/usr/bin/epmd'),
    path: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  };
}

/** Where this machine has its own Debian from; without one, debootstrap knows of a place itself. */
async function readMirror(): Promise<string[]> {
  const asked = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages', 'Label: Debian'];
  const told = await run('apt-get', asked).catch(() => ({ stdout: '' }));
  return told.stdout.split('\n').filter(Boolean).slice(0, 1);
}
