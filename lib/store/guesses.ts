// Wrong guesses of passwords and tokens: whoever makes many must wait, over any number of web processes.
import type { Actor } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';
import { db } from './client.ts';

/** So many are free; then each doubles the wait, up to a quarter of an hour. All are forgotten after an hour without one. */
const FREE = { account: 5, address: 20 };
const LONGEST_S = 900;
const FORGET_S = 3600;

/** Whose guesses count together: an account, an address. */
export type Guesser = { account?: string | undefined; address: string | null };

/** Throws too_many while the wait lasts. The account's name may be one that does not exist: it is slowed all the same. */
export async function checkGuesses(_actor: Actor, guesser: Guesser): Promise<void> {
  const keys = keysOf(guesser);
  const [row] = await db().$queryRaw<{ wait: number }[]>`
    SELECT coalesce(max(least(${LONGEST_S}, power(2, least(g.failures - k.free, 20))) - extract(epoch FROM now() - g.failed_at)), 0)::float8 AS wait
    FROM guess g JOIN unnest(${keys.map(({ key }) => key)}::text[], ${keys.map(({ free }) => free)}::int[]) AS k(key, free) USING (key)
    WHERE g.failures > k.free AND g.failed_at > now() - make_interval(secs => ${FORGET_S})`;
  const waitS = Math.ceil(row?.wait ?? 0);
  if (waitS > 0)
    throw new AppError('too_many', `Too many wrong guesses: wait ${waitS} s`, {
      details: { retryAfterS: waitS },
    });
}

export async function rememberWrongGuess(_actor: Actor, guesser: Guesser): Promise<void> {
  for (const { key } of keysOf(guesser))
    await db().$executeRaw`
      INSERT INTO guess (key, failures) VALUES (${key}, 1) ON CONFLICT (key) DO UPDATE SET failed_at = now(),
        failures = CASE WHEN guess.failed_at < now() - make_interval(secs => ${FORGET_S}) THEN 1 ELSE guess.failures + 1 END`;
  await db().$executeRaw`DELETE FROM guess WHERE failed_at < now() - make_interval(secs => ${FORGET_S})`;
}

/** The right one: its account starts anew. The address does not, or one good account would pay for guesses at others. */
export async function forgetGuesses(_actor: Actor, { account }: Guesser): Promise<void> {
  if (account !== undefined) await db().$executeRaw`DELETE FROM guess WHERE key = ${`account ${account}`}`;
}

function keysOf({ account, address }: Guesser): { key: string; free: number }[] {
  const keys = address === null ? [] : [{ key: `address ${address}`, free: FREE.address }];
  return account === undefined ? keys : [...keys, { key: `account ${account}`, free: FREE.account }];
}
