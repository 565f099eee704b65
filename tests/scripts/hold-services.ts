// A parent for the embedded services, to be killed by a test: starts both in the home it is given, says where, and waits.
import { openHome } from '#scripts/embedded/home.ts';
import { startPostgres } from '#scripts/embedded/postgres.ts';
import { startRabbit } from '#scripts/embedded/rabbitmq.ts';

const home = await openHome(process.argv[2] ?? '');
const [postgres, rabbit] = await Promise.all([startPostgres(home), startRabbit(home, { plugins: [] })]);
console.log(
  JSON.stringify({ database: postgres.url, amqp: rabbit.url, pids: [process.pid, postgres.pid, rabbit.pid] }),
);
setInterval(() => undefined, 60_000);
