// Transactions of a few rows many times a second, over the driver itself: prepared once a connection, and rows only looked up by an
// index (client.ts, lookups). Prisma's way costs a step of a run as much as what it does.
import { createHash } from 'node:crypto';
import { lookups, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';

/** What is thrown in `work` undoes all. Of a transaction it can what runs need: the two raw statements. */
export async function lookUpInOne<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const client = await lookups().connect();
  let trouble: Error | undefined;
  async function ask(parts: TemplateStringsArray, values: unknown[]) {
    const { text, values: all } = Prisma.sql(parts, ...values);
    return client.query<object>({ name: nameOf(text), text, values: all });
  }
  const tx = {
    $queryRaw: async (parts: TemplateStringsArray, ...values: unknown[]) => (await ask(parts, values)).rows,
    $executeRaw: async (parts: TemplateStringsArray, ...values: unknown[]) =>
      (await ask(parts, values)).rowCount ?? 0,
  } as unknown as Tx;
  try {
    await client.query('BEGIN');
    const result = await work(tx);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((gone: Error) => {
      trouble = gone;
    });
    throw error;
  } finally {
    client.release(trouble);
  }
}

const names = new Map<string, string>();

/** Statements are put together from parts: there are few of them. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 40);
  names.set(text, name);
  return name;
}
