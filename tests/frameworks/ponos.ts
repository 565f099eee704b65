// A service with Ponos: its dead letters are events of the exchange worker.errored.
import type { PonosQueues, PonosServer, PonosSettings } from 'ponos';
import { createRequire } from 'node:module';
import { closeWhenTold, failUntilMended, sayHandled, url } from './service.ts';

const { hostname, port, username, password, pathname } = new URL(url);
Object.assign(process.env, {
  // It knows no vhosts. And it asks for frames that are too small for RabbitMQ 4.1.
  RABBITMQ_HOSTNAME: `${hostname}:${port}${pathname}?frameMax=8192&unused=`,
  RABBITMQ_USERNAME: username,
  RABBITMQ_PASSWORD: password,
  WORKER_MAX_NUM_RETRIES: '3',
  WORKER_MONITOR_DISABLED: 'true',
  LOG_LEVEL: '100',
});
const require = createRequire(import.meta.url);
const { Server } = require('ponos') as { Server: new (settings: object) => PonosServer };
const Queues = require('ponos/lib/rabbitmq') as new (settings: PonosSettings) => PonosQueues;
const WorkerStopError = require('error-cat/errors/worker-stop-error') as new (
  message: string,
  data: object,
) => Error;

const handle = async (job: { order: number }) => {
  failUntilMended({ order: job.order });
  sayHandled({ order: job.order });
};
const server = new Server({
  name: 'shop',
  enableErrorEvents: true,
  tasks: {
    'invoice.render': handle,
    'invoice.check': async (job: { order: number }) => {
      try {
        await handle(job);
      } catch (error) {
        throw new WorkerStopError((error as Error).message, { originalError: error });
      }
    },
  },
  events: { 'order.placed': handle },
});
const queues = new Queues({
  name: 'shop',
  tasks: ['invoice.render', 'invoice.check'],
  events: ['order.placed'],
});
await queues.connect();
await server.start();
await queues.publishTask('invoice.render', { order: 1 });
await queues.publishTask('invoice.check', { order: 2 });
await queues.publishEvent('order.placed', { order: 3 });
closeWhenTold(async () => {
  await queues.disconnect();
  await server.stop();
});
