// An OpenID Connect issuer's own description, read by us before the library uses it: it must not send us, or a browser, elsewhere.
import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

const MAX_BYTES = 256 * 1024;
const WITHIN_MS = 10_000;

const description = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.url().optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).min(1),
});
export type Issuer = z.infer<typeof description>;

/** Throws an error whose message says what is wrong with the issuer. */
export async function readIssuer(issuer: string): Promise<Issuer> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  const text = await readBoundedText(answer);
  const read = description.safeParse(JSON.parse(text));
  if (!read.success)
    throw new Error(`${address}: ${read.error.issues[0]?.path.join('.')} is missing or wrong`);
  const told = read.data;
  if (told.issuer !== issuer) throw new Error(`${address} says that it is of another issuer: ${told.issuer}`);
  const endpoints = [told.authorization_endpoint, told.token_endpoint, told.jwks_uri, told.userinfo_endpoint];
  for (const endpoint of endpoints)
    if (endpoint !== undefined) await checkEndpoint(new URL(endpoint), new URL(issuer));
  return told;
}

/** An answer of the issuer's as text; throws where it is too long. */
export async function readBoundedText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`${answer.url} is too long`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** At the issuer's own address, which the settings name; else at one that everybody can reach, over TLS. */
async function checkEndpoint(endpoint: URL, issuer: URL): Promise<void> {
  if (endpoint.origin === issuer.origin) return;
  if (endpoint.protocol !== 'https:')
    throw new Error(`the issuer names ${endpoint.origin}, which is not https`);
  const host = endpoint.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host)
    ? [{ address: host }]
    : await Promise.race([lookup(host, { all: true }), giveUp(host)]);
  const inside = addresses.find(({ address }) => isInside(address));
  if (inside)
    throw new Error(`the issuer names ${endpoint.hostname}, which is ${inside.address}: an address inside`);
}

/** A resolver that does not answer must not be waited for. */
async function giveUp(host: string): Promise<never> {
  await sleep(WITHIN_MS, undefined, { ref: false });
  throw new Error(`${host} could not be looked up in time`);
}

const insideList = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  insideList.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  insideList.addSubnet(net, bits, 'ipv6');

/** Not of the public Internet: loopback, private, link-local, and what translates to such. */
export function isInside(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  return isIP(plain) === 0 || insideList.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
