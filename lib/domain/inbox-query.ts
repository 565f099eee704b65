// The inbox's address: a filter and the columns that are shown. What is wrong is left out and named.
import { columnsText } from './column-schemas.ts';
import { writeColumns } from './columns.ts';
import { readFilter, writeRead, type ReadFilter } from './filter.ts';
import { sayFault } from './query/fault.ts';

export type InboxQuery = ReadFilter & {
  /** Undefined for the usual ones. */
  columns: string[] | undefined;
  /** All of it, as a query string. */
  query: string;
};

type Params = Record<string, string | string[] | undefined>;

/** `isStrict`: what an address of the inbox does not have is a fault too. */
export function readInbox(params: Params, { isStrict = false } = {}): InboxQuery {
  const found = readFilter(params);
  const { filter, faults, wrongQuery } = found;
  const given = [params.columns].flat()[0];
  const read = given ? columnsText.safeParse(given) : null;
  const columns = read?.success ? read.data : undefined;
  const all = [...faults];
  if (read?.success === false) all.push(`columns: ${read.error.issues[0]?.message ?? 'not understood'}`);
  const query = new URLSearchParams(writeRead(found));
  if (columns !== undefined) query.set('columns', writeColumns(columns));
  const known = new Set([...Object.keys(filter), 'q', 'columns']);
  const isUnknown = (key: string) => !known.has(key) && !faults.some((fault) => fault.startsWith(`${key}:`));
  if (isStrict && wrongQuery !== null) all.push(`q: ${sayFault(wrongQuery.fault)}`);
  if (isStrict)
    for (const [key, value] of Object.entries(params))
      if (value !== '' && isUnknown(key)) all.push(`${key}: is no part of the inbox’s address`);
  return { filter, columns, faults: all, wrongQuery, query: query.toString() };
}
