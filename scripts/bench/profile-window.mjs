// Loaded into a worker by NODE_OPTIONS: SIGUSR2 starts the CPU profiler, a second one stops it and writes BENCH_PROFILE. The worker knows nothing of it.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

const SAMPLING_US = 500;

if (isMainThread) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: SAMPLING_US });
  process.once('SIGUSR2', () => {
    session.post('Profiler.start');
    process.once('SIGUSR2', () => {
      session.post('Profiler.stop', (error, result) => {
        if (error) throw error;
        writeFileSync(process.env.BENCH_PROFILE ?? '', JSON.stringify(result.profile));
      });
    });
  });
}
