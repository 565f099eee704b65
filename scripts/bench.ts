/**
 * `npm run bench -- drain|replay|run|alerts|decode|store [--letters 60000] [--runs 1] [--only worker,shovel] [--profile] [--json]`: speed, beside what
 * others do in the same run.
 */
import { arch, cpus, totalmem } from 'node:os';
import { withBenchServices } from '#scripts/bench/bench-services.ts';
import { benchAlerts } from '#scripts/bench/alerts.ts';
import { benchDecode } from '#scripts/bench/decode.ts';
import { benchDrain } from '#scripts/bench/drain.ts';
import { measureEntropy } from '#scripts/bench/letters.ts';
import { benchReplay } from '#scripts/bench/replay.ts';
import { benchRun } from '#scripts/bench/run.ts';
import { readOptions } from '#scripts/bench/options.ts';
import { benchStore } from '#scripts/bench/store.ts';
import { onSignals } from './signals.ts';

const benches = { drain: benchDrain, replay: benchReplay, run: benchRun, alerts: benchAlerts };

try {
  const { name, options } = readOptions(process.argv.slice(2));
  const bench = Object.entries(benches).find(([known]) => known === name)?.[1];
  if (!bench && name !== 'decode' && name !== 'store')
    throw new Error(`there is no bench ${name}: ${Object.keys(benches).join(', ')}, decode, store`);
  const interrupted = new Promise<never>((_, reject) => {
    onSignals(
      () => reject(new Error('interrupted')),
      () => process.exit(130),
    );
  });
  // Said while something starts, it counts as soon as it has started.
  interrupted.catch(() => undefined);
  let result: object = {};
  const gib = Math.round(totalmem() / 1024 ** 3);
  console.log(
    `${cpus().length} cores (${cpus()[0]?.model}, ${arch()}), ${gib} GiB, Node ${process.versions.node}`,
  );
  const { ofOne, ofThousand } = measureEntropy();
  console.log(
    `Letters: 1 KB of JSON and 10 headers; gzip makes ${Math.round(ofOne * 100)} % of one body, ${Math.round(ofThousand * 100)} % of 1,000 in a row`,
  );
  if (bench)
    await withBenchServices(async (pids) => {
      result = await bench(options, pids);
    }, interrupted);
  else if (name === 'store') result = await Promise.race([benchStore(options), interrupted]);
  else result = benchDecode(options);
  if (options.json) console.log(JSON.stringify(result));
  process.exit(0);
} catch (error) {
  console.error(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exit(1);
}
