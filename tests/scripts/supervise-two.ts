// A supervisor of two shells, to be signalled by a test: `gentle` says goodbye when asked to stop, `stubborn` never stops by itself.
import { appendFileSync } from 'node:fs';
import { runUntilSignal } from '#scripts/run.ts';
import { supervise } from '#scripts/supervisor.ts';

const [diary = '', ...names] = process.argv.slice(2);
const shells: Record<string, string> = {
  gentle:
    'trap "echo goodbye >> $DIARY; exit 0" TERM; echo gentle $$ >> $DIARY; while :; do sleep 0.05; done',
  stubborn: 'trap "echo no >> $DIARY" TERM INT; echo stubborn $$ >> $DIARY; while :; do sleep 0.05; done',
};

await runUntilSignal(async () => {
  const supervised = supervise(
    names.map((name) => ({
      name,
      command: '/bin/sh',
      args: ['-c', shells[name] ?? ''],
      env: { PATH: '/bin:/usr/bin', DIARY: diary },
    })),
    { say: (line) => appendFileSync(diary, `${line}\n`), stopMs: 20_000 },
  );
  console.log('started');
  return supervised;
});
