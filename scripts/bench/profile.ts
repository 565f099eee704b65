/** Where a process spent its time, from a CPU profile: self time by part of the house, and the functions that took most. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { showTable } from './report.ts';

type Node = {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: number[];
};
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] };

const SHOWN = 25;
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The first that fits names the part. */
const parts: readonly (readonly [name: string, path: RegExp])[] = [
  ['amqplib', /node_modules\/(amqplib|buffer-more-ints)\//],
  ['our AMQP (lib/broker)', /^lib\/broker\//],
  ['fingerprint', /^lib\/store\/fingerprint\./],
  ['decode (lib/domain)', /^lib\/domain\//],
  ['pack', /^lib\/store\/pack\./],
  ['letting go of Prisma’s debug history', /^lib\/store\/debug-history\.|node_modules\/@prisma\/debug\//],
  ['store verbs (lib/store)', /^lib\/store\/(?!generated)/],
  ['Prisma', /node_modules\/@prisma\/|^lib\/store\/generated\//],
  ['pg driver', /node_modules\/(pg|pg-[a-z]+|postgres-[a-z]+)\//],
  ['worker (workers/)', /^workers\//],
  ['ids (uuidv7)', /node_modules\/uuidv7\//],
  ['Node: sockets, timers, event loop', /^node:|^$/],
];

export function showProfile(file: string, letters: number): void {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as Profile;
  const selfUs = sumSelf(profile);
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const byPart = new Map<string, number>();
  const byFunction = new Map<string, number>();
  for (const node of profile.nodes) {
    const us = selfUs.get(node.id) ?? 0;
    const owner = ownerOf(node, parents, nodes);
    add(byPart, partOf(owner), us);
    add(byFunction, nameOf(node, owner), us);
  }
  const allUs = [...selfUs.values()].reduce((sum, us) => sum + us, 0);
  const rows = (sums: Map<string, number>): string[][] =>
    [...sums]
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, SHOWN)
      .map(([name, us]) => [name, `${(us / letters).toFixed(2)} µs`, `${((us / allUs) * 100).toFixed(1)} %`]);
  console.log(`\n  The worker's main thread, ${(allUs / 1e6).toFixed(1)} s (${file}):`);
  showTable([['part (self time)', 'a letter', 'share'], ...rows(byPart)]);
  console.log('');
  showTable([['function (self time)', 'a letter', 'share'], ...rows(byFunction)]);
}

function sumSelf({ samples, timeDeltas }: Profile): Map<number, number> {
  const sums = new Map<number, number>();
  // A delta is the time before its sample, so it belongs to the sample before.
  for (let at = 1; at < samples.length; at++) add(sums, samples[at - 1] as number, timeDeltas[at] ?? 0);
  return sums;
}

/** What is native or Node's own counts for who called it, but for the engine's own: idle, garbage collector, program. */
function ownerOf(node: Node, parents: Map<number, number>, nodes: Map<number, Node>): Node {
  if (node.callFrame.functionName.startsWith('(')) return node;
  let owner = node;
  while (owner.callFrame.url === '' || owner.callFrame.url.startsWith('node:')) {
    const parent = nodes.get(parents.get(owner.id) ?? -1);
    if (!parent || parent.callFrame.functionName === '(root)') return owner;
    owner = parent;
  }
  return owner;
}

function partOf({ callFrame }: Node): string {
  if (callFrame.functionName.startsWith('(')) return callFrame.functionName;
  const path = pathOf(callFrame.url);
  return parts.find(([, pattern]) => pattern.test(path))?.[0] ?? path;
}

function nameOf(node: Node, owner: Node): string {
  const name = node.callFrame.functionName || '(anonymous)';
  if (name.startsWith('(') && node.callFrame.url === '') return name;
  const path = pathOf(owner.callFrame.url).replace(/^.*node_modules\//, '');
  if (node === owner) return `${name}  ${path}`;
  return `${name} of Node, for ${owner.callFrame.functionName || '(anonymous)'}  ${path}`;
}

function pathOf(url: string): string {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  return path.startsWith(root) ? path.slice(root.length) : path;
}

function add<Key>(sums: Map<Key, number>, key: Key, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
