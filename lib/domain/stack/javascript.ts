// JavaScript and TypeScript as V8 writes them: "at async Acquirer.charge (file:///app/a.mjs:4:79)"; Node shows causes indented.
import { frameOf, splitPlace, type Language } from './language.ts';
import { isJavascriptLibrary } from './libraries.ts';

/** Code without a file: of the engine itself. */
const BUILT_IN = /^(?:<anonymous>|native|index \d+)$/;
const CAUSE = /^(\s*)(?:\[cause\]: |caused by: )/i;

export const javascript: Language = {
  name: 'JavaScript',
  newestCall: 'first',
  readFrame(lines, at) {
    const text = lines[at]!;
    const line = text.trim();
    if (!line.startsWith('at ')) return null;
    // Node goes on with the error's own fields: "at main (a.mjs:5:86) {".
    const call = (line.endsWith(' {') ? line.slice(0, -2) : line).slice(3).replace(/^async /, '');
    const open = call.endsWith(')') ? call.indexOf(' (') : -1;
    const where = open === -1 ? call : call.slice(open + 2, -1);
    const called = open === -1 ? null : call.slice(0, open).split(' [as ', 1)[0]!;
    if (called !== null && BUILT_IN.test(where))
      return frameOf(text, { file: null, line: null, function: called }, true);
    const place = placeOf(where);
    return place && frameOf(text, { ...place, function: called }, isJavascriptLibrary(place.file));
  },
  takeLine(line, chain) {
    const joint = CAUSE.exec(line);
    if (joint === null) return chain.say(line);
    const [prefix, blanks = ''] = joint;
    chain.openCause('cause', prefix, line.slice(prefix.length), blanks.length);
  },
};

/** "file:///app/a.mjs:4:79" → /app/a.mjs, 4. */
function placeOf(where: string): { file: string; line: number } | null {
  const withLine = splitPlace(where);
  const place = withLine && splitPlace(withLine.file);
  return place && { ...place, file: place.file.replace(/^file:\/\//, '') };
}
