import { expect, test } from 'vitest';
import { decode } from '#lib/domain/decode.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { rewriteForReplay } from '#lib/domain/replay-plan.ts';
import { deathIn, delivery } from '#tests/letters.ts';
import { properties, shortstr, sized } from '#tests/wire.ts';

test("reading, decoding and rewriting leave a letter's own bytes as they were, in Node's Buffer too", () => {
  const given = properties({
    contentType: shortstr('application/json'),
    headers: sized(deathIn('orders.billing')),
    messageId: shortstr('m'),
  });
  for (const propertyBytes of [Buffer.from(given), Uint8Array.from(given)]) {
    decode({ ...delivery(), propertyBytes });
    readFieldTable(readProperties(propertyBytes).headers!);
    rewriteForReplay({ propertyBytes, replayId: crypto.randomUUID(), ourUser: 'guest' });
    expect(Buffer.compare(propertyBytes, given)).toBe(0);
  }
});
