/** Baseline, a process of its own: amqplib as it comes consumes and acks, and does nothing with what it gets. */
import { connect } from 'amqplib';

const [url = '', queue = '', wanted = '0'] = process.argv.slice(2);
const letters = Number(wanted);
const PREFETCH = 1000;
const ACK_EVERY = 100;

const connection = await connect(url);
const channel = await connection.createChannel();
await channel.prefetch(PREFETCH);
let count = 0;
let startedAt = 0;
let cpuBefore = process.cpuUsage();
await new Promise<void>((resolve, reject) => {
  const consuming = channel.consume(queue, (message) => {
    if (message === null) return reject(new Error('cancelled'));
    if (count === 0) [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
    count += 1;
    if (count % ACK_EVERY === 0 || count === letters) channel.ack(message, true);
    if (count === letters) resolve();
  });
  consuming.catch(reject);
});
// Closing waits for the broker, which has then taken the last ack.
await channel.close();
const { user, system } = process.cpuUsage(cpuBefore);
const perSecond = letters / ((performance.now() - startedAt) / 1000);
console.log(JSON.stringify({ letters, perSecond, cpuSeconds: (user + system) / 1e6 }));
await connection.close();
