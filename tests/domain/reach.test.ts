// Of whom a message reaches: what can be said without a broker. Against one: tests/broker/reach.test.ts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitsHeaders } from '#lib/domain/headers-match.ts';
import { findReach, indexTopology } from '#lib/domain/reach.ts';
import { MAX_BINDINGS, readToldTopology } from '#lib/domain/told-topology.ts';
import { fitsTopic } from '#lib/domain/topic-match.ts';

const told = (source: string, destination: string, kind = 'queue', key = '') => ({
  source,
  destination,
  destination_type: kind,
  routing_key: key,
  arguments: {},
});
const exchange = (name: string, type = 'fanout') => ({ name, type, internal: false, arguments: {} });

test('exchanges that are bound in a ring are walked once', () => {
  const index = indexTopology(
    readToldTopology({
      exchanges: [exchange('a'), exchange('b'), exchange('c')],
      bindings: [
        told('a', 'b', 'exchange'),
        told('b', 'c', 'exchange'),
        told('c', 'a', 'exchange'),
        told('c', 'q'),
        told('b', 'q'),
      ],
      policies: [],
    }),
  );
  const message = { exchange: 'a', routingKey: 'x', headers: null };
  expect(findReach(index, message)).toEqual({ queues: ['q'] });
});

test('where one of the exchanges on the way is of a kind of its own, nothing is said', () => {
  const index = indexTopology(
    readToldTopology({
      exchanges: [exchange('a'), exchange('own', 'x-delayed-message')],
      bindings: [told('a', 'own', 'exchange'), told('a', 'q')],
      policies: [],
    }),
  );
  expect(findReach(index, { exchange: 'a', routingKey: 'x', headers: null })).toHaveProperty('unknown');
});

test('of more bindings than are read, and of an answer that is too long, nothing is said but that', () => {
  const many = Array.from({ length: MAX_BINDINGS + 1 }, (_, at) => told('a', `q${at}`));
  for (const bindings of [many, null]) {
    const index = indexTopology(readToldTopology({ exchanges: [exchange('a')], bindings, policies: [] }));
    expect(findReach(index, { exchange: 'a', routingKey: '', headers: null })).toEqual({
      unknown: 'RabbitMQ has more bindings than are read here (20,000)',
    });
  }
});

test('a pattern of 255 bytes costs no more than its words times those of the key', () => {
  const pattern = '#.'.repeat(127);
  expect(fitsTopic(pattern.slice(0, -1), 'a.'.repeat(127))).toBe(true);
  expect(fitsTopic(`${pattern}b`, 'a.'.repeat(127))).toBe(false);
});

test('any key fits itself, and itself between wildcards that may stand for nothing', () => {
  const key = fc
    .array(fc.constantFrom('a', 'b', ''), { minLength: 1, maxLength: 6 })
    .map((words) => words.join('.'))
    .filter((one) => one !== '');
  fc.assert(
    fc.property(key, (one) => fitsTopic(one, one) && fitsTopic('#', one) && fitsTopic(`#.${one}.#`, one)),
  );
});

test('headers are compared by value and kind; what the management API does not tell exactly is left open', () => {
  const text = { name: 'h', type: 'longstr', value: '7' } as const;
  const number = { name: 'h', type: 'int64', value: '7' } as const;
  expect(fitsHeaders({ h: '7' }, [text])).toBe(true);
  expect(fitsHeaders({ h: '7' }, [number])).toBe(false);
  expect(fitsHeaders({ h: 7 }, [number])).toBe(true);
  expect(fitsHeaders({ h: null }, [number])).toBe(true);
  expect(fitsHeaders({ h: [7] }, [number])).toBeNull();
  expect(fitsHeaders({ h: [7], i: 'x', 'x-match': 'all' }, [number])).toBe(false);
  expect(fitsHeaders({}, [])).toBe(true);
  expect(fitsHeaders({ 'x-match': 'any' }, [text])).toBe(false);
});
