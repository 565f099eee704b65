/** `npm run dev`: LetterThief on embedded services, with pages that reload as you edit. The worker starts anew by itself when it dies. */
import { runUntilSignal } from './run.ts';
import { startAll } from './start.ts';

await runUntilSignal(async () => {
  const running = await startAll({ webArgs: ['--dev'] });
  console.log(`\nPages reload as you edit: ${running.urls.web}`);
  return running;
});
