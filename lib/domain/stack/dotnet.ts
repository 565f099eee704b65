// .NET: "at Shop.Billing.Charge(Guid id) in C:\src\Billing.cs:line 12". An inner error stands between its outer one's headline
// and calls.
import { frameOf, lineNumber, type Language } from './language.ts';
import { isDotnetLibrary } from './libraries.ts';

const INNER = ' ---> ';
const MAX_IN_LINE = 10;
const INNER_ENDS = '--- End of inner exception stack trace ---';
/** Behind the last call of an error that an AggregateException holds. */
const PART_ENDS = '<---';

export const dotnet: Language = {
  name: '.NET',
  newestCall: 'first',
  readFrame(lines, at) {
    const text = lines[at]!;
    const call = text.trim();
    const open = call.indexOf('(');
    const close = call.indexOf(')', open);
    const name = call.slice(3, open);
    if (!call.startsWith('at ') || open < 4 || close === -1 || /\s/.test(name)) return null;
    const behind = call.endsWith(PART_ENDS) ? call.slice(0, -PART_ENDS.length) : call;
    const where = behind.indexOf(' in ', close);
    const colon = behind.lastIndexOf(':line ');
    const hasFile = where !== -1 && colon > where;
    if (!hasFile && !behind.endsWith(')')) return null;
    const file = hasFile ? behind.slice(where + 4, colon) : null;
    const line = hasFile ? lineNumber(behind.slice(colon + 6)) : null;
    return frameOf(text, { file, line, function: name }, isDotnetLibrary(name));
  },
  takeLine(line, chain) {
    if (line.trim() === INNER_ENDS) {
      chain.addText(line);
      chain.closeCause();
      return;
    }
    const inner = /^ ?---> /.exec(line)?.[0] ?? '';
    if (inner === '' && chain.isHeadlineOver) return chain.addText(line);
    // n.b. .NET Framework writes all headlines in one line: "Outer: a ---> Inner: b".
    const pieces = line.slice(inner.length).split(INNER);
    const headlines = [...pieces.slice(0, MAX_IN_LINE), pieces.slice(MAX_IN_LINE).join(INNER)].filter(
      Boolean,
    );
    if (inner === '') chain.addHeadline(headlines.shift() ?? '');
    headlines.forEach((headline, at) =>
      chain.openCause(
        isPart(headline) ? 'part' : 'cause',
        at === 0 && inner !== '' ? inner : INNER,
        headline,
        Infinity,
      ),
    );
  },
  isEnd: (text) => text.endsWith(PART_ENDS),
};

function isPart(headline: string): boolean {
  return headline.startsWith('(Inner Exception #');
}
