// Free text over letters, as SQL over `dead_letter l`: the one place that knows where it is looked for, and how.
import { writeUtf8 } from '#lib/domain/bytes.ts';
import { Prisma } from './generated/client.ts';

/** Whether a text stands in the error, the routing key, properties and headers, or the first 4 KB of the body. */
export function holds(text: string): Prisma.Sql {
  const texts = ['error_type', 'error_message', 'error_stack', 'routing_key'].map(
    (column) => Prisma.sql`${Prisma.raw(`l.${column}`)} ILIKE ${like(text)}`,
  );
  const spellings = [...new Set([text, text.toLowerCase(), text.toUpperCase()].map(writeEscaped))].map(like);
  return Prisma.sql`(${Prisma.join(texts, ' OR ')}
    OR encode(l.property_bytes, 'escape') ILIKE ANY (${spellings})
    OR encode(substring(coalesce(l.body, (SELECT p.bytes FROM body_part p WHERE p.dead_letter_id = l.id AND p.part = 0))
      FROM 1 FOR 4096), 'escape') ILIKE ANY (${spellings}))`;
}

function like(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/** A text as Postgres' encode(…, 'escape') writes its bytes: ASCII as it is, so that ILIKE finds it in any case. */
function writeEscaped(text: string): string {
  return [...writeUtf8(text)]
    .map((byte) => {
      if (byte === 0 || byte > 127) return `\\${byte.toString(8).padStart(3, '0')}`;
      return byte === 92 ? '\\\\' : String.fromCharCode(byte);
    })
    .join('');
}
