// Free text over letters, as SQL over `dead_letter l`: the one place that knows where it is looked for, and how. It finds what
// lib/domain/search-text.ts says; in letters that are not indexed yet, all that bear the term's words anywhere.
import { writeUtf8 } from '#lib/domain/bytes.ts';
import { readWords } from '#lib/domain/search-text.ts';
import { Prisma } from './generated/client.ts';

/** A batch may commit some seconds after its letters' time; one that took longer is found as soon as it is indexed. */
const LATE = '10 seconds';

/** Whether a term is found in a letter. Asked of one letter after the other: text-walk.ts says of which. */
export function holds(term: string): Prisma.Sql {
  const words = readWords(term);
  if (words.length === 0) return Prisma.sql`false`;
  return Prisma.sql`coalesce((SELECT ${isIn(term)} FROM letter_text t WHERE t.dead_letter_id = l.id), ${bears(words)})`;
}

/** Whether it is found in the words of an indexed letter: over `letter_text t`. */
export function isIn(term: string): Prisma.Sql {
  const words = readWords(term);
  const inner = words.length === 1 ? Prisma.sql` OR ${bear(`|${words[0]}`)}` : Prisma.empty;
  return Prisma.sql`(${bear(` ${words.join(' ')}`)}${inner})`;
}

function bear(text: string): Prisma.Sql {
  return Prisma.sql`position(${writeUtf8(text)}::bytea IN t.words) > 0`;
}

/** Letters that are not indexed yet: those that came since, and those from before the index. One after the other, so that each is a range. */
export const notIndexed = [
  Prisma.sql`l.id >= (${freshFrom()})`,
  Prisma.sql`l.id < least((${olderUntil()}), (${freshFrom()}))`,
].map(
  // n.b. as NOT EXISTS Postgres would join it with all words that there are (350 ms at a million letters).
  (range) =>
    Prisma.sql`${range} AND (SELECT t.dead_letter_id FROM letter_text t WHERE t.dead_letter_id = l.id) IS NULL`,
);

/** The lowest id of what came since the index was last written (UUIDv7). */
function freshFrom(): Prisma.Sql {
  return Prisma.sql`SELECT (lpad(to_hex((extract(epoch FROM coalesce(max(f.done_until), 'epoch') - ${LATE}::interval) * 1000)::bigint
    & 281474976710655), 12, '0') || repeat('0', 20))::uuid FROM follower f WHERE f.name = 'text'`;
}

/** Letters from before the index, as long as it is not through with them. */
function olderUntil(): Prisma.Sql {
  return Prisma.sql`SELECT coalesce(CASE WHEN f.is_complete THEN '00000000-0000-0000-0000-000000000000'::uuid ELSE f.below END,
    'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) FROM (VALUES (1)) one LEFT JOIN follower f ON f.name = 'text'`;
}

/** Whether each word stands in the error, the routing key, properties and headers, or the first 4 KB of the body. */
function bears(words: readonly string[]): Prisma.Sql {
  return Prisma.join(words.map(bearsWord), ' AND ');
}

function bearsWord(word: string): Prisma.Sql {
  // n.b. in the database's own collation ILIKE takes up to three times as long.
  const ascii = Prisma.raw('COLLATE "C"');
  const collation = /^[\0-\x7f]*$/.test(word) ? ascii : Prisma.empty;
  const texts = ['error_type', 'error_message', 'error_stack', 'routing_key'].map(
    (column) => Prisma.sql`${Prisma.raw(`l.${column}`)} ${collation} ILIKE ${`%${word}%`}`,
  );
  const spellings = [...new Set([word, word.toUpperCase()].map((one) => writeEscaped(one).toLowerCase()))];
  const patterns = spellings.map((one) => `%${one}%`);
  return Prisma.sql`(${Prisma.join(texts, ' OR ')}
    OR encode(l.property_bytes, 'escape') ${ascii} ILIKE ANY (${patterns})
    OR encode(substring(coalesce(l.body, (SELECT p.bytes FROM body_part p WHERE p.dead_letter_id = l.id AND p.part = 0))
      FROM 1 FOR 4096), 'escape') ${ascii} ILIKE ANY (${patterns}))`;
}

/** A word as LIKE takes it of what Postgres' encode(…, 'escape') makes of its bytes: ASCII as it is, so that ILIKE finds it in any case. */
function writeEscaped(word: string): string {
  return [...writeUtf8(word)]
    .map((byte) => (byte > 127 ? `\\\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte)))
    .join('');
}
