// What a language cannot say of a message, in words: one sentence a reason, and what it concerns.
export type Note = {
  words: string;
  /** "header x-retries", "cluster_id", "routing key"; empty where it concerns the whole. */
  about: string[];
};

/** What a language makes of a value: its literal, or what comes nearest (null: nothing) and why. */
export type Said = string | { instead: string | null; why: string };

export type Notes = {
  add(words: string, about?: string): void;
  /** The literal of what was said; what is not exact is noted. */
  take(said: Said, about: string): string | null;
  list(): Note[];
};

const MAX_NAMED = 8;

export function openNotes(): Notes {
  const notes = new Map<string, Set<string>>();
  function add(words: string, about?: string): void {
    const known = notes.get(words) ?? new Set();
    if (about !== undefined) known.add(about);
    notes.set(words, known);
  }
  return {
    add,
    take(said, about) {
      if (typeof said === 'string') return said;
      add(said.why, about);
      return said.instead;
    },
    list: () => [...notes].map(([words, about]) => ({ words, about: [...about] })),
  };
}

export function sayNote({ words, about }: Note): string {
  if (about.length === 0) return `${words}.`;
  const more = about.length > MAX_NAMED ? ` and ${about.length - MAX_NAMED} more` : '';
  return `${words}: ${about.slice(0, MAX_NAMED).join(', ')}${more}.`;
}
