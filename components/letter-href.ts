// Addresses. A letter's carries the inbox's filter so that the way back and to the next letter is known.
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { writeMark, type Mark } from '#lib/domain/marks.ts';

/** n.b. a letter's address without a query is the one in Slack: it belongs to the open letters. */
export function letterHref(id: string, query: string): string {
  return `/dead-letters/${id}?${query === '' ? 'status=any' : query}`;
}

export function editHref(id: string, query: string): string {
  return `/dead-letters/${id}/edit?${query === '' ? 'status=any' : query}`;
}

/** What was sent instead of the letter's own message. */
export function editedHref(id: string, replayId: string, query: string): string {
  return `/dead-letters/${id}/edited/${replayId}?${query === '' ? 'status=any' : query}`;
}

/** The earlier one stands left. */
export function compareHref(earlierId: string, laterId: string, query: string): string {
  return `/dead-letters/compare?a=${earlierId}&b=${laterId}${query === '' ? '' : `&${query}`}`;
}

export function inboxHref(query: string): string {
  return query === '' ? '/dead-letters' : `/dead-letters?${query}`;
}

/** An inbox's query string with some of it changed; what is empty goes. */
export function changeQuery(
  query: string,
  change: Partial<Record<keyof DeadLetterFilter | 'columns', string | undefined>>,
): string {
  const params = new URLSearchParams(query);
  for (const [key, value] of Object.entries(change)) {
    if (value) params.set(key, value);
    else params.delete(key);
  }
  return params.toString();
}

/** What of an inbox's query string chooses letters: without the columns that are shown of them. */
export function filterOf(query: string): string {
  return changeQuery(query, { columns: '' });
}

/** A filter in the words of the query language, as the filter bar takes them. */
export function sayFilter(query: string): string {
  return [...new URLSearchParams(filterOf(query))]
    .map(([key, value]) => (key === 'q' ? value : `${key}:${value}`))
    .join(' ');
}

/** Letters of any status that have this mark. */
export function markHref(mark: Mark): string {
  return inboxHref(new URLSearchParams({ mark: writeMark(mark) }).toString());
}
