/** CPU seconds of processes and of the whole machine, from /proc: what a letter costs, and what others took meanwhile. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Seconds of CPU between two looks. */
export type Usage = { seconds: number; own: Record<string, number>; others: number; idle: number };

/** The kernel's clock ticks a second (USER_HZ): 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Starts counting the named processes, each with all that descend from it, and this process alone as `bench`. The answer stops and gives the sums. */
export function startUsage(pids: Record<string, number>): () => Usage {
  const before = look(pids);
  return () => {
    const after = look(pids);
    const own = Object.fromEntries(
      Object.keys(after.own).map((name) => [name, (after.own[name] ?? 0) - (before.own[name] ?? 0)]),
    );
    const seconds = (after.at - before.at) / 1000;
    const busy = after.busy - before.busy;
    const others = Math.max(0, busy - Object.values(own).reduce((sum, one) => sum + one, 0));
    return { seconds, own, others, idle: Math.max(0, cpus().length * seconds - busy) };
  };
}

/** What the measured processes took together, without the bench's own questions. */
export function sumOwn({ own }: Usage): number {
  const { bench: _, ...measured } = own;
  return Object.values(measured).reduce((sum, seconds) => sum + seconds, 0);
}

/** The highest resident size of a process so far (VmHWM, proc(5)). */
export function readPeakMiB(pid: number): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
}

type Look = { at: number; busy: number; own: Record<string, number> };

function look(pids: Record<string, number>): Look {
  const processes = readProcesses();
  const own: Record<string, number> = {};
  for (const [name, pid] of Object.entries(pids)) own[name] = sumTree(processes, pid) / TICKS;
  // Not its ended children: those are counted under their own names.
  const { user: userUs, system: systemUs } = process.cpuUsage();
  own.bench = (userUs + systemUs) / 1e6;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (
    readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
  )
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const busy = (user + nice + system + irq + softirq + steal) / TICKS;
  return { at: performance.now(), busy, own };
}

type Process = { parent: number; ticks: number };

function readProcesses(): Map<number, Process> {
  const found = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    // The program's name stands in parentheses and may hold spaces; fields 14 to 17 are its ticks and its waited-for children's.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    if (fields.length > 15) found.set(Number(name), { parent: Number(fields[1]), ticks });
  }
  return found;
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It ended while we looked.
    return '';
  }
}

function sumTree(processes: Map<number, Process>, root: number): number {
  let sum = processes.get(root)?.ticks ?? 0;
  for (const [pid, { parent }] of processes) if (parent === root) sum += sumTree(processes, pid);
  return sum;
}
