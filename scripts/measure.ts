/** `npm run measure`: prints latency and memory, each beside something else of the same run. `npm run measure -- latency` runs just that. */
import { measureLatency } from '#scripts/measure/latency.ts';
import { measureMemory } from '#scripts/measure/memory.ts';
import { withServices } from './test-services.ts';

const measurements = { latency: measureLatency, memory: measureMemory };

const wanted = process.argv.slice(2);
await withServices(async (env) => {
  Object.assign(process.env, env);
  for (const [name, measure] of Object.entries(measurements)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n── ${name}`);
    await measure();
  }
});
process.exit(0);
