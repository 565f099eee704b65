// A small disk of a trial's own: a tmpfs that can be filled to the last byte, and given room again. Needs root.
import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, open, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type SmallDisk = {
  /** Empty, for whoever it was made for. */
  folder: string;
  /** Leaves no byte. What others give free in the meantime is taken too, until there is room again. */
  fill(): Promise<void>;
  makeRoom(): Promise<void>;
  unmount(): Promise<void>;
};

/** For this user. Throws, saying so, where this machine may not mount. */
export async function mountSmallDisk(
  megabytes: number,
  owner: { uid: number; gid: number },
): Promise<SmallDisk> {
  const mountPoint = await mkdtemp(join(tmpdir(), 'letterthief-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=711`, 'tmpfs', mountPoint]).catch(
    async (error: unknown) => {
      await rmdir(mountPoint);
      throw new Error('This trial mounts a tmpfs: it needs Linux and root, and a container that may mount.', {
        cause: error,
      });
    },
  );
  const folder = join(mountPoint, 'data');
  await mkdir(folder, { mode: 0o700 });
  await chown(folder, owner.uid, owner.gid);
  const ballast = join(mountPoint, 'ballast');
  let filling: NodeJS.Timeout | undefined;

  async function take(): Promise<void> {
    const { bavail, bsize } = await statfs(mountPoint);
    if (bavail === 0) return;
    const file = await open(ballast, 'a');
    try {
      await file.write(Buffer.alloc(bavail * bsize));
    } finally {
      await file.close();
    }
  }

  return {
    folder,
    async fill() {
      await writeFile(ballast, '');
      await take();
      filling = setInterval(() => void take().catch(() => undefined), 500);
    },
    async makeRoom() {
      clearInterval(filling);
      await rm(ballast, { force: true });
    },
    async unmount() {
      clearInterval(filling);
      await run('umount', [mountPoint]);
      await rmdir(mountPoint);
    },
  };
}
