// What no font shows, or what reorders the text around it, made visible: for everything that leaves our own pages.

/** Control characters as their pictures (␀ ␛ …); bidi controls and what no font shows as U+FFFD. Tab and line feed stay. */
export function showUnprintable(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- control characters are what is replaced
      .replace(/[\u0000-\u0008\u000B-\u001F]/g, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)))
      .replaceAll('\u007F', '␡')
      .replace(
        /[\u0080-\u009F\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}\p{Cs}]/gu,
        '\uFFFD',
      )
  );
}
