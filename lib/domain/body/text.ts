// Bytes as text, in the charset that was said.

/** The bytes as text in the charset that content_type names, else UTF-8. What cannot be read shows as U+FFFD. */
export function readBodyText(bytes: Uint8Array, contentType: string | undefined): string {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  return decoderFor(charset).decode(bytes);
}

/** How many characters of a text could not be read, up to its last four, which a head may have cut. */
export function countUnread(text: string): number {
  return text.slice(0, -4).split('\uFFFD').length - 1;
}

/** Whether most of a text's beginning is characters that people write. */
export function isMostlyText(head: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is counted
  const odd = head.match(/[\uFFFD\u0000-\u0008\u000E-\u001A\u001C-\u001F]/g)?.length ?? 0;
  return odd * 20 <= head.length;
}

function decoderFor(charset: string): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
