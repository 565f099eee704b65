// Postgres arrays as text, for statements with many rows: the driver would look at each element anew.

export function writeNumbers(values: readonly (number | bigint | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** Of ids and other words that need no quotes. */
export function writeWords(values: readonly (string | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

export function writeTexts(values: readonly (string | null)[]): string {
  return `{${values.map(writeText).join(',')}}`;
}

function writeText(value: string | null): string {
  if (value === null) return 'NULL';
  // One that could be taken for NULL, or for the array's own signs, stands in quotes.
  if (/^[\w.:/-]+$/.test(value) && value.length !== 4) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
