/** Baseline, a process of its own: what people write by hand, amqplib and one `prisma.create` a message, acked after it. */
import { PrismaPg } from '@prisma/adapter-pg';
import { connect, type ConsumeMessage } from 'amqplib';
import { loadByHandClient } from './by-hand-client.ts';

const [amqpUrl = '', queue = '', wanted = '0', databaseUrl = '', prefetch = '200', pool = '10'] =
  process.argv.slice(2);
const letters = Number(wanted);

const { PrismaClient } = await loadByHandClient();
const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: databaseUrl, max: Number(pool) }),
});
const connection = await connect(amqpUrl);
const channel = await connection.createChannel();
await channel.prefetch(Number(prefetch));
let count = 0;
let startedAt = 0;
let cpuBefore = process.cpuUsage();

async function keep(message: ConsumeMessage): Promise<void> {
  const { headers = {} } = message.properties;
  await prisma.failedOrder.create({
    data: {
      queue,
      exchange: message.fields.exchange,
      routingKey: message.fields.routingKey,
      reason: headers['x-first-death-reason'] ?? null,
      headers,
      body: new Uint8Array(message.content),
    },
    select: { id: true },
  });
  channel.ack(message);
  count += 1;
}

await new Promise<void>((resolve, reject) => {
  const consuming = channel.consume(queue, (message) => {
    if (message === null) return reject(new Error('cancelled'));
    if (startedAt === 0) [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
    keep(message).then(() => {
      if (count === letters) resolve();
    }, reject);
  });
  consuming.catch(reject);
});
await channel.close();
const { user, system } = process.cpuUsage(cpuBefore);
const perSecond = letters / ((performance.now() - startedAt) / 1000);
console.log(JSON.stringify({ letters, perSecond, cpuSeconds: (user + system) / 1e6 }));
await connection.close();
await prisma.$disconnect();
