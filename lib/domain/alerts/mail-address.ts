// Addresses that mail can go to, one by one.

/** n.b. stricter than RFC 5322: no quotes, no comments, ASCII before the @. */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u.test(text)
  );
}
