// JSON Schema in words, and examples that the schema itself takes.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { invitationRequest, tokenRequest } from '#lib/domain/access-request.ts';
import { lettersRequest, replayRequest } from '#lib/domain/replay-request.ts';
import { exampleOf, sayType } from '#lib/domain/schema-words.ts';

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

test('types are said in a few words', () => {
  const said = z.object({
    status: z.enum(['open', 'discarded']),
    limit: z.coerce.number().int().min(1).max(200),
    ids: z.array(z.uuid()),
    name: z.string().nullable(),
    many: z.number().int(),
  });
  const { properties = {} } = schemaOf(said);
  expect(Object.values(properties).map(sayType)).toEqual([
    'one of open, discarded',
    'number from 1 to 200',
    'a list of text (uuid)',
    'text or null',
    'number',
  ]);
  expect(sayType({ $ref: '#/components/schemas/DeadLetter' })).toBe('DeadLetter');
});

test('an example has every field that is needed', () => {
  for (const request of [lettersRequest, replayRequest, invitationRequest, tokenRequest]) {
    const read = request.safeParse(exampleOf(schemaOf(request)));
    // Texts are left to whoever fills them in.
    const faults = read.error?.issues.map(({ path, code }) => `${path.join('.')} ${code}`) ?? [];
    expect(faults.filter((fault) => fault !== 'name too_small')).toEqual([]);
  }
});

test('a schema that refers to itself, or is none, ends', () => {
  const loop: Record<string, unknown> = { type: 'array' };
  loop.items = loop;
  expect(JSON.stringify(exampleOf(loop))).toContain('null');
  expect(sayType(null)).toBe('anything');
});
