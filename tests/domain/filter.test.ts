import { expect, test } from 'vitest';
import { readCursor, writeCursor } from '#lib/domain/cursor.ts';
import { deadLetterListQuery, readFilter, writeFilter } from '#lib/domain/filter.ts';
import { quote } from '#lib/domain/query/write.ts';
import { replayRequest } from '#lib/domain/replay-request.ts';

const id = '01a1fc59-767b-7dda-bb6a-6e18dbf8b467';

test('a filter survives the way through a URL', () => {
  const filter = { queue: 'a&b=c', reason: 'rejected', status: 'open', q: quote('100 % ü') } as const;
  const read = readFilter(Object.fromEntries(new URLSearchParams(writeFilter(filter))));
  expect(read).toEqual({ filter, faults: [], wrongQuery: null });
});

test('what a link says wrong is left out and named', () => {
  const { filter, faults, wrongQuery } = readFilter({
    status: 'dead',
    after: 'yesterday',
    queue: ['a', 'b'],
    q: 'a OR',
    other: '1',
  });
  expect(filter).toEqual({ queue: 'a' });
  expect(faults.map((fault) => fault.split(':')[0])).toEqual(['status', 'after']);
  expect(wrongQuery).toMatchObject({ text: 'a OR', fault: { start: 4, end: 4 } });
});

test('a limit is bounded', () => {
  expect(deadLetterListQuery.parse({})).toEqual({ limit: 50 });
  for (const limit of ['0', '201', 'x', '1.5'])
    expect(deadLetterListQuery.safeParse({ limit }).success).toBe(false);
});

test('a cursor is read back, and nothing else is a cursor', () => {
  const cursor = { id };
  expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  for (const text of ['', 'x', `1.${id}`, `${id}'`]) expect(readCursor(text)).toBeNull();
});

test('a replay request takes 1 to 1,000 letters, each once, by whatever case of their ids', () => {
  const to = { kind: 'origin' };
  const ids = Array.from({ length: 1001 }, () => crypto.randomUUID());
  expect(replayRequest.safeParse({ deadLetterIds: ids.slice(1), to }).success).toBe(true);
  for (const deadLetterIds of [ids, [], [id, id], [id, id.toUpperCase()], ['x'], id, undefined]) {
    expect(replayRequest.safeParse({ deadLetterIds, to }).success).toBe(false);
  }
  expect(replayRequest.parse({ deadLetterIds: [id.toUpperCase()], to }).deadLetterIds).toEqual([id]);
});

test('a replay goes to origin, queue or a named exchange, and to nothing else', () => {
  const read = (to: unknown) => replayRequest.safeParse({ deadLetterIds: [id], to }).success;
  expect(read({ kind: 'exchange', exchange: '', routingKey: '' })).toBe(true);
  expect(read({ kind: 'exchange', exchange: 'ü'.repeat(128), routingKey: '' })).toBe(false);
  expect(read({ kind: 'exchange', exchange: 'x' })).toBe(false);
  expect(read({ kind: 'origin', exchange: 'x' })).toBe(false);
  expect(read({ kind: 'queues' })).toBe(false);
});
