// Opening and losing connections: what is said of it, and what is never said.
import { createServer, type AddressInfo, type Server } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adviceFor } from '#lib/broker/broker-words.ts';
import { openConnection, ourUser } from '#lib/broker/connection.ts';
import { readDepth } from '#lib/broker/topology.ts';
import { AppError } from '#lib/errors.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';

const secret = 'geheim%2F42';
let vhost: Vhost;
beforeAll(async () => {
  vhost = await makeVhost();
});
afterAll(() => vhost.drop());

/** The vhost's URL with parts changed. */
function urlWith(change: (url: URL) => void): string {
  const url = new URL(vhost.url);
  change(url);
  return url.href;
}

async function refusalOf(url: string, caFile?: string): Promise<AppError> {
  const error = await openConnection({ url, tls: { caFile }, name: 'test', connectTimeoutMs: 500 }).catch(
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe('unavailable');
  expect(inspect(error, { depth: 5 })).not.toMatch(/geheim/);
  return error as AppError;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `amqp://someone:${secret}@127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('an open connection closes when asked to, and says that it was us', async () => {
  const connection = await openConnection({ url: vhost.url, name: 'test' });
  expect([connection.isOpen, connection.frameMax, connection.blockedBecause]).toEqual([true, 131_072, null]);
  await Promise.all([connection.close(), connection.close()]);
  expect(connection.isOpen).toBe(false);
  expect(await connection.closed).toEqual({ code: null, message: 'closed by us' });
  expect(await readDepth(connection, 'any')).toMatchObject({ ok: false, why: 'connection' });
});

test('where nothing listens, the refusal names the place and not the password', async () => {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const { message, details } = await refusalOf(url);
  expect(message).toMatch(/^RabbitMQ at 127\.0\.0\.1:\d+, vhost \/ cannot be reached: .*ECONNREFUSED/);
  expect(details.systemCode).toBe('ECONNREFUSED');
});

test('a wrong password is said in the broker’s words', async () => {
  const { message, details } = await refusalOf(urlWith((url) => (url.password = secret)));
  expect(message).toContain('ACCESS_REFUSED');
  expect(details.amqpCode).toBe(403);
  expect(message).toContain('Check user and password');
});

test('a vhost that is not there is named', async () => {
  const { message } = await refusalOf(urlWith((url) => (url.pathname = '/no%20such')));
  expect(message).toMatch(/vhost no such cannot be reached: the vhost does not exist.*Create the vhost/);
});

test('something that is no broker, and a broker that says nothing, are given up', async () => {
  const http = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await refusalOf(await listen(http));
  const silent = createServer(() => undefined);
  const startedAt = Date.now();
  await refusalOf(await listen(silent));
  expect(Date.now() - startedAt).toBeLessThan(3000);
  http.close();
  silent.close();
});

test('TLS to a port without it is refused, and so is a CA file that is not there', async () => {
  const plain = await refusalOf(vhost.url.replace('amqp:', 'amqps:'));
  expect(plain.message).toContain('TLS: wrong version number. That port does not speak TLS');
  const { message } = await refusalOf(vhost.url.replace('amqp:', 'amqps:'), '/no/such.pem');
  expect(message).toMatch(/^AMQP_CA_FILE cannot be read \(ENOENT\)/);
});

test('each fault of a certificate has its own advice', () => {
  const advice = (code: string) => adviceFor(Object.assign(new Error('certificate'), { code }));
  expect(advice('CERT_HAS_EXPIRED')).toContain('has expired: renew it');
  expect(advice('ERR_TLS_CERT_ALTNAME_INVALID')).toContain('for another name');
  expect(advice('SELF_SIGNED_CERT_IN_CHAIN')).toContain('AMQP_CA_FILE');
});

test('we are who the URL says, percent signs read, or guest', () => {
  expect(ourUser('amqp://gr%C3%BC%C3%9Fe:x@host/')).toBe('grüße');
  expect(ourUser('amqp://host')).toBe('guest');
  expect(ourUser('amqp://100%:x@host')).toBe('100%');
});
