// A message without what differs from letter to letter: numbers, ids, quoted values, addresses, times. Each becomes “#”, one sign
// for all, so that an id of digits alone is not told from one with letters.
import { cutText } from './plain-text.ts';

/** In characters: what is looked at, and what is kept. More of the first, since long values become short. */
const MAX_READ = 4000;
const MAX_PATTERN = 300;

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?';
const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?`;
const ZONE = String.raw`(?: ?(?:z|utc|gmt)?(?: ?[-+]\d{2}:?\d{2})?)(?![a-z0-9])`;

/** In this order: what holds others comes first. All are linear, or bounded. Where the first is not in a text, they are not tried. */
const values: readonly (readonly [needs: string, value: RegExp, sign: string])[] = [
  ['://', /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'`<>()[\]{}]*[^\s"'`<>()[\]{}.,;:!?]/gi, '#'],
  ['@', /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, '#'],
  ['"', /"[^"]*"/g, '"#"'],
  ['“', /“[^”]*”/g, '“#”'],
  ['‘', /‘[^’]*’(?![\p{L}\p{N}])/gu, '‘#’'],
  ['«', /«[^»]*»/g, '«#»'],
  ['`', /`[^`]*`/g, '`#`'],
  // Not the apostrophe of “can't”.
  ["'", /(?<![\p{L}\p{N}_])'[^']*'(?![\p{L}\p{N}_])/gu, "'#'"],
  ['-', new RegExp(String.raw`\d{4}-\d{2}-\d{2}(?:[t ]${CLOCK}${ZONE})?(?![a-z0-9])`, 'gi'), '#'],
  // With its year or its clock: “12 may fail” is no day.
  [
    ' ',
    new RegExp(
      String.raw`(?<![a-z\d])(?:${DAY},? )?(?:\d{1,2}[ -]${MONTH}[ -]\d{4}|${MONTH} \d{1,2}(?:,? \d{4}(?! ?:)|(?= ${CLOCK})))(?:,? ${CLOCK}${ZONE})?(?![a-z\d])`,
      'gi',
    ),
    '#',
  ],
  ['-', /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '#'],
  // IPv6 and MAC; with a digit, since Abc::Def is a name.
  [
    ':',
    /(?<![\w:])(?=[a-f:]*\d)(?:[0-9a-f]{1,4}:{1,2}){2,7}[0-9a-f]{0,4}(?![\w:])|(?<![\w:])::\d[0-9a-f]{0,3}(?![\w:])/gi,
    '#',
  ],
  ['', /(?<![a-z0-9.])\d+(?:\.\d+)?e[-+]?\d+(?![a-z0-9])/gi, '#'],
  ['', /[a-z0-9]+/gi, ''],
  ['', /#(?:[.,:]#)+/g, '#'],
  ['', /(?<=^|[\s(=:,[])[-+]#/g, '#'],
  // Lists of any length.
  ['', /(["'`]?)#\1(?:[,;] ?\1#\1)+/g, '$1#$1'],
];

/** At most 300 characters, on one line. Total, whatever the text. */
export function patternOf(message: string): string {
  let text = message.slice(0, MAX_READ).replace(/\s+/g, ' ').trim();
  for (const [needs, value, sign] of values) {
    if (!text.includes(needs)) continue;
    text = sign === '' ? text.replace(value, maskRun) : text.replace(value, sign);
  }
  return cutText(text, MAX_PATTERN);
}

/** A name of a file or function: what a build or a deploy puts into it goes (releases/20261121, $$a1b2c3d4, lambda$7). */
export function namePatternOf(name: string): string {
  return name
    .replace(/[a-z0-9]+/gi, (run) => (isIdLike(run) || /\d{4}/.test(run) ? maskRun(run) : run))
    .replace(/(?<=\$)\d+/g, '#');
}

function maskRun(run: string): string {
  return isIdLike(run) ? '#' : run.replace(/\d+/g, '#');
}

/** Hexadecimal and long, or long and mixed, or turning between letters and digits. */
function isIdLike(run: string): boolean {
  if (!/\d/.test(run)) return run.length >= 8 && /^[a-f]+$/i.test(run);
  if (/^(?:0x)?[0-9a-f]{8,}$/i.test(run)) return true;
  if (run.length >= 16 && /\d\D*\d/.test(run)) return true;
  return (run.match(/\d+|\D+/g)?.length ?? 0) > 3;
}
