// The REST API over real HTTP: what it takes, what it gives, what it refuses and how.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, text } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { entry, joinBytes, sized, uint, utf8 } from '#tests/wire.ts';

let database: TestDatabase;
let web: Web;
let ids: string[];

beforeAll(async () => {
  database = await makeDatabase();
  web = await startWeb({ DATABASE_URL: database.url });
  const session = await openTestSession();
  const headers = joinBytes(
    deathIn('orders.billing', { count: 2 }),
    entry('big', 'l', uint(8, 9007199254740993n)),
    entry('raw', 'x', sized(Uint8Array.from([0, 255]))),
    entry('flag', 't', [1]),
    entry('nested', 'F', sized(text('inner', 'ü'))),
  );
  await session.store(delivery({ headers, body: '{"order":88213}' }));
  await session.store(delivery({ headers: null }), delivery(), delivery(), delivery());
  await session.store(delivery({ body: new Uint8Array(2_500_000).map((_, at) => at % 256) }));
  const { items } = await get('/api/v1/dead-letters');
  ids = (items as { id: string }[]).map(({ id }) => id).toReversed();
});
afterAll(async () => {
  expect(await web.stop()).toBe(0);
  await database.drop();
});

type Json = Record<string, unknown>;

async function call(
  path: string,
  init?: RequestInit,
): Promise<{ status: number; type: string; json: Json; headers: Headers }> {
  const response = await web.fetch(path, init);
  const body = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    json: JSON.parse(body || '{}') as Json,
    headers: response.headers,
  };
}

const get = async (path: string) => (await call(path)).json;

function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  return call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: content,
  });
}

/** fetch sets Host itself; this does not. */
async function rawStatus(path: string, headers: Record<string, string>): Promise<number> {
  const authorization = await web.headers();
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(web.url);
    request({ hostname, port, path, headers: { ...authorization, ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('reading', () => {
  test('a letter is told as promised: 64-bit integers as strings, bytes as base64, types named', async () => {
    const letter = await get(`/api/v1/dead-letters/${ids[0]}`);
    expect(letter).toMatchObject({
      id: ids[0],
      status: 'open',
      deadLetterQueue: 'letterthief',
      sourceQueue: 'orders.billing',
      exchange: 'orders',
      routingKey: 'order.placed',
      reason: 'rejected',
      deaths: 2,
      properties: {},
      bodyBytes: 15,
    });
    expect((letter.headers as Json[]).slice(1)).toEqual([
      { name: 'big', type: 'int64', value: '9007199254740993' },
      { name: 'raw', type: 'bytes', value: 'AP8=' },
      { name: 'flag', type: 'boolean', value: true },
      { name: 'nested', type: 'table', value: [{ name: 'inner', type: 'longstr', value: 'ü' }] },
    ]);
    expect(new Date(letter.arrivedAt as string).toISOString()).toBe(letter.arrivedAt);
  });

  test('a letter without x-death has neither origin nor reason', async () => {
    expect(await get(`/api/v1/dead-letters/${ids[1]}`)).toMatchObject({
      exchange: null,
      routingKey: null,
      sourceQueue: null,
      deaths: 0,
    });
  });

  test('pages end with a null cursor', async () => {
    const first = await get('/api/v1/dead-letters?limit=4');
    expect(first.items).toHaveLength(4);
    const second = await get(`/api/v1/dead-letters?limit=4&cursor=${String(first.nextCursor)}`);
    expect(second.items).toHaveLength(2);
    expect(second.nextCursor).toBeNull();
  });

  test('a body comes as an attachment, byte for byte, in parts or whole', async () => {
    const small = await web.fetch(`/api/v1/dead-letters/${ids[0]}/body`);
    expect(small.headers.get('content-disposition')).toContain('attachment');
    expect(small.headers.get('content-type')).toBe('application/octet-stream');
    expect(small.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await small.text()).toBe('{"order":88213}');
    const large = new Uint8Array(
      await (await web.fetch(`/api/v1/dead-letters/${ids[5]}/body`)).arrayBuffer(),
    );
    expect(large.byteLength).toBe(2_500_000);
    expect(large.every((byte, at) => byte === at % 256)).toBe(true);
  });
});

describe('refusals are problem documents that name the fault', () => {
  const unknown = '00000000-0000-7000-8000-000000000000';
  const cases: [string, string, number, Json][] = [
    ['an unknown parameter', '/api/v1/dead-letters?colour=red', 400, { field: 'colour' }],
    ['a limit over 200', '/api/v1/dead-letters?limit=201', 400, { field: 'limit' }],
    ['a foreign cursor', '/api/v1/dead-letters?cursor=x', 400, { field: 'cursor' }],
    ['an unknown status', '/api/v1/dead-letters?status=dead', 400, { field: 'status' }],
    ['no time', '/api/v1/dead-letters?after=yesterday', 400, { field: 'after' }],
    ['an unknown letter', `/api/v1/dead-letters/${unknown}`, 404, { ids: [unknown] }],
    ['no id at all', '/api/v1/dead-letters/%27%20OR%201=1', 404, {}],
    ['an unknown body', `/api/v1/dead-letters/${unknown}/body`, 404, {}],
    ['an unknown replay', `/api/v1/replays/${unknown}`, 404, {}],
    ['no replay id', '/api/v1/replays/x', 404, {}],
  ];
  for (const [name, path, status, members] of cases) {
    test(name, async () => {
      const answer = await call(path);
      expect(answer.status).toBe(status);
      expect(answer.type).toBe('application/problem+json');
      expect(answer.json).toMatchObject({
        status,
        type: expect.any(String),
        title: expect.any(String),
        detail: expect.any(String),
        ...members,
      });
    });
  }

  const to = { kind: 'origin' };
  const posts: [string, () => unknown, number, Json][] = [
    ['no JSON', () => '{"deadLetterIds":', 400, { field: 'body' }],
    ['no object', () => '7', 400, { field: 'body' }],
    ['no ids', () => ({ to }), 400, { field: 'deadLetterIds' }],
    ['an empty list', () => ({ deadLetterIds: [], to }), 400, { field: 'deadLetterIds' }],
    ['an id that is none', () => ({ deadLetterIds: ['x'], to }), 400, { field: 'deadLetterIds.0' }],
    [
      '1,001 ids',
      () => ({ deadLetterIds: Array.from({ length: 1001 }, () => crypto.randomUUID()), to }),
      400,
      { field: 'deadLetterIds' },
    ],
    ['no way', () => ({ deadLetterIds: [ids[2]] }), 400, { field: 'to' }],
    ['an unknown way', () => ({ deadLetterIds: [ids[2]], to: { kind: 'moon' } }), 400, {}],
    ['a member too many', () => ({ deadLetterIds: [ids[2]], to, also: 1 }), 400, { field: 'also' }],
    [
      'an unknown letter among known ones',
      () => ({ deadLetterIds: [ids[2], unknown], to }),
      404,
      { ids: [unknown] },
    ],
    ['a letter whose origin is unknown', () => ({ deadLetterIds: [ids[1]], to }), 409, {}],
  ];
  for (const [name, body, status, members] of posts) {
    test(`asking with ${name}`, async () => {
      const answer = await post('/api/v1/replays', body());
      expect(answer.status, JSON.stringify(answer.json)).toBe(status);
      expect(answer.type).toBe('application/problem+json');
      expect(answer.json).toMatchObject(members);
      expect((await get(`/api/v1/dead-letters/${ids[2]}`)).status).toBe('open');
    });
  }

  test('more than 1 MB, announced or not', async () => {
    const body = JSON.stringify({ deadLetterIds: ['x'.repeat(1024 * 1024)], to });
    expect((await post('/api/v1/replays', body)).status).toBe(413);
    const chunks = new ReadableStream({
      start(controller) {
        controller.enqueue(utf8(body));
        controller.close();
      },
    });
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chunks,
      duplex: 'half',
    };
    const answer = await web.fetch('/api/v1/replays', init as RequestInit);
    expect(answer.status).toBe(413);
  });

  test('another media type, so that no foreign form can post', async () => {
    expect(
      (await post('/api/v1/discards', { deadLetterIds: [ids[2]] }, { 'content-type': 'text/plain' })).status,
    ).toBe(415);
  });
});

describe('from where', () => {
  test('a foreign Origin is refused, our own is not', async () => {
    const body = { deadLetterIds: [crypto.randomUUID()] };
    expect((await post('/api/v1/discards', body, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post('/api/v1/discards', body, { origin: 'null' })).status).toBe(403);
    expect((await post('/api/v1/discards', body, { origin: web.url })).status).toBe(404);
  });

  test('a foreign Host sees neither pages nor letters; health and ready answer any', async () => {
    for (const path of ['/api/v1/dead-letters', '/dead-letters', '/api/metrics', '/api/v1/events']) {
      expect(await rawStatus(path, { host: 'evil.example' }), path).toBe(403);
    }
    expect(await rawStatus('/api/health', { host: 'evil.example' })).toBe(200);
    expect(await rawStatus('/api/ready', { host: 'evil.example' })).toBe(200);
    expect(await rawStatus('/api/health', { host: 'localhost' })).toBe(200);
  });
});

describe('acting', () => {
  test('asking gives the replays, which can be read', async () => {
    const answer = await post('/api/v1/replays', {
      deadLetterIds: [ids[3]!.toUpperCase()],
      to: { kind: 'origin' },
    });
    expect(answer.status).toBe(202);
    const [replay] = answer.json.items as Json[];
    expect(replay).toMatchObject({
      deadLetterId: ids[3],
      stage: 'asked',
      exchange: 'orders',
      routingKey: 'order.placed',
    });
    expect(await get(`/api/v1/replays/${String(replay!.id)}`)).toEqual(replay);
    const again = await post('/api/v1/replays', { deadLetterIds: [ids[3]], to: { kind: 'origin' } });
    expect([again.status, again.json.ids]).toEqual([409, [ids[3]]]);
  });

  test('discard and restore', async () => {
    const body = { deadLetterIds: [ids[4]] };
    expect((await post('/api/v1/discards', body)).json).toEqual({
      items: [{ id: ids[4], status: 'discarded' }],
    });
    expect((await post('/api/v1/discards', body)).status).toBe(409);
    expect((await get('/api/v1/dead-letters?status=discarded')).items).toHaveLength(1);
    expect((await post('/api/v1/restores', body)).json).toEqual({ items: [{ id: ids[4], status: 'open' }] });
  });

  test('the event stream tells of it at once', async () => {
    const stop = new AbortController();
    const response = await web.fetch('/api/v1/events', { signal: stop.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = (await reader.read()).value ?? '';
    // The first listener of a process opens its LISTEN: what is told before is the poll's to find.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await post('/api/v1/discards', { deadLetterIds: [ids[4]] });
    while (!/event: replays\ndata: .*\n/.test(heard)) heard += (await reader.read()).value ?? '';
    expect(heard).toContain(`event: replays\ndata: {"deadLetterIds":["${ids[4]}"],"replays":[]}`);
    stop.abort();
  });
});

describe('the works', () => {
  test('ready says no when no worker lives, and yes when one does', async () => {
    expect((await call('/api/ready')).json).toEqual({ status: 'ready' });
    await database.query('UPDATE worker SET stopped_at = now()');
    expect(await call('/api/ready')).toMatchObject({ status: 503, json: { status: 'not ready' } });
  });

  test('metrics are in the format of Prometheus', async () => {
    const metrics = await (await web.fetch('/api/metrics')).text();
    for (const name of [
      'letters_drained_total',
      'letters_stored_total',
      'alerts_sent_total',
      'alerts_waiting',
      'replays_total',
      'queue_depth',
      'drain_lag_seconds',
    ]) {
      expect(metrics).toContain(`# TYPE letterthief_${name} `);
    }
    expect(metrics).toMatch(/letterthief_replays_total\{worker="[^"]+",outcome="confirmed"\} 0/);
  });

  test('queues', async () => {
    expect(await get('/api/v1/queues')).toEqual({ items: [] });
  });
});

describe('while Postgres is away', () => {
  test('calls are answered 503, health says yes, ready says no, and no password is shown', async () => {
    const lonely = await startWeb({ DATABASE_URL: 'postgres://somebody:hush@127.0.0.1:9/nothing' });
    const known = { headers: { authorization: 'Bearer lt_x' } };
    const response = await fetch(`${lonely.url}/api/v1/dead-letters`, known);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      503,
      'application/problem+json',
    ]);
    expect(await response.json()).toMatchObject({ type: 'urn:letterthief:problem:unavailable' });
    expect((await fetch(`${lonely.url}/api/ready`)).status).toBe(503);
    expect((await fetch(`${lonely.url}/dead-letters`, known)).status).toBe(500);
    expect(await lonely.stop()).toBe(0);
    expect(lonely.output()).toContain('Postgres cannot be used yet');
    expect(lonely.output()).not.toContain('hush');
  });
});
