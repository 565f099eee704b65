// Errors that came as one text: "type: message", and the stack behind it.
import type { LetterError } from '#lib/domain/dead-letter.ts';

/** A name with a package, a namespace, or that ends as names of errors do. */
const TYPE = /^[\w$]+(?:(?:[.\\]|::)[\w$]+)*$/;
const ERROR_NAME = /(?:Exception|Error|Failure|Fault|Throwable|Interrupt|Timeout)\d*$/;

/** "java.lang.IllegalStateException: no" → its type and message. The type is null where the first words do not look like one. */
export function splitFirstLine(line: string): { type: string | null; message: string | null } {
  const at = line.indexOf(': ');
  const name = (at === -1 ? line : line.slice(0, at)).trim();
  // n.b. .NET writes "System.Exception (0x80004005): …".
  const bare = name.replace(/ \(0x[0-9a-fA-F]{8}\)$/, '');
  const isType = bare.length <= 300 && TYPE.test(bare) && (/[.\\:]/.test(bare) || ERROR_NAME.test(bare));
  if (!isType) return { type: null, message: line.trim() || null };
  return { type: bare, message: at === -1 ? null : line.slice(at + 2).trim() || null };
}

/** A stack that begins with its error (Java, .NET, JavaScript, PHP). */
export function readErrorText(text: string | null): LetterError {
  if (text === null || text.trim() === '') return { type: null, message: null, stack: null };
  const lines = text.trimStart();
  const end = lines.search(/\r?\n/);
  const first = end === -1 ? lines : lines.slice(0, end);
  return { ...splitFirstLine(first.slice(0, 8192)), stack: end === -1 ? null : text };
}

/** A traceback of Python: its error is the last line that is not indented. */
export function readTraceback(text: string | null): LetterError {
  if (text === null || text.trim() === '') return { type: null, message: null, stack: null };
  const tail = text.trimEnd().slice(-8192).split('\n');
  const last = tail.findLast((line) => line !== '' && !/^\s/.test(line)) ?? '';
  return { ...splitFirstLine(last), stack: text };
}
