// Reads Postgres' error code out of what Prisma throws: the only place that knows where it hides (Prisma 7.10, adapter-pg).

/** The SQLSTATE of an error, or null when it did not come from Postgres' answer to a statement. */
export function sqlStateOf(error: unknown): string | null {
  const meta = (error as { meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } } | null)
    ?.meta;
  const code = meta?.driverAdapterError?.cause?.originalCode;
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
