// The beginning of a body as text, for posts of routes that show it.

/** So much is shown; read one more, so that it is known whether there is more. */
export const BODY_BYTES = 600;

/** Null for what is empty, or no text. */
export function bodyText(body: Uint8Array | null): string | null {
  if (body === null || body.byteLength === 0) return null;
  const isMore = body.byteLength > BODY_BYTES;
  const text = new TextDecoder().decode(body.subarray(0, BODY_BYTES));
  const whole = isMore ? text.replace(/\uFFFD$/, '') : text;
  if (whole.includes('\uFFFD')) return null;
  return isMore ? `${whole}…` : whole;
}
