// Where a page of failure groups ends: at a count and an id, whichever they are sorted by.
import { isId } from './ids.ts';

export type GroupCursor = { many: number; id: string };

export function writeGroupCursor({ many, id }: GroupCursor): string {
  return `${many}.${id}`;
}

/** Null when it is not one of ours. */
export function readGroupCursor(text: string): GroupCursor | null {
  const [many = '', id = ''] = text.split('.');
  return /^\d{1,9}$/.test(many) && isId(id) ? { many: Number(many), id } : null;
}
