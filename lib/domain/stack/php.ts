// PHP: "#0 /app/Billing.php(12): Shop\Acquirer->charge()", the place of the error itself in its headline, its cause before it
// ("Next …"), or behind it as Laravel's log has it.
import { frameOf, lineNumber, splitPlace, type Language } from './language.ts';
import { isPhpLibrary } from './libraries.ts';

const PREVIOUS = '[previous exception] ';

export const php: Language = {
  name: 'PHP',
  newestCall: 'first',
  readFrame(lines, at) {
    const text = lines[at]!;
    const number = /^\s*#\d{1,6} /.exec(text);
    if (number === null) return null;
    const call = text.slice(number[0].length).trimEnd();
    if (call === '{main}') return frameOf(text, { file: null, line: null, function: call }, true);
    const colon = call.indexOf(': ');
    if (colon === -1) return null;
    const where = call.slice(0, colon);
    const called = nameOf(call.slice(colon + 2));
    // Called by PHP itself: "[internal function]".
    if (where.startsWith('[internal'))
      return frameOf(text, { file: null, line: null, function: called }, true);
    const open = where.lastIndexOf('(');
    const line = where.endsWith(')') ? lineNumber(where.slice(open + 1, -1)) : null;
    if (line === null && !/\.php\b/.test(where)) return null;
    const file = open === -1 ? where : where.slice(0, open);
    return frameOf(text, { file, line, function: called }, isPhpLibrary(file));
  },
  takeLine(line, chain) {
    if (chain.hasFrames && line.startsWith('Next ')) chain.openAround('cause', 'Next ', line.slice(5));
    else if (line.startsWith(PREVIOUS)) chain.openCause('cause', PREVIOUS, line.slice(PREVIOUS.length), 0);
    else if (/^(?:Stack trace:|\[stacktrace\])$/.test(line)) chain.addText(line);
    else chain.say(line);
  },
  readPlace(headline) {
    // Laravel's log says "(Type(code: 0): message at /app/a.php:3)".
    const at = Math.max(headline.lastIndexOf(' in '), headline.lastIndexOf(' at '));
    const place = at === -1 ? null : splitPlace(headline.slice(at + 4).replace(/\)$/, ''));
    if (place === null || !/[\\/.]/.test(place.file)) return null;
    return { ...place, function: null, isLibrary: isPhpLibrary(place.file) };
  },
};

/** "Shop\Acquirer->charge(Array, 'visa')" → without its arguments, which hold values of the day. */
function nameOf(call: string): string {
  const open = call.indexOf('(');
  return open === -1 ? call : call.slice(0, open);
}
