// Reads Postgres' error code out of what Prisma throws: the only place that knows where it hides (Prisma 7.10, adapter-pg).

import { DatabaseError } from 'pg';

type Cause = { originalCode?: unknown; kind?: unknown };

function causeOf(error: unknown): Cause | undefined {
  return (error as { meta?: { driverAdapterError?: { cause?: Cause } } } | null)?.meta?.driverAdapterError
    ?.cause;
}

/** The SQLSTATE of an error, or null when it did not come from Postgres' answer to a statement. */
export function sqlStateOf(error: unknown): string | null {
  const code = error instanceof DatabaseError ? error.code : causeOf(error)?.originalCode;
  return typeof code === 'string' ? code : null;
}

/**
 * True when Postgres refused what a row holds (class 22, a constraint, a size limit): trying it again as it is cannot help.
 * Anything else (connection, shutdown, deadlock, disk full) is trouble that passes. "Invalid string length" and the like
 * come from the driver before Postgres sees the row.
 */
export function isRefusedRow(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== null) return /^(22|23)/.test(state) || state === '54000';
  return error instanceof RangeError || error instanceof TypeError;
}

/** What the driver says when there is nobody to answer, or no connection left (driver-adapter-utils' kinds). */
const awayKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TlsConnectionError',
]);
/** No connection or no transaction in time: Prisma's pool is used up. */
const awayCodes = new Set(['P1001', 'P1002', 'P1017', 'P2024', 'P2028']);

/** What the pool says itself, without a code (pg-pool 3): all its connections are taken, or a new one was not made in time. */
const awayMessages = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
]);

/** True when Postgres is away, restarting or out of connections: the same call may pass a little later. */
export function isStoreAway(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return (
    awayKinds.has(String(causeOf(error)?.kind)) ||
    awayCodes.has(String(code)) ||
    (error instanceof Error && awayMessages.has(error.message)) ||
    /^(08|53|57P|57014)/.test(sqlStateOf(error) ?? '')
  );
}

const words: Record<string, string> = {
  '53100': 'Postgres has no disk space left (53100): make room on its disk',
  '53200': 'Postgres is out of memory (53200)',
  '53300': 'Postgres has no connection left (53300): raise its max_connections, or end some',
  '25006': 'Postgres is read-only (25006): is DATABASE_URL that of a standby?',
  '42501': 'our user may not write to Postgres (42501): give it the rights',
  '28P01': 'Postgres refuses the password of DATABASE_URL (28P01)',
  '3D000': 'the database of DATABASE_URL does not exist (3D000)',
};

/** Why the store takes nothing, with what to do where that is known; no full stop. */
export function sayStoreTrouble(error: unknown): string {
  const state = sqlStateOf(error);
  const known = state === null ? undefined : words[state];
  if (known !== undefined) return known;
  if (state !== null && !isStoreAway(error)) return `Postgres refuses to store letters (${state})`;
  return 'Postgres does not answer';
}
