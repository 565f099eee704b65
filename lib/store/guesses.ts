// Guesses at passwords, links and tokens: whoever makes many must wait, over any number of web processes. A guess is counted
// before it is looked at, so that a hundred at once are a hundred.
import { isIPv6 } from 'node:net';
import type { Actor } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';
import { db, type Tx } from './client.ts';

/** So many are free; then each doubles the wait, up to a quarter of an hour. All are forgotten after an hour without one. */
const FREE = { account: 5, address: 20 };
const LONGEST_S = 900;
const FORGET_S = 3600;

/** Whose guesses count together: an account, an address. Those at passwords, links and tokens count apart. */
export type Guesser = { at: 'password' | 'link' | 'token'; account?: string; address: string | null };

/** Counts one that is about to be made. Throws too_many while the wait lasts. The account may be one that does not exist. */
export async function countGuess(_actor: Actor, guesser: Guesser): Promise<void> {
  const keys = keysOf(guesser);
  await db().$transaction(async (tx) => {
    for (const { key, free } of keys) if (!(await isTaken(tx, key, free))) throw await sayWait(tx, key, free);
  });
}

/** It was right: the account starts anew, and the address has one less. */
export async function forgetGuess(_actor: Actor, guesser: Guesser): Promise<void> {
  if (guesser.account !== undefined)
    await db().$executeRaw`DELETE FROM guess WHERE key = ${accountKey(guesser)}`;
  if (guesser.address !== null)
    await db()
      .$executeRaw`UPDATE guess SET failures = greatest(failures - 1, 0) WHERE key = ${addressKey(guesser)}`;
}

export async function forgetOldGuesses(_actor: Actor): Promise<void> {
  await db().$executeRaw`DELETE FROM guess WHERE failed_at < now() - make_interval(secs => ${FORGET_S})`;
}

/** False while its wait lasts: then nothing was counted. */
async function isTaken(tx: Tx, key: string, free: number): Promise<boolean> {
  const counted = await tx.$executeRaw`
    INSERT INTO guess (key, failures) VALUES (${key}, 1) ON CONFLICT (key) DO UPDATE SET failed_at = clock_timestamp(),
      failures = CASE WHEN guess.failed_at < now() - make_interval(secs => ${FORGET_S}) THEN 1 ELSE guess.failures + 1 END
    WHERE guess.failures <= ${free} OR guess.failed_at < now() - make_interval(secs => ${FORGET_S})
      OR guess.failed_at + make_interval(secs => least(${LONGEST_S}, power(2, least(guess.failures - ${free}, 20)))) <= clock_timestamp()`;
  return counted === 1;
}

async function sayWait(tx: Tx, key: string, free: number): Promise<AppError> {
  const [row] = await tx.$queryRaw<{ wait: number }[]>`
    SELECT (least(${LONGEST_S}, power(2, least(failures - ${free}, 20))) - extract(epoch FROM clock_timestamp() - failed_at))::float8 AS wait
    FROM guess WHERE key = ${key}`;
  const waitS = Math.max(1, Math.ceil(row?.wait ?? 1));
  return new AppError('too_many', `Too many wrong guesses: wait ${waitS} s`, {
    details: { retryAfterS: waitS },
  });
}

function keysOf(guesser: Guesser): { key: string; free: number }[] {
  const keys = guesser.address === null ? [] : [{ key: addressKey(guesser), free: FREE.address }];
  // n.b. One order for all, so that two at once wait instead of deadlocking.
  return guesser.account === undefined ? keys : [{ key: accountKey(guesser), free: FREE.account }, ...keys];
}

function accountKey({ account }: Guesser): string {
  return `account ${account}`;
}

/** Whoever has one IPv6 address has all of its /64. */
function addressKey({ at, address }: Guesser): string {
  return `${at} address ${address !== null && isIPv6(address) ? prefixOf(address) : address}`;
}

function prefixOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail = ''] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === '' ? [] : tail.split(':');
  const missing = address.includes('::') ? 8 - groups.length - behind.length : 0;
  const all = [...groups, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...behind];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
