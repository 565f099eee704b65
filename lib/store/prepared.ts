// Statements over the driver itself: Prisma would turn bytes into JSON and back.
import { lookups } from './client.ts';

/** Prepared once a connection, under its name. */
export async function prepared<Row extends object>(
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return (await lookups().query<Row>({ name, text, values })).rows;
}
