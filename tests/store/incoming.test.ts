import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBody, readBody, readBodyRange, readBodyUpTo } from '#lib/store/bodies.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { SessionClosed, storeLetters } from '#lib/store/incoming.ts';
import { closeSession } from '#lib/store/sessions.ts';
import { decode } from '#lib/domain/decode.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, person, text, worker, type TestSession } from '#tests/letters.ts';
import { entry, joinBytes, sized, utf8 } from '#tests/wire.ts';

let database: TestDatabase;
let session: TestSession;
beforeAll(async () => {
  database = await makeDatabase();
  session = await openTestSession(true);
});
afterAll(() => database.drop());

async function newest() {
  const { items } = await listDeadLetters(person, { limit: 1 });
  return items[0]!;
}

describe('whatever came over the wire is stored exactly', () => {
  const bodies: Record<string, Uint8Array> = {
    empty: new Uint8Array(),
    'NUL and invalid UTF-8': Uint8Array.from([0, 0xff, 0xfe, 0xc3, 0x28, 0]),
    'a lone surrogate in CESU-8': Uint8Array.from([0xed, 0xa0, 0x80]),
    'JSON with an escaped NUL': utf8(String.raw`{"a":"\u0000","b":"\ud800"}`),
    'exactly 1 MB': new Uint8Array(1024 * 1024).fill(9),
    'one byte over 1 MB': new Uint8Array(1024 * 1024 + 1).map((_, at) => at % 251),
    '10 MB': new Uint8Array(10 * 1024 * 1024).map((_, at) => (at * 7) % 253),
  };
  for (const [name, body] of Object.entries(bodies)) {
    test(`body: ${name}`, async () => {
      const given = delivery({ body });
      expect(await session.store(given)).toBe(1);
      const letter = await newest();
      expect(letter.bodyBytes).toBe(body.byteLength);
      expect(Buffer.compare(await readBody(person, letter.id), body)).toBe(0);
      const { head } = await openBody(person, letter.id, 64);
      expect(Buffer.compare(head, body.subarray(0, 64))).toBe(0);
      expect(
        Buffer.compare(await readBodyUpTo(person, letter.id, 2_000_000), body.subarray(0, 2_000_000)),
      ).toBe(0);
      for (const at of [0, 3, 1024 * 1024 - 5, 1024 * 1024 + 2, 9_000_000]) {
        const range = await readBodyRange(person, letter.id, at, 100);
        expect(Buffer.compare(range, body.subarray(at, at + 100)), `${at}`).toBe(0);
      }
      const [row] = await database.query<{ property_bytes: Buffer }>(
        'SELECT property_bytes FROM dead_letter WHERE id = $1',
        [letter.id],
      );
      expect(Buffer.compare(row!.property_bytes, given.propertyBytes)).toBe(0);
    });
  }

  test('headers: __proto__, empty and double names, NUL, bytes that are not UTF-8', async () => {
    const headers = joinBytes(
      text('__proto__', 'polluted'),
      text('', 'no name'),
      text('twice', '1'),
      text('twice', '2'),
      text('nul', 'a\0b'),
      entry('bad', 'S', sized(Uint8Array.from([0xff, 0xfe]))),
      text('x-exception-message', 'bad \0 thing'),
    );
    await session.store(delivery({ headers }));
    const letter = await newest();
    expect(letter.headers.map(({ name, value }) => [name, value])).toEqual([
      ['__proto__', 'polluted'],
      ['', 'no name'],
      ['twice', '1'],
      ['twice', '2'],
      ['nul', 'a\0b'],
      ['bad', '//4='],
      ['x-exception-message', 'bad \0 thing'],
    ]);
    expect(letter.errorMessage).toBe('bad ␀ thing');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('property bytes that are garbage', async () => {
    const propertyBytes = Uint8Array.from([0xff, 0xff, 0xff]);
    await session.store({ ...delivery(), propertyBytes });
    const detail = await readDeadLetter(person, (await newest()).id);
    expect(detail.properties).toEqual({});
    expect(detail.sourceQueue).toBeNull();
  });
});

describe('a batch', () => {
  test('a row that Postgres refuses is kept raw and does not take its neighbours along', async () => {
    await database.query(
      `ALTER TABLE dead_letter ADD CONSTRAINT no_devil CHECK (error_message NOT LIKE '%devil%')`,
    );
    const devil = (name: string) =>
      delivery({ headers: text('x-exception-message', `devil ${name}`), body: name });
    const given = [delivery(), devil('one'), delivery(), delivery(), devil('two'), delivery(), delivery()];
    expect(await session.store(...given)).toBe(7);
    await database.query('ALTER TABLE dead_letter DROP CONSTRAINT no_devil');
    const { items } = await listDeadLetters(person, { limit: 7 });
    const raw = (await Promise.all(items.map((item) => readDeadLetter(person, item.id)))).filter(
      (item) => item.keptRawBecause,
    );
    expect(raw.map((item) => item.keptRawBecause)).toEqual(
      Array(2).fill('Postgres refused what was read from it (23514)'),
    );
    const bodies = await Promise.all(raw.map((item) => readBody(person, item.id)));
    expect(bodies.map(String).toSorted()).toEqual(
      ['one', 'two'].map((name) => String(utf8(name))).toSorted(),
    );
    expect(raw.map(({ headers }) => headers[0]?.value)).toContain('devil one');
  });

  test('a batch stored again after an ambiguous commit changes nothing', async () => {
    const given = delivery();
    const letter = {
      id: uuidv7(),
      delivery: given,
      fingerprint: 1n,
      derived: decode(given),
      keptRawBecause: null,
    };
    const incoming = {
      sessionId: session.sessionId,
      queue: 'letterthief',
      arrivedAt: new Date(),
      letters: [letter],
      isAlertDue: true,
    };
    expect(await storeLetters(worker, incoming)).toEqual({ stored: 1, matched: 0 });
    expect(await storeLetters(worker, incoming)).toEqual({ stored: 0, matched: 0 });
    expect(
      await database.query('SELECT 1 FROM alert_due WHERE dead_letter_id = $1', [letter.id]),
    ).toHaveLength(1);
  });

  test('a closed session stores nothing, bodies in parts included', async () => {
    const other = await openTestSession();
    await closeSession(worker, other.sessionId, 0);
    await expect(other.store(delivery())).rejects.toThrow(SessionClosed);
    await expect(other.store(delivery({ body: new Uint8Array(2_000_000) }))).rejects.toThrow(SessionClosed);
    expect(
      await database.query('SELECT 1 FROM dead_letter WHERE session_id = $1', [other.sessionId]),
    ).toEqual([]);
    expect(
      await database.query(
        'SELECT 1 FROM body_part p LEFT JOIN dead_letter l ON l.id = p.dead_letter_id WHERE l.id IS NULL',
      ),
    ).toEqual([]);
  });

  test('each letter has one alert due, in its own transaction; none where Slack is not configured', async () => {
    const [counts] = await database.query<{ letters: string; alerts: string }>(
      'SELECT (SELECT count(*) FROM dead_letter WHERE session_id = $1) AS letters, (SELECT count(*) FROM alert_due) AS alerts',
      [session.sessionId],
    );
    expect(Number(counts!.letters)).toBeGreaterThan(10);
    expect(counts!.alerts).toBe(counts!.letters);
    const silent = await openTestSession();
    await silent.store(delivery());
    expect((await readDeadLetter(person, (await newest()).id)).alerts).toEqual([]);
  });
});
