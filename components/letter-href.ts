// The address of a letter, which carries the inbox's filter so that the way back and to the next letter is known.

/** n.b. a letter's address without a query is the one in Slack: it belongs to the open letters. */
export function letterHref(id: string, query: string): string {
  return `/dead-letters/${id}?${query === '' ? 'status=any' : query}`;
}

export function inboxHref(query: string): string {
  return query === '' ? '/dead-letters' : `/dead-letters?${query}`;
}
