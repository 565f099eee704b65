// Text as Postgres' text columns and a person's eye can take it. What it is made from stays as it was.

/** At most `max` characters, NUL shown as ␀, lone surrogates as U+FFFD. */
export function plain(text: string, max: number): string {
  const cut = text.length > max ? text.slice(0, max) : text;
  return cut
    .replaceAll('\0', '␀')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}

/** The first bytes of a body as text; empty when they are not text. */
export function firstText(body: Uint8Array, maxBytes: number): string {
  const text = new TextDecoder().decode(body.subarray(0, maxBytes));
  return isText(text) ? plain(text, maxBytes) : '';
}

/** Whether decoded bytes look like text: few replacement and control characters. */
function isText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is counted
  const odd = text.match(/[\uFFFD\u0000-\u0008\u000E-\u001F]/g)?.length ?? 0;
  return odd * 10 <= text.length + 10;
}
