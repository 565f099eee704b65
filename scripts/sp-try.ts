import { openHome } from '#scripts/embedded/home.ts';
import { startPostgres } from '#scripts/embedded/postgres.ts';
import { startRabbit } from '#scripts/embedded/rabbitmq.ts';
const home = await openHome(process.argv[2]!);
const t = Date.now();
const say = (x: string) => console.log(Date.now() - t, x);
const [pg, mq] = await Promise.all([
  startPostgres(home, { onProgress: say }).then((p) => (say('pg up'), p)),
  startRabbit(home, { onProgress: say }).then((p) => (say('mq up'), p)),
]);
console.log(pg.url, pg.pid, mq.url, mq.managementUrl, mq.pid);
if (process.argv[3] === 'stay') await new Promise((r) => setTimeout(r, 1e6));
await pg.stop();
say('pg stopped');
await mq.stop();
say('mq stopped');
await home.close();
