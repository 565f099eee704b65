// Java, Kotlin and Scala: "at com.shop.Stock.reserve(Stock.java:42) ~[shop.jar:1.0]".
import { frameOf, splitPlace, type Language } from './language.ts';
import { isJavaLibrary } from './libraries.ts';

/** What stands between the brackets: a file, or why there is none. n.b. .NET has arguments there. */
const SOURCE =
  /^(?:Native Method|Unknown Source|<generated>|[^\s()]+\.(?:java|kts?|scala|groovy|clj)(?::\d+)?|[^\s()]+:\d+)$/;
/** Logback's packaging data. */
const BEHIND = /^(?: ~?\[[^\]]*\])?\s*$/;
const CAUSE = /^(\s*)(Caused by: |Suppressed: |Wrapped by: )/;

export const java: Language = {
  name: 'Java',
  newestCall: 'first',
  readFrame(lines, at) {
    const text = lines[at]!;
    const call = text.trimStart();
    if (!call.startsWith('at ')) return null;
    const open = call.indexOf('(');
    const close = call.indexOf(')', open);
    if (open < 4 || close === -1 || !BEHIND.test(call.slice(close + 1))) return null;
    const name = call.slice(3, open);
    const source = call.slice(open + 1, close);
    if (name.endsWith(' ') || !SOURCE.test(source)) return null;
    // "java.base/java.util.…", "app//com.shop.…": the module is no part of the name.
    const called = name.slice(name.lastIndexOf('/') + 1);
    const place = splitPlace(source);
    const file = place?.file ?? (/^\S+\.\w+$/.test(source) ? source : null);
    return frameOf(text, { file, line: place?.line ?? null, function: called }, isJavaLibrary(called));
  },
  takeLine(line, chain) {
    const joint = CAUSE.exec(line);
    if (joint === null) return chain.say(line);
    const [prefix, blanks = '', words] = joint;
    const headline = line.slice(prefix.length);
    if (words === 'Wrapped by: ') chain.openAround('cause', prefix, headline);
    else if (words === 'Suppressed: ') chain.openCause('suppressed', prefix, headline, blanks.length, true);
    else chain.openCause('cause', prefix, headline, blanks.length);
  },
};
