/** Debian starts and enables a service when its package is installed. This keeps it from doing so. */
import { execFile } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';

const run = promisify(execFile);
const policyFile = '/usr/sbin/policy-rc.d';
const unitFolders = ['/lib/systemd/system', '/usr/lib/systemd/system', '/etc/systemd/system'];
/** Erlang's package brings the port mapper's own units along. */
const unitsOf: Readonly<Record<string, readonly string[]>> = {
  'rabbitmq-server': ['rabbitmq-server.service', 'epmd.service', 'epmd.socket'],
};

/** Call it before installing; the answer takes back what it changed, and is called after. */
export async function forbidServiceStarts(packageName: string): Promise<() => Promise<void>> {
  const newUnits = (unitsOf[packageName] ?? []).filter((unit) => !isUnitThere(unit));
  const isOurs = !existsSync(policyFile);
  const takeAway = () => rmSync(policyFile, { force: true });
  if (isOurs) {
    writeFileSync(
      policyFile,
      '#!/bin/sh\n# Put here by LetterThief for the length of one installation.\nexit 101\n',
      {
        mode: 0o755,
      },
    );
    process.once('exit', takeAway);
  }
  return async () => {
    if (isOurs) {
      takeAway();
      process.off('exit', takeAway);
    }
    const toDisable = newUnits.filter(isUnitThere);
    if (toDisable.length > 0) await disable(toDisable);
  };
}

/** Without systemctl nothing would read what the package has enabled; in an image that is booted later, it does. */
async function disable(units: readonly string[]): Promise<void> {
  if (!findProgram([], ['systemctl'])) return;
  // --now, since disabling alone would leave a socket listening that something else started meanwhile.
  const now = existsSync('/run/systemd/system') ? ['--now'] : [];
  await run('systemctl', ['disable', ...now, ...units]).catch((error: Error) =>
    console.error(`${units.join(', ')} could not be disabled: ${error.message}`),
  );
}

function isUnitThere(unit: string): boolean {
  return unitFolders.some((folder) => existsSync(`${folder}/${unit}`));
}
