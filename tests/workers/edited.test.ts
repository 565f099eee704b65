// Edited replays on a real broker: what was edited arrives so, all else to the byte, and the letter stays as it came.
import { Connection, type SyncMessage } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EditedReplayRequest, MessageEdit } from '#lib/domain/edit/edit-request.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { readBody } from '#lib/store/bodies.ts';
import { previewEdit, readEdit, requestEditedReplay } from '#lib/store/edits.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { conventionLetters } from '#tests/domain/convention-letters.ts';
import { deathIn, delivery, openTestSession, person, text, type TestSession } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { joinBytes } from '#tests/wire.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

let database: TestDatabase;
let vhost: Vhost;
let client: Connection;
let session: TestSession;
let worker: TestWorker;
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  client = new Connection(vhost.url);
  client.on('error', () => undefined);
  await client.queueDeclare({ queue: 'taken', durable: true });
  worker = await startTestWorker({ AMQP_URL: vhost.url });
  session = await openTestSession();
});
afterAll(async () => {
  await worker.stop();
  await client.close();
  await vhost.drop();
  await database.drop();
});

const to: EditedReplayRequest['to'] = { kind: 'exchange', exchange: '', routingKey: 'taken' };

async function letter(told: Parameters<typeof delivery>[0]): Promise<string> {
  await session.store(delivery(told));
  return (await listDeadLetters(person, { limit: 1 })).items[0]!.id;
}

async function arrived(): Promise<SyncMessage> {
  await until(
    'it arrives',
    async () => (await client.queueDeclare({ queue: 'taken', passive: true })).messageCount > 0,
  );
  const message = await client.basicGet({ queue: 'taken', noAck: true });
  return message!;
}

async function sent(deadLetterId: string, edit: MessageEdit): Promise<SyncMessage> {
  await requestEditedReplay(person, { deadLetterId, to, edit });
  return arrived();
}

test('headers, properties and body arrive as edited; the letter stays, and says what was changed', async () => {
  const headers = joinBytes(deathIn('orders.billing'), text('tenant', 'acme'), text('kept', 'é'));
  const id = await letter({ headers, body: '{"amount":-1}' });
  const edit: MessageEdit = {
    setHeaders: [{ name: 'tenant', type: 'int32', value: 7 }],
    setProperties: { contentType: 'application/json', messageId: 'm-2' },
    body: { text: '{"amount":1}' },
  };
  const preview = await previewEdit(person, { deadLetterId: id, edit });
  expect(preview.changes).toEqual([
    'content_type set to application/json',
    'message_id set to m-2',
    'header tenant set to 7',
    'body, 12 B now',
  ]);
  const message = await sent(id, edit);
  expect(message).toMatchObject({ contentType: 'application/json', messageId: 'm-2', body: { amount: 1 } });
  expect(message.headers).toMatchObject({ tenant: 7, kept: 'é' });
  expect(message.headers).not.toHaveProperty('x-death');
  const detail = await readDeadLetter(person, id);
  expect(detail.headers.find(({ name }) => name === 'tenant')).toMatchObject({ value: 'acme' });
  expect(Buffer.from(await readBody(person, id)).toString()).toBe('{"amount":-1}');
  const [replay] = detail.replays;
  expect(replay!.edited).toEqual(preview.changes);
  const kept = await readEdit(person, replay!.id);
  expect(atob(kept.body!)).toBe('{"amount":1}');
  expect(kept.headers.find(({ name }) => name === 'tenant')).toMatchObject({ type: 'int32', value: 7 });
});

test('a body in parts, and one that is read when there is room, are sent as they came beside an edited header', async () => {
  for (const size of [100_000, 2_500_000]) {
    const body = Buffer.alloc(size, 'x');
    const id = await letter({ headers: deathIn('q'), body });
    const message = await sent(id, { setHeaders: [{ name: 'new', type: 'boolean', value: true }] });
    expect(message.headers).toMatchObject({ new: true });
    expect(body.equals(message.body as Buffer)).toBe(true);
  }
});

test('an edited body of half a megabyte arrives whole', async () => {
  const id = await letter({ headers: deathIn('q'), body: 'small' });
  const body = Buffer.alloc(512 * 1024, 7);
  const message = await sent(id, { body: { base64: body.toString('base64') } });
  expect(body.equals(message.body as Buffer)).toBe(true);
});

test('of a framework’s error message the message inside is edited, and sent without what was around it', async () => {
  const wrapped = conventionLetters.find(({ name }) => name === 'EasyNetQ, first')!;
  await session.store({ ...wrapped.letter, seq: delivery().seq });
  const id = (await listDeadLetters(person, { limit: 1 })).items[0]!.id;
  const { before } = await previewEdit(person, { deadLetterId: id, edit: {} });
  const message = await sent(id, { setProperties: { type: 'edited' } });
  expect(message.type).toBe('edited');
  expect(Object.keys(message.headers ?? {}).length).toBeGreaterThanOrEqual(before.headers.length);
  expect(String(message.body)).toBe('{"order":1}');
});

test('what changes nothing, or cannot be sent, asks for nothing', async () => {
  const id = await letter({ headers: deathIn('q'), body: 'x' });
  const ask = (edit: MessageEdit) => requestEditedReplay(person, { deadLetterId: id, to, edit });
  await expect(ask({ body: { text: 'x' } })).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(ask({ removeHeaders: ['x-death'] })).rejects.toMatchObject({
    message: 'x-death: cannot be edited: it is left out on replay',
  });
  expect(await readDeadLetter(person, id)).toMatchObject({ status: 'open', replays: [] });
});
