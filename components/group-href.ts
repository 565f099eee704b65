// Addresses of failure groups, and of their letters.
import type { GroupFilter } from '#lib/domain/group-schemas.ts';
import { inboxHref } from './letter-href.ts';

export function groupHref(id: string): string {
  return `/failure-groups/${id}`;
}

export function groupPath(id: string): string {
  return `/api/v1/failure-groups/${id}`;
}

/** The list with some of its filter changed; what is empty goes. */
export function groupsHref(filter: GroupFilter, change: Record<string, string> = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...filter, ...change }))
    if (value && !(key === 'sort' && value === 'lastSeen')) params.set(key, value);
  return params.size === 0 ? '/failure-groups' : `/failure-groups?${params}`;
}

/** Its letters, by the query language’s own word. */
export function groupQuery(id: string): string {
  return new URLSearchParams({ q: `group:${id}` }).toString();
}

export function groupLettersHref(id: string): string {
  return inboxHref(groupQuery(id));
}
