// Notes over real HTTP: once under one key, against what was read, within bounds, and told to who may see the letter alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NoteView } from '#lib/domain/notes.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, person } from '#tests/letters.ts';
import { startWeb, until, type Web } from '#tests/processes.ts';
import { makeTestToken } from '#tests/test-token.ts';

let database: TestDatabase;
let web: Web;
let letter: string;
beforeAll(async () => {
  database = await makeDatabase();
  web = await startWeb({ DATABASE_URL: database.url });
  const session = await openTestSession();
  await session.store(delivery());
  letter = (await listDeadLetters(person, { limit: 1 })).items[0]!.id;
});
afterAll(async () => {
  await web.stop();
  await database.drop();
});

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  web.fetch(`/api/v1/${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const add = async (text: string, headers = {}) => {
  const answer = await send('POST', `dead-letters/${letter}/notes`, { text }, headers);
  return { status: answer.status, note: (await answer.json()) as NoteView };
};
const list = async () =>
  ((await (await send('GET', `dead-letters/${letter}/notes`)).json()) as { items: NoteView[] }).items;

test('asked again under its key it is written once; another text under that key is refused', async () => {
  const key = { 'idempotency-key': 'a-note' };
  const first = await add('once', key);
  expect(first).toEqual({ status: 201, note: (await add('once', key)).note });
  expect((await add('other', key)).status).toBe(409);
  expect(await list()).toEqual([first.note]);
});

test('it is changed against what was read', async () => {
  const { note } = await add('as it was');
  const path = `notes/${note.id}`;
  const changed = await send('PATCH', path, { text: 'better' }, { 'if-match': `"${note.version}"` });
  expect(changed.status).toBe(200);
  const etag = changed.headers.get('etag')!;
  expect(etag).toBe('"2"');
  expect((await send('PATCH', path, { text: 'stale' }, { 'if-match': `"${note.version}"` })).status).toBe(
    409,
  );
  expect((await send('PATCH', path, { text: 'what?' }, { 'if-match': 'nonsense' })).status).toBe(400);
  expect((await send('PATCH', path, { text: 'best' }, { 'if-match': `W/${etag}` })).status).toBe(200);
  expect((await list()).at(-1)).toMatchObject({ text: 'best', version: '3' });
});

test('what is no note is refused with a reason, and 4,000 characters of any script are one', async () => {
  for (const text of ['', '  ', 'a\0b', 'x'.repeat(4001), '\uD83D'])
    expect((await add(text)).status, JSON.stringify(text).slice(0, 12)).toBe(400);
  const refused = (await send('POST', `dead-letters/${letter}/notes`, { text: '' })).json();
  expect(await refused).toMatchObject({ field: 'text', detail: 'text: is empty' });
  expect((await send('POST', `dead-letters/${letter}/notes`, { text: 'x', by: 'somebody' })).status).toBe(
    400,
  );
  expect((await add('x'.repeat(40_000))).status).toBe(413);
  const { status, note } = await add('字'.repeat(4000));
  expect([status, note.text.length]).toEqual([201, 4000]);
  const escaped = JSON.stringify({ text: '字'.repeat(4000) }).replaceAll('字', '\\u5b57');
  const answer = await web.fetch(`/api/v1/dead-letters/${letter}/notes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: escaped,
  });
  expect(answer.status).toBe(201);
});

test('who listens hears that the letter changed; who may not see it does not', async () => {
  const heard: Record<string, string> = {};
  const over = new AbortController();
  async function listen(name: string, headers: Record<string, string>): Promise<void> {
    const answer = await fetch(`${web.url}/api/v1/events`, { headers, signal: over.signal });
    heard[name] = '';
    const read = async () => {
      for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) heard[name] += text;
    };
    void read().catch(() => undefined);
  }
  await listen('viewer', await makeTestToken(database.url, { role: 'viewer' }));
  await listen('foreign', await makeTestToken(database.url, { seeQueues: ['payments.*'] }));
  await until('both stand', async () => Object.values(heard).every((text) => text.includes('id: ')));
  await add('told');
  await until('it is told', async () => heard.viewer!.includes(letter));
  const moment = /id: (\S+)\n\n$/;
  await until(
    'the other one is as far',
    async () => moment.exec(heard.foreign!)?.[1] === moment.exec(heard.viewer!)?.[1],
  );
  expect(heard.foreign).not.toContain(letter);
  over.abort();
});
