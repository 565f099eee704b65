// Which headers RabbitMQ would not take, since they do not fit one frame or cannot be read, and how to say so.
import { listEntries } from './table-entries.ts';
import { plain } from './plain-text.ts';
import { readProperties } from './properties.ts';
import { replayIdHeader } from './replay-plan.ts';

/** A header with all that it takes in the table: name, type and value. */
export type HeaderSize = { name: string; bytes: number };

const MAX_SAID = 10;
const MAX_NAME = 80;

/** The fewest headers without which the properties take at most `maxBytes`, largest first. None where they fit. */
export function findOversize(propertyBytes: Uint8Array, maxBytes: number): HeaderSize[] {
  const table = readProperties(propertyBytes).headers ?? new Uint8Array();
  const sizes = listEntries(table)
    .map(({ name, start, end }) => ({ name, bytes: end - start }))
    .filter(({ name }) => name !== replayIdHeader)
    .sort((one, other) => other.bytes - one.bytes);
  let excess = propertyBytes.byteLength - maxBytes;
  return sizes.filter(({ bytes }) => {
    const isNeeded = excess > 0;
    if (isNeeded) excess -= bytes;
    return isNeeded;
  });
}

/** "x-stack (120000 bytes), trace (40000 bytes) and 3 more"; at most ten names. */
export function sayOversize(headers: readonly HeaderSize[]): string {
  const said = headers
    .slice(0, MAX_SAID)
    .map(({ name, bytes }) => `${plain(name, MAX_NAME)} (${bytes} bytes)`);
  const more = headers.length - said.length;
  return said.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

export function sayUnreadable(names: readonly string[]): string {
  const said = names.slice(0, MAX_SAID).join(', ').slice(0, 500);
  return `RabbitMQ could not read these headers and would end the connection: ${said}`;
}
