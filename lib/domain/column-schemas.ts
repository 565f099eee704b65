// Columns as they are asked for, and what stands in them.
import { z } from 'zod';
import { MAX_COLUMN_NAME, MAX_COLUMNS, readColumn, splitColumns } from './columns.ts';

const list = z
  .array(z.string().refine((one) => readColumn(one) !== null, 'is no column'))
  .max(MAX_COLUMNS, `must be at most ${MAX_COLUMNS}`)
  .refine((all) => new Set(all).size === all.length, 'must not name one twice');

/** As an address has them. */
export const columnsText = z
  .string()
  .max(MAX_COLUMNS * (MAX_COLUMN_NAME + 1) * 3)
  .transform(splitColumns)
  .pipe(list)
  .describe('At most 12, with commas between: reason,header.x-tenant,body.order.id');

export const columnValue = z
  .object({
    text: z.string().nullable().describe('Null where the letter has no such header or field'),
    isCut: z.exactOptional(z.literal(true)).describe('There is more than these 200 characters'),
    why: z
      .exactOptional(z.enum(['too large', 'kept raw']))
      .describe('Why it was not looked for: the body is over 64 KB, or the letter may not be looked into'),
  })
  .meta({ id: 'ColumnValue' });
export type ColumnValue = z.infer<typeof columnValue>;
