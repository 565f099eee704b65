// Where a page of letters ends: (arrivedAt, id), newest first.

export type Cursor = { arrivedAt: string; id: string };

export function writeCursor({ arrivedAt, id }: Cursor): string {
  return `${Date.parse(arrivedAt).toString(36)}.${id}`;
}

/** Null when it is not one of ours. */
export function readCursor(text: string): Cursor | null {
  const match = /^([0-9a-z]{1,9})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text);
  if (!match?.[1] || !match[2]) return null;
  const time = Number.parseInt(match[1], 36);
  return { arrivedAt: new Date(time).toISOString(), id: match[2] };
}
