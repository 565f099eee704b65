// What the services here share, each a program with one library: its handler fails until it is mended. It says what it
// failed at and what it handled, a line each.
import { existsSync } from 'node:fs';

/** Where RabbitMQ is, and the file that is there as soon as the service is mended. */
export const [url = '', mended = ''] = process.argv.slice(2);

export class OutOfStock extends Error {
  override readonly name = 'OutOfStock';
  readonly code = 'E_STOCK';
}

export function failUntilMended(message: unknown): void {
  if (existsSync(mended)) return;
  console.log(JSON.stringify({ failed: message }));
  throw new OutOfStock(`no stock for ${JSON.stringify(message)}`);
}

export function sayHandled(message: unknown): void {
  console.log(JSON.stringify({ handled: message }));
}

/** What is written elsewhere is noise: standard output is the test's. */
export function closeWhenTold(close: () => Promise<unknown>): void {
  process.once('SIGTERM', () => void close().then(() => process.exit(0)));
}
