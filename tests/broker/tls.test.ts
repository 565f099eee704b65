// amqps on a real listener: certificates that are right, wrong, expired, for another name, and asked of us.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConnection } from '#lib/broker/connection.ts';
import type { TlsFiles } from '#lib/broker/tls.ts';
import { openHome, type Home } from '#scripts/embedded/home.ts';
import { pickPort } from '#scripts/embedded/ports.ts';
import { startRabbit, type EmbeddedRabbit } from '#scripts/embedded/rabbitmq.ts';

const folder = mkdtempSync(join(tmpdir(), 'letterthief-tls-'));
const file = (name: string) => join(folder, name);
let home: Home;
let rabbit: EmbeddedRabbit;
let port: number;

beforeAll(async () => {
  makeAuthority('ca');
  makeAuthority('foreign-ca');
  makeCertificate('broker', 'ca', 'subjectAltName=DNS:localhost');
  makeCertificate('us', 'ca');
  makeCertificate('stranger', 'foreign-ca');
  home = await openHome(file('home'));
  port = await pickPort(new Set());
  const settings = [
    `listeners.ssl.1 = 127.0.0.1:${port}`,
    `ssl_options.cacertfile = ${file('ca.pem')}`,
    `ssl_options.certfile = ${file('broker.pem')}`,
    `ssl_options.keyfile = ${file('broker.key')}`,
    'ssl_options.verify = verify_peer',
    'ssl_options.fail_if_no_peer_cert = true',
  ];
  rabbit = await startRabbit(home, { plugins: [], settings });
}, 120_000);
afterAll(async () => {
  await rabbit?.stop();
  await home?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Arguments as one would type them: none holds a space. */
function openssl(line: string): void {
  execFileSync('openssl', line.split(' '), { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
}

const key = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';

function makeAuthority(name: string): void {
  openssl(`req -x509 ${key} -days 2 -subj /CN=${name} -keyout ${name}.key -out ${name}.pem`);
}

function makeCertificate(name: string, authority: string, extension = 'keyUsage=digitalSignature'): void {
  const signed = `-CA ${authority}.pem -CAkey ${authority}.key`;
  const extensions = `-addext basicConstraints=critical,CA:FALSE -addext ${extension}`;
  openssl(
    `req -x509 ${key} -days 1 ${signed} ${extensions} -subj /CN=${name} -keyout ${name}.key -out ${name}.pem`,
  );
}

const ours: TlsFiles = { caFile: file('ca.pem'), certFile: file('us.pem'), keyFile: file('us.key') };

async function connect(tls: TlsFiles, host = 'localhost'): Promise<string> {
  const url = `amqps://letterthief:${home.amqpPassword}@${host}:${port}`;
  try {
    const connection = await openConnection({ url, tls, name: 'test', connectTimeoutMs: 3000 });
    await connection.close();
    return 'connected';
  } catch (error) {
    return (error as Error).message;
  }
}

test('its own authority and our client certificate connect', async () => {
  expect(await connect(ours)).toBe('connected');
});

test('without the authority the broker is not trusted, and the setting is named', async () => {
  const { certFile, keyFile } = ours;
  expect(await connect({ certFile, keyFile })).toContain('set AMQP_CA_FILE');
});

test('a certificate for another name is not taken', async () => {
  expect(await connect(ours, '127.0.0.1')).toContain('Its certificate is for another name');
});

test('without our certificate, or with one of a strange authority, the settings are named', async () => {
  expect(await connect({ caFile: ours.caFile })).toContain('AMQP_CERT_FILE');
  const stranger = { certFile: file('stranger.pem'), keyFile: file('stranger.key') };
  expect(await connect({ ...ours, ...stranger })).toContain('AMQP_CERT_FILE');
});

test('a certificate file that is not there, or is none, names its setting', async () => {
  expect(await connect({ ...ours, certFile: file('nothing.pem') })).toMatch(
    /^AMQP_CERT_FILE cannot be read \(ENOENT\)/,
  );
  expect(await connect({ ...ours, keyFile: file('ca.pem') })).toContain('AMQP_KEY_FILE');
});
