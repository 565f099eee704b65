// Editing a message before it is tried again: what is not named stays byte for byte, and what cannot be sent is refused with a reason.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdit } from '#lib/domain/edit/apply-edit.ts';
import { messageEdit, type MessageEdit } from '#lib/domain/edit/edit-request.ts';
import { EditFault, writeHeader } from '#lib/domain/edit/write-header.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { deathIn, text } from '#tests/letters.ts';
import { showTable, tables, writeTable } from '#tests/tables.ts';
import { entry, joinBytes, properties, shortstr, sized, uint, utf8 } from '#tests/wire.ts';

const none = new Uint8Array();
const apply = (propertyBytes: Uint8Array, edit: MessageEdit, convention: string | null = null) =>
  applyEdit({ propertyBytes, body: utf8('{"id":1}') }, messageEdit.parse(edit), convention);
const withHeaders = (...entries: Uint8Array[]) => properties({ headers: sized(joinBytes(...entries)) });
const faultOf = (edit: unknown, propertyBytes = withHeaders(text('a', '1')), convention?: string) => {
  try {
    apply(propertyBytes, edit as MessageEdit, convention);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(EditFault);
    return `${(error as EditFault).field}: ${(error as EditFault).message}`;
  }
};

test('a header is written as it was shown, of every type', () => {
  fc.assert(
    fc.property(tables, (entries) => {
      for (const shown of showTable(entries)) {
        if (JSON.stringify(shown).includes('"unknown"') || /NaN|Infinity/.test(JSON.stringify(shown)))
          continue;
        // Bytes that are no UTF-8 cannot be given as a name.
        if (shown.name.includes('\uFFFD') || JSON.stringify(shown).includes('\uFFFD')) continue;
        expect(readFieldTable(writeHeader(shown))).toEqual([shown]);
      }
    }),
    { numRuns: 300, interruptAfterTimeLimit: 8000 },
  );
});

describe('an edit', () => {
  test('of nothing changes nothing, whatever the message is', () => {
    fc.assert(
      fc.property(tables, (entries) => {
        const whole = properties({ type: shortstr('t'), headers: sized(writeTable(entries)) });
        expect(apply(whole, {})).toEqual({ propertyBytes: whole, body: null, changes: [] });
      }),
      { numRuns: 200, interruptAfterTimeLimit: 8000 },
    );
  });

  test('leaves all else as it was, to the byte', () => {
    const odd = entry(Uint8Array.of(0xff, 0xfe), 'x', sized(Uint8Array.of(0, 1)));
    const before = withHeaders(odd, text('tenant', 'acme'), deathIn('orders'), text('last', 'x'));
    const edited = apply(before, {
      setHeaders: [
        { name: 'tenant', type: 'int32', value: 5 },
        { name: 'new', type: 'boolean', value: true },
      ],
      removeHeaders: ['last'],
    });
    const five = entry('tenant', 'I', uint(4, 5));
    expect(edited.propertyBytes).toEqual(withHeaders(odd, five, deathIn('orders'), entry('new', 't', [1])));
    expect(edited.changes).toEqual([
      'header tenant set to 5',
      'header last taken away',
      'header new added: true',
    ]);
  });

  test('of two headers of one name sets one', () => {
    const { propertyBytes } = apply(withHeaders(text('a', '1'), text('b', '2'), text('a', '3')), {
      setHeaders: [{ name: 'a', type: 'longstr', value: 'new' }],
    });
    expect(propertyBytes).toEqual(withHeaders(text('a', 'new'), text('b', '2')));
  });

  test('sets and takes away properties', () => {
    const before = properties({ contentType: shortstr('text/plain'), messageId: shortstr('m-1') });
    const edited = apply(before, {
      setProperties: {
        contentType: 'application/json',
        messageId: null,
        priority: 3,
        timestamp: '1700000000',
      },
    });
    expect(readProperties(edited.propertyBytes).properties).toEqual({
      contentType: 'application/json',
      priority: 3,
      timestamp: '1700000000',
    });
    expect(edited.changes).toEqual([
      'content_type set to application/json',
      'message_id taken away',
      'priority set to 3',
      'timestamp set to 1700000000',
    ]);
  });

  test('replaces the body, and knows an equal one', () => {
    expect(apply(properties({}), { body: { text: '{"id":2}' } })).toMatchObject({
      body: utf8('{"id":2}'),
      changes: ['body, 8 B now'],
    });
    expect(apply(properties({}), { body: { base64: btoa('{"id":1}') } })).toMatchObject({
      body: null,
      changes: [],
    });
    expect(apply(properties({}), { body: { base64: '' } }).body).toEqual(none);
  });

  test('is refused with a reason', () => {
    const set = (type: string, value: unknown) => ({ setHeaders: [{ name: 'h', type, value }] });
    expect(faultOf({ removeHeaders: ['x-death'] }, withHeaders(deathIn('q')))).toBe(
      'x-death: cannot be edited: it is left out on replay',
    );
    expect(faultOf({ setHeaders: [{ name: 'rascal', type: 'void' }] }, properties({}), 'Rascal')).toMatch(
      /^rascal: cannot be edited/,
    );
    expect(faultOf(set('int8', 128))).toBe('h: must lie between -128 and 127 for its type');
    expect(faultOf(set('int32', 'five'))).toBe('h: must be a whole number');
    expect(faultOf(set('double', 'NaN'))).toMatch(/RabbitMQ takes no NaN/);
    expect(faultOf(set('boolean', 'true'))).toBe('h: must be true or false');
    expect(faultOf(set('bytes', '*'))).toBe('h: must be base64');
    expect(faultOf(set('decimal', '1.2.3'))).toMatch(/^h: must be a decimal/);
    expect(faultOf(set('longstr', 7))).toBe('h: must be a text');
    expect(faultOf(set('longstr', 'x'.repeat(140_000)))).toBe(
      'h: RabbitMQ would not take this header: it is too big',
    );
    expect(faultOf({ setHeaders: [{ name: 'x'.repeat(256), type: 'void' }] })).toMatch(/256 bytes long/);
    expect(faultOf({ ...set('void', null), removeHeaders: ['h'] })).toBe(
      'h: is named twice in what is to be changed',
    );
    expect(faultOf({ setProperties: { priority: 256 } })).toBe('priority: must be a number from 0 to 255');
    expect(faultOf({ setProperties: { timestamp: 'now' } })).toBe('timestamp: must be seconds since 1970');
    expect(faultOf({ setProperties: { type: 'ä'.repeat(128) } })).toMatch(/^type: is 256 bytes long/);
    expect(faultOf({ body: { text: 'x'.repeat(600_000) } })).toMatch(/^body: is 586 KB/);
    let nested: unknown = { type: 'array', value: [] };
    for (let depth = 0; depth < 20; depth++) nested = { type: 'array', value: [nested] };
    expect(faultOf({ setHeaders: [{ name: 'h', ...(nested as object) }] })).toBe(
      'h: is nested deeper than 16',
    );
  });
});
