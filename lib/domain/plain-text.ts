// Text as Postgres' text columns and a person's eye can take it. What it is made from stays as it was.

/** The first `max` characters, or one less: half of a pair would be another character in HTML than in a browser's script. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** At most `max` characters, NUL shown as ␀, lone surrogates as U+FFFD. */
export function plain(text: string, max: number): string {
  const cut = text.length > max ? text.slice(0, max) : text;
  // Nearly all: to look is cheaper than to replace.
  if (!/[\0\uD800-\uDFFF]/.test(cut)) return cut;
  return cut
    .replaceAll('\0', '␀')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
