// Real processes for the tests of scripts/: folders of their own, a client of each service, and who is still alive.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Connection } from 'rabbitmq-client';

export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'letterthief-home-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Every living process that names the text in its command line: services, their children and their watchdogs' wards. */
export function listProcesses(text: string): string[] {
  return execFileSync('ps', ['-axww', '-o', 'pid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line));
}

/** The milliseconds until `isDone`; throws when it takes longer than `deadlineMs`. */
export async function waitUntil(
  isDone: () => boolean | Promise<boolean>,
  deadlineMs: number,
): Promise<number> {
  const startedAt = Date.now();
  while (!(await isDone())) {
    if (Date.now() - startedAt > deadlineMs) throw new Error(`Not so after ${deadlineMs} ms`);
    await sleep(50);
  }
  return Date.now() - startedAt;
}

export function isAlive(pid: number): boolean {
  return listProcesses('').some((line) => Number.parseInt(line, 10) === pid);
}

/** Starts a script of ours and answers with its first line of output. */
export async function runScript(file: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  return { child, firstLine: await readLine(child) };
}

export function untilExit(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve(child.exitCode ?? child.signalCode);
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
}

export async function query<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Publishes a persistent message to a durable queue and waits for the broker's confirm. */
export async function keepMessage(url: string, queue: string, body: string): Promise<void> {
  await withBroker(url, async (broker) => {
    await broker.queueDeclare({ queue, durable: true });
    const publisher = broker.createPublisher({ confirm: true });
    await publisher.send({ routingKey: queue, durable: true }, body);
    await publisher.close();
  });
}

export async function takeMessage(url: string, queue: string): Promise<string | null> {
  return withBroker(url, async (broker) => {
    const message = await broker.basicGet({ queue, noAck: true });
    return message ? String(message.body) : null;
  });
}

async function withBroker<Result>(
  url: string,
  use: (broker: Connection) => Promise<Result>,
): Promise<Result> {
  const broker = new Connection({ url, retryLow: 200 });
  broker.on('error', (error) => console.warn('test broker:', (error as Error).message));
  try {
    return await use(broker);
  } finally {
    await broker.close();
  }
}

function readLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part: Buffer) => {
      text += part.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('exit', (code) => reject(new Error(`The script ended with code ${code} and said: ${text}`)));
  });
}
