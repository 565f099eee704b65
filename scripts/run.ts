/** What a command does around its work: `.env` first, signals meanwhile, and at the end an exit code with a clear message. */
import { existsSync } from 'node:fs';
import { ConfigError } from '#lib/config.ts';
import { hideSecrets } from '#lib/log.ts';
import { onSignals } from './signals.ts';
import { faultyConfigurationCode } from './supervisor.ts';

export type Stoppable = Readonly<{ done: Promise<number>; stop(): Promise<void>; kill(): void }>;

/** Something that could not be started; whoever stopped it knows the exit code. */
export class StartError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'StartError';
    this.exitCode = exitCode;
  }
}

/** Runs what `start` starts until it is done or a signal stops it, and exits with its code. */
export async function runUntilSignal(start: () => Promise<Stoppable>): Promise<never> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  let running: Stoppable | undefined;
  onSignals(
    () => {
      // Half started: the watchdogs end what there is.
      if (!running) process.exit(130);
      console.log('Stopping. A second signal does it at once.');
      void running.stop();
    },
    () => running?.kill(),
  );
  try {
    running = await start();
    process.exit(await running.done);
  } catch (error) {
    process.exit(reportFailure(error));
  }
}

function reportFailure(error: unknown): number {
  console.error(hideSecrets(error instanceof Error ? error.message : String(error)));
  if (error instanceof StartError) return error.exitCode;
  return error instanceof ConfigError ? faultyConfigurationCode : 1;
}
