// Text and bytes as literals, one careful function a language: whatever they hold, they stay inside.
// What cannot be seen (controls, what turns the direction of text) is escaped too, or a program would not be what it looks like.

/** All but the plain space that is no letter, mark, number, sign or picture. */
const UNSEEN = /(?! )[\p{C}\p{Z}]/gu;
// oxlint-disable-next-line no-control-regex -- controls are what it is about
const CONTROLS = /[\u0000-\u001f\u007f]/g;
const MAX_LINES = 500;
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

export function sayJson(text: string): string {
  return sayUnseen(JSON.stringify(text));
}

/** JSON with what cannot be seen escaped, but for its own line breaks. */
export function sayUnseen(json: string): string {
  return json.replace(UNSEEN, (one) => (one === '\n' ? one : sayUnits(one)));
}

export function sayJs(text: string): string {
  return `'${escape(text, /[\\']/g, (code) => `\\u{${code.toString(16)}}`)}'`;
}

export function sayPython(text: string): string {
  return `'${escape(text, /[\\']/g, (code) => (code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`))}'`;
}

/** Escapes work in double quotes alone, where a dollar sign would begin a variable. */
export function sayPhp(text: string): string {
  if (text.search(UNSEEN) === -1) return `'${text.replace(/[\\']/g, (one) => `\\${one}`)}'`;
  return `"${escape(text, /[\\"$]/g, (code) => `\\u{${code.toString(16)}}`)}"`;
}

/** All beyond ASCII as \u, so that no encoding matters; below, where \u would be read before the literal is, in octal. */
export function sayJava(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, (one) => `\\${one}`)
    .replace(CONTROLS, (one) => named[one] ?? `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`)
    .replace(/[^\0-\u007f]/g, (one) => sayUnits(one));
  return `"${escaped}"`;
}

export function sayPythonBytes(bytes: Uint8Array): string {
  return `b"${sayAscii(bytes, '\\"')}"`;
}

export function sayPhpBytes(bytes: Uint8Array): string {
  return `"${sayAscii(bytes, '\\"$')}"`;
}

/** Null for a NUL, which no argument of a program can hold. */
export function sayShell(text: string): string | null {
  if (text.includes('\0')) return null;
  if (isPlainInShell(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = escape(text, /[\\']/g, (code) =>
    Array.from(new TextEncoder().encode(String.fromCodePoint(code)), (byte) => `\\x${hex(byte, 2)}`).join(''),
  );
  return `$'${escaped}'`;
}

/** Whether it can be pasted into a terminal: a control there is a key that is pressed. */
export function isPlainInShell(text: string): boolean {
  return text.replaceAll('\n', '').search(UNSEEN) === -1;
}

/** JSON between single quotes of a shell. */
export function sayShellJson(json: string): string {
  return `'${sayUnseen(json).replaceAll("'", '\\u0027')}'`;
}

/** A text's lines, for a literal each; one piece where they are so many that compilers would sigh. */
export function splitLines(text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  return lines.length > MAX_LINES ? [text] : lines;
}

/** A text as one literal a line, joined by `operator`. */
export function sayLines(text: string, say: (line: string) => string, operator: string): string {
  return splitLines(text).map(say).join(`${operator}\n  `);
}

/** In lines of 76, as MIME has them. */
export function wrapBase64(base64: string): string[] {
  return base64.match(/.{1,76}/g) ?? [];
}

/** `special` are the characters that a backslash before them makes plain. */
function escape(text: string, special: RegExp, sayCode: (code: number) => string): string {
  return text
    .replace(special, (one) => `\\${one}`)
    .replace(UNSEEN, (one) => named[one] ?? sayCode(one.codePointAt(0) ?? 0));
}

function sayAscii(bytes: Uint8Array, special: string): string {
  return Array.from(bytes, (byte) => {
    const one = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) return `\\x${hex(byte, 2)}`;
    return special.includes(one) ? `\\${one}` : one;
  }).join('');
}

/** Each UTF-16 unit as \uXXXX. */
function sayUnits(text: string): string {
  return text
    .split('')
    .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
    .join('');
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
