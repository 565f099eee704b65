// Text as Postgres' text columns and a person's eye can take it. What it is made from stays as it was.

/** At most `max` characters, NUL shown as ␀, lone surrogates as U+FFFD. */
export function plain(text: string, max: number): string {
  const cut = text.length > max ? text.slice(0, max) : text;
  return cut
    .replaceAll('\0', '␀')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
