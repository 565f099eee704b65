// Go: a call is two lines, "main.charge(...)" and "\t/src/main.go:12 +0x1d".
import { frameOf, splitPlace, type Language } from './language.ts';
import { isGoLibrary } from './libraries.ts';

export const go: Language = {
  name: 'Go',
  newestCall: 'first',
  readFrame(lines, at) {
    const call = lines[at]!;
    const next = lines[at + 1];
    if (next === undefined || call === '' || /^\s/.test(call) || !next.startsWith('\t')) return null;
    const place = splitPlace(next.trim().replace(/ \+0x[0-9a-f]+$/, ''));
    if (place === null || !/\.(?:go|s|c)$/.test(place.file)) return null;
    const called = nameOf(call);
    return frameOf(`${call}\n${next}`, { ...place, function: called }, isGoLibrary(called, place.file));
  },
  takeLine: (line, chain) => chain.say(line),
};

/** "net/http.(*Server).Serve(0xc000…)" → without its arguments; "created by main.start in goroutine 1" → main.start. */
function nameOf(call: string): string {
  const bare = call.replace(/^created by /, '').replace(/ in goroutine \d+$/, '');
  return bare.endsWith(')') ? bare.slice(0, bare.lastIndexOf('(')) : bare;
}
