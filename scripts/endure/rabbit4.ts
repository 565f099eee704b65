/** RabbitMQ 4 beside the machine's own: started in a folder of its own, and what runs our suites against it. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openHome } from '#scripts/embedded/home.ts';
import { startRabbit } from '#scripts/embedded/rabbitmq.ts';
import { findPeers } from '#scripts/peer-programs.ts';
import { takeStep, type Say } from '#scripts/progress.ts';
import type { TrialReport } from '#tests/trials/report.ts';
import { findTrixie, programsInside } from './trixie.ts';

/** What 3.10 takes; 4.0 takes an eighth of it by default. */
const settings = ['max_message_size = 134217728'];
const suites = ['tests/broker', 'tests/workers', 'tests/peers', 'tests/frameworks', 'tests/trials'];

export type Rabbit4 = {
  /** For TEST_AMQP_URL. */
  amqp: string;
  /** For TEST_MANAGEMENT_URL: user and password are in it. */
  management: string;
  /** As it says itself. */
  version: string;
  /** The Debian that it comes from. */
  trixie: string;
};

/** Runs a RabbitMQ 4 for as long as `use` takes. Throws, saying what is needed, where there can be none. */
export async function withRabbit4<Result>(
  say: Say,
  use: (rabbit: Rabbit4) => Promise<Result>,
): Promise<Result> {
  const trixie = await findTrixie(
    resolve(process.env.LETTERTHIEF_HOME ?? '.letterthief', 'debian-trixie'),
    say,
  );
  const folder = await mkdtemp(join(tmpdir(), 'letterthief-rabbit4-'));
  const home = await openHome(folder);
  try {
    const programs = await programsInside(trixie, home.folder);
    const service = await takeStep(say, 'RabbitMQ 4', () => startRabbit(home, { programs, settings }));
    try {
      const { username, password } = new URL(service.url);
      const management = Object.assign(new URL(service.managementUrl), { username, password }).href;
      return await use({ amqp: service.url, management, version: await readVersion(management), trixie });
    } finally {
      await service.stop();
    }
  } finally {
    await home.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Our suites of the broker, the workers, the peers and the frameworks, and the trials at the size of `npm test`, on RabbitMQ 4. */
export async function runSuites(say: Say): Promise<TrialReport> {
  const startedAt = Date.now();
  await findPeers(say);
  return withRabbit4(say, async ({ amqp, management, version, trixie }) => {
    say(`${suites.join(', ')} on RabbitMQ ${version}`);
    const code = await runVitest({
      TEST_AMQP_URL: amqp,
      TEST_MANAGEMENT_URL: management,
      TEST_RABBITMQ_4: trixie,
    });
    const nothing = { kills: null, killsBetween: null, matched: null, marked: null, lost: null };
    return {
      letters: 0,
      ...nothing,
      surplusUnmarked: null,
      seconds: (Date.now() - startedAt) / 1000,
      notes: { RabbitMQ: version },
      faults: code === 0 ? [] : [`The suites did not pass on RabbitMQ ${version}.`],
    };
  });
}

function runVitest(env: Record<string, string>): Promise<number | null> {
  return new Promise((end, reject) => {
    const child = spawn('node_modules/.bin/vitest', ['run', ...suites], {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', end);
  });
}

async function readVersion(management: string): Promise<string> {
  const url = new URL('/api/overview', management);
  const authorization = `Basic ${Buffer.from(`${url.username}:${url.password}`).toString('base64')}`;
  url.username = '';
  url.password = '';
  const answer = await fetch(url, { headers: { authorization } });
  return ((await answer.json()) as { rabbitmq_version: string }).rabbitmq_version;
}
