/** Debian starts and enables a service when its package is installed. This keeps it from doing so. */
import { execFile } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

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
    if (toDisable.length === 0 || !existsSync('/run/systemd/system')) return;
    // Disabling alone would leave a socket listening that something else had started meanwhile.
    await run('systemctl', ['disable', '--now', ...toDisable]);
  };
}

function isUnitThere(unit: string): boolean {
  return unitFolders.some((folder) => existsSync(`${folder}/${unit}`));
}
