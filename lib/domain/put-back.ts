// Of a letter that was put back into its dead-letter queue and came in again: whether it has died since.
import { readFieldTable } from './field-table.ts';
import { findEntries, wantNames } from './find-entries.ts';
import { findHeaders } from './properties.ts';

const xDeath = wantNames(new Set(['x-death']));

/** By what RabbitMQ wrote of its deaths, which another death changes: the count up to RabbitMQ 3, the time from 4 on. Total. */
export function hasDiedSince(before: Uint8Array, now: Uint8Array): boolean {
  return deathsOf(before) !== deathsOf(now);
}

function deathsOf(propertyBytes: Uint8Array): string {
  const table = findHeaders(propertyBytes);
  return table === null ? '[]' : JSON.stringify(readFieldTable(findEntries(table, xDeath)));
}
