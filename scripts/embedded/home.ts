/** LETTERTHIEF_HOME: the folder of one checkout, with its node name, ports and passwords, made once. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { takeLock } from './lock.ts';
import { isPortFree, pickPort } from './ports.ts';

export const portNames = ['amqp', 'management', 'dist', 'epmd', 'postgres'] as const;
export type PortName = (typeof portNames)[number];
export type Ports = Record<PortName, number>;

/** What node.json holds. The passwords are why it is readable by its owner only. */
type Node = { nodeName: string; ports: Ports; amqpPassword: string; postgresPassword: string };

export type Home = Readonly<{
  folder: string;
  nodeName: string;
  amqpPassword: string;
  postgresPassword: string;
  /** The saved ports; each of `names` that somebody else has taken meanwhile is replaced first. */
  claimPorts(names: readonly PortName[]): Promise<Ports>;
  /** Gives the folder free for another process. Stop the services first. */
  close(): Promise<void>;
}>;

/** Opens a home for this process alone, making it if it is new. Throws HomeInUseError. */
export async function openHome(path: string): Promise<Home> {
  // Others may enter, not look: where root cannot map itself to somebody else, Postgres runs as another user.
  mkdirSync(resolve(path), { recursive: true, mode: 0o711 });
  const folder = realpathSync(path);
  const close = await takeLock(folder);
  try {
    const node = readNode(folder) ?? (await makeNode(folder));
    return {
      folder,
      nodeName: node.nodeName,
      amqpPassword: node.amqpPassword,
      postgresPassword: node.postgresPassword,
      claimPorts: (names) => claimPorts(folder, node, names),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export function postgresUrl(port: number, password: string, database = 'letterthief'): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
}

/** The Postgres of a home that another process holds open; null when there is no home. */
export function postgresUrlOf(path: string): string | null {
  const node = readNode(resolve(path));
  return node === null ? null : postgresUrl(node.ports.postgres, node.postgresPassword);
}

export function amqpUrl(port: number, password: string): string {
  return `amqp://letterthief:${password}@127.0.0.1:${port}`;
}

async function claimPorts(folder: string, node: Node, names: readonly PortName[]): Promise<Ports> {
  for (const name of names) {
    if (await isPortFree('127.0.0.1', node.ports[name])) continue;
    node.ports[name] = await pickPort(new Set(Object.values(node.ports)));
    saveNode(folder, node);
  }
  return { ...node.ports };
}

async function makeNode(folder: string): Promise<Node> {
  const taken = new Set<number>();
  const ports: Partial<Ports> = {};
  for (const name of portNames) {
    const port = await pickPort(taken);
    taken.add(port);
    ports[name] = port;
  }
  const node: Node = {
    nodeName: `letterthief-${randomBytes(5).toString('hex')}@localhost`,
    ports: ports as Ports,
    amqpPassword: randomBytes(18).toString('base64url'),
    postgresPassword: randomBytes(18).toString('base64url'),
  };
  saveNode(folder, node);
  return node;
}

function readNode(folder: string): Node | null {
  const path = join(folder, 'node.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Node;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${path} cannot be read. It names the data beside it: mend it, or use another folder.`, {
      cause: error,
    });
  }
}

function saveNode(folder: string, node: Node): void {
  const path = join(folder, 'node.json');
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(node, null, 2)}\n`, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}
