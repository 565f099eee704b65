// Ruby: "app/acquirer.rb:5:in `charge': no (Shop::Declined)", then "from app/billing.rb:7:in `bill'"; causes stand below.
import { frameOf, splitPlace, type Language } from './language.ts';
import { isRubyLibrary } from './libraries.ts';
import type { Place } from './stack.ts';

export const ruby: Language = {
  name: 'Ruby',
  newestCall: 'first',
  readFrame(lines, at) {
    const text = lines[at]!;
    const line = text.trim();
    const call = line.startsWith('from ') ? line.slice(5) : line;
    const found = readCall(call);
    if (found !== null)
      return found.behind === '' ? frameOf(text, found.place, isRubyLibrary(found.place.file ?? '')) : null;
    const place = call === line ? null : splitPlace(call);
    return place && frameOf(text, { ...place, function: null }, isRubyLibrary(place.file));
  },
  takeLine(line, chain) {
    if (chain.hasFrames && readCall(line)?.behind.startsWith(': ')) chain.openCause('cause', '', line, 0);
    else chain.say(line);
  },
  readPlace(headline) {
    const place = readCall(headline)?.place;
    return place ? { ...place, isLibrary: isRubyLibrary(place.file ?? '') } : null;
  },
};

/** "a.rb:5:in `charge': no" → its place, and ": no". Ruby 3.4 quotes by ' on both sides. */
function readCall(text: string): { place: Place; behind: string } | null {
  const at = text.search(/:in [`']/);
  const close = at === -1 ? -1 : text.indexOf("'", at + 5);
  const place = close === -1 ? null : splitPlace(text.slice(0, at));
  if (place === null || /^\s/.test(place.file)) return null;
  return { place: { ...place, function: text.slice(at + 5, close) }, behind: text.slice(close + 1) };
}
