/** Whom Postgres runs as: it refuses root, so root lends it another user. */
import { execFile, spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How to start one of Postgres' programs so that it does not see root. */
export type PostgresUser = Readonly<{
  wrap(command: string, args: readonly string[]): readonly [string, readonly string[]];
  user: { uid: number; gid: number } | undefined;
  /** Hands a folder and all in it to that user. */
  own(path: string): Promise<void>;
}>;

const ourselves: PostgresUser = {
  wrap: (command, args) => [command, args],
  user: undefined,
  own: async () => undefined,
};

/** Decides by who owns the data, where there is any: a data folder keeps the way it was made. */
export async function choosePostgresUser(dataFolder: string, program: string): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return ourselves;
  const owner = await stat(dataFolder).catch(() => null);
  if (owner && owner.uid !== 0) return otherUser(owner.uid, owner.gid);
  const { uid, gid } = await findOrdinaryUser();
  const mapped = ['-U', `--map-user=${uid}`, `--map-group=${gid}`];
  if (spawnSync('unshare', [...mapped, program, '--version']).status === 0)
    return { ...ourselves, wrap: (command, args) => ['unshare', [...mapped, command, ...args]] };
  if (spawnSync(program, ['--version'], { uid, gid, cwd: '/' }).status === 0) return otherUser(uid, gid);
  throw new Error(
    'Postgres will not run as root, this machine allows no user namespaces, and no other user may enter this folder. ' +
      'Run as an ordinary user, or move to a folder that every user may enter, or set DATABASE_URL to a Postgres of your own.',
  );
}

function otherUser(uid: number, gid: number): PostgresUser {
  return {
    ...ourselves,
    user: { uid, gid },
    own: async (path) => {
      await run('chown', ['-R', `${uid}:${gid}`, path]);
    },
  };
}

/** initdb wants a user that has a name. */
async function findOrdinaryUser(): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const entry = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (!entry)
    throw new Error('Postgres will not run as root, and there is neither a user postgres nor nobody.');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}
