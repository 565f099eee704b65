// Python: 'File "/app/a.py", line 12, in charge', then that line of code; the newest call and the headline stand last, and the
// error that was raised last comes last of all.
import type { Chain } from './chain.ts';
import { lineNumber, type Language } from './language.ts';
import { isPythonLibrary } from './libraries.ts';

const CAUSED = 'The above exception was the direct cause of the following exception:';
const HANDLED = 'During handling of the above exception, another exception occurred:';
/** An exception group draws a margin: "  | ", "  + ". */
const MARGIN = /^ *[|+] /;
const PART = /^ *\+(?:-\+)?-+ (?:\d+|\.\.\.) -+$/;
const PARTS_END = /^ *\+-+$/;
const MAX_SOURCE_LINES = 20;

export const python: Language = {
  name: 'Python',
  newestCall: 'last',
  readFrame(lines, at) {
    const first = lines[at]!;
    const found = /^([ |]*)File "([^"]*)", line (\d+)(?:, in (.*))?$/.exec(first);
    if (found === null) return null;
    const [, margin = '', file = '', line, called] = found;
    const source: string[] = [];
    for (const next of lines.slice(at + 1, at + 1 + MAX_SOURCE_LINES)) {
      const begin = /^[ |]*/.exec(next)![0].length;
      if (begin <= margin.length || begin === next.length || next.startsWith('File "', begin)) break;
      source.push(next);
    }
    // Carets alone point at a place in the line above.
    const code = source.map((one) => one.slice(margin.length).trim()).filter((one) => !/^[\^~ ]*$/.test(one));
    return {
      kind: 'frame',
      text: [first, ...source].join('\n'),
      source: code.length === 0 ? null : code.join('\n'),
      file,
      line: lineNumber(line),
      function: called ?? null,
      isLibrary: isPythonLibrary(file),
    };
  },
  takeLine(line, chain) {
    const bare = line.replace(MARGIN, '').trimEnd();
    if (bare.trim() === CAUSED || bare.trim() === HANDLED) {
      chain.addText(line);
      chain.openAround(bare.trim() === CAUSED ? 'cause' : 'handled', '', null);
    } else if (PART.test(line)) {
      chain.addText(line);
      chain.openCause('part', '', null, line.search(/\+-+ /), true);
    } else if (PARTS_END.test(line)) {
      chain.addText(line);
      chain.closeCause();
    } else if (isHeadline(bare, chain)) chain.addHeadline(line);
    else chain.addText(line);
  },
};

/** Behind the calls, and not indented; a part of a group may have no calls. */
function isHeadline(bare: string, chain: Chain): boolean {
  if (bare === '' || /^\s/.test(bare) || bare.includes('Traceback (most recent call last)')) return false;
  return chain.hasFrames || chain.how === 'part';
}
