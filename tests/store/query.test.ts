// What SQL answers to a query is what the plain reading of it finds, for everybody. And what it takes of bodies and headers.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { maySee } from '#lib/domain/permissions.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import { fits, type LetterFacts } from '#lib/domain/query/reads.ts';
import { writeQuery } from '#lib/domain/query/write.ts';
import { db } from '#lib/store/client.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { matches } from '#lib/store/letter-filter.ts';
import { isSeenBy } from '#lib/store/scope.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { anyQuery } from '#tests/query-trees.ts';
import * as given from './query-letters.ts';

const LETTERS = 5000;
const QUERIES = 400;
const { address, name } = person;
const actors: Record<string, Visitor> = {
  administrator: person,
  'operator of all but some': { ...person, role: 'operator', seeQueues: ['*', '-payments.*'] },
  'operator who may act on few': { ...person, role: 'operator', actQueues: ['mail.*'] },
  'viewer of some': { ...person, role: 'viewer', seeQueues: ['orders.*', 'a%_b\\c'] },
  token: {
    kind: 'token',
    id: 't',
    name,
    address,
    role: 'operator',
    seeQueues: ['*.card', 'mail.*'],
    actQueues: ['*'],
  },
  nobody: { ...person, role: 'viewer', seeQueues: [] },
};

let database: TestDatabase;
let facts: LetterFacts[];
let now: number;

beforeAll(async () => {
  database = await makeDatabase();
  await given.storeLetters(database, LETTERS);
  facts = await readFacts();
  now = Date.now();
}, 120_000);
afterAll(() => database.drop());

const readFacts = () => given.readFacts(database);

async function ask(actor: Visitor, q: string): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT l.id FROM dead_letter l WHERE ${matches({ q }, now)} AND ${isSeenBy(actor)} ORDER BY l.id DESC`;
  return rows.map(({ id }) => id);
}

function expected(actor: Visitor, q: string): string[] {
  const read = readQuery(q);
  if (!read.ok) throw new Error(q);
  return facts
    .filter((letter) => maySee(actor, letter.sourceQueue) && fits(read.query, letter, now))
    .map(({ id }) => id)
    .toSorted()
    .toReversed();
}

test('the letters are there, in every state', () => {
  expect(facts).toHaveLength(LETTERS);
  expect(new Set(facts.map(({ status }) => status)).size).toBe(4);
  expect(new Set(facts.map(({ outcome }) => outcome)).size).toBe(7);
  expect(facts.filter(({ body }) => body === null)).toHaveLength(1);
});

test(`${QUERIES} random queries, by the administrator and by each of the others in turn`, async () => {
  const among = (...values: string[]) => fc.constantFrom(...values);
  const someIds = facts.slice(0, 5).map(({ id }) => id);
  const any = anyQuery({
    names: {
      queue: among(...given.queues, 'letterthief'),
      source: among(...given.queues),
      exchange: among(...given.exchanges),
      key: among(...given.routingKeys),
      reason: among(...given.reasons),
      type: among(...given.types),
      app: among(...given.apps),
      id: among(...given.ids, ...someIds),
      group: among(...new Set(facts.flatMap(({ groupId }) => groupId ?? [])), 'none'),
      owner: among('billing team', 'odd', 'Cards', 'nobody'),
      convention: among(...new Set(facts.flatMap(({ convention }) => convention ?? [])), 'none'),
    },
    errors: among(...given.errors, ...given.errorTypes, 'declined', 'DECLINED'),
    texts: among(
      'card',
      'Declined',
      'acme',
      '443',
      '100%',
      'order.p',
      '4711',
      'customer',
      'no such text',
      '"id":443',
      'A.java',
    ),
    headers: fc.oneof(
      among('x-none').map((one): [string, string] => [one, '1']),
      fc.constantFrom(...given.headers),
    ),
    bodies: fc.constantFrom(...given.paths),
    times: fc.constantFrom(
      ...facts.slice(0, 100).map(({ id }) => Number.parseInt(id.replace('-', '').slice(0, 12), 16)),
    ),
  });
  const queries = fc.sample(any, { numRuns: QUERIES }).map(writeQuery);
  const others = Object.entries(actors).slice(1);
  let found = 0;
  for (const [at, q] of queries.entries())
    for (const [who, actor] of [['administrator', person] as const, others[at % others.length]!]) {
      const wanted = expected(actor, q);
      expect(await ask(actor, q), `${who}: ${q}`).toEqual(wanted);
      if (wanted.length > 0 && wanted.length < LETTERS) found += 1;
    }
  // The queries tell letters apart, or nothing was compared.
  expect(found).toBeGreaterThan(QUERIES / 2);
}, 300_000);

describe('bodies and headers', () => {
  test.each([
    'body.customer.id:443',
    'body.customer.id:44*',
    'body.total:1.0',
    'body.total:9007199254740993',
    'body.customer.name:Grün',
    'body.customer.name:*',
    'body.tags.1:"b*c"',
    '-body.customer:*',
    'header.x-tenant:acme',
    'header.retry:true',
    'header."a.b: c":x"*"y',
    '-header.x-tenant:*',
  ])('%s', async (q) => {
    const wanted = expected(person, q);
    expect(wanted.length).toBeGreaterThan(0);
    expect(await ask(person, q)).toEqual(wanted);
  });

  test('a number is its own characters', async () => {
    const [one, exact] = [await ask(person, 'body.total:1'), await ask(person, 'body.total:1.0')];
    expect(one.length * exact.length).toBeGreaterThan(0);
    expect(one.filter((id) => exact.includes(id))).toEqual([]);
  });
});

test('a query that is none is refused with its place, and finds nothing', async () => {
  await expect(listDeadLetters(person, { limit: 5, q: 'status:open qeue:x' })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('at character 13, “qeue”') as string,
    details: { field: 'q', start: 12, end: 16, found: 'qeue' },
  });
});

test('the largest queries are answered', async () => {
  const names = Array.from({ length: 100 }, (_, at) => `queue:orders.${at}*`);
  expect(await ask(person, names.join(' OR '))).toEqual(expected(person, names.join(' OR ')));
  const deep = `${'-('.repeat(10)}status:open${')'.repeat(10)}`;
  expect(await ask(person, deep)).toEqual(expected(person, deep));
});
