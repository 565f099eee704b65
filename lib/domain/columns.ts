// The columns of a list and of a CSV: what every letter has, any header (`header.x-tenant`), any field of a JSON body
// (`body.order.id`). Kept in the address as `columns=reason,header.x-tenant`: a comma within a name is written %2C.

export const letterColumns = {
  id: 'Id',
  arrived: 'Arrived',
  status: 'Status',
  outcome: 'Last outcome',
  queue: 'Dead-letter queue',
  source: 'Died in',
  exchange: 'Exchange',
  key: 'Routing key',
  reason: 'Reason',
  deaths: 'Deaths',
  error: 'Error',
  message: 'Error message',
  type: 'Message type',
  app: 'App',
  convention: 'Framework',
  attempts: 'Attempts',
  size: 'Bytes',
} as const;
export type LetterColumn = keyof typeof letterColumns;

/** What the inbox shows where nothing was chosen, beside what failed and when it came; and a CSV. */
export const usualColumns: readonly LetterColumn[] = ['source', 'reason', 'deaths'];
export const usualCells = Object.keys(letterColumns) as LetterColumn[];

export const MAX_COLUMNS = 12;
export const MAX_COLUMN_NAME = 255;

export type Column =
  | { kind: 'letter'; name: LetterColumn }
  | { kind: 'header'; name: string }
  | { kind: 'body'; path: string[] };

/** Null for what is no column. */
export function readColumn(text: string): Column | null {
  if (Object.hasOwn(letterColumns, text)) return { kind: 'letter', name: text as LetterColumn };
  if (text.length > MAX_COLUMN_NAME || /[\0\p{Cc}\p{Surrogate}]/u.test(text)) return null;
  const [kind, ...rest] = text.split('.');
  const name = rest.join('.');
  if (name === '') return null;
  if (kind === 'header') return { kind, name };
  return kind === 'body' && !rest.includes('') ? { kind, path: rest } : null;
}

/** What stands over a column. */
export function titleOfColumn(text: string): string {
  const column = readColumn(text);
  return column?.kind === 'letter' ? letterColumns[column.name] : text.slice(text.indexOf('.') + 1);
}

/** As an address has them. */
export function writeColumns(columns: readonly string[]): string {
  return columns.map((one) => one.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

export function splitColumns(text: string): string[] {
  return text.split(',').map((one) => one.replaceAll(/%2C/gi, ',').replaceAll('%25', '%'));
}
