// Error messages with the failed message inside: what is inside is what is tried again, and known when it comes back.
import { expect, test } from 'vitest';
import { decode } from '#lib/domain/decode.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { rewriteForReplay } from '#lib/domain/replay-plan.ts';
import { isWrapper, unwrap } from '#lib/domain/unwrap.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { text } from '#tests/letters.ts';
import { conventionLetters, letterOf } from './convention-letters.ts';

const replayId = '01900000-0000-7000-8000-000000000000';
const base64 = (value: string) => Buffer.from(value).toString('base64');

function open(letter: Delivery) {
  const { convention } = decode(letter);
  expect(isWrapper(convention)).toBe(true);
  const inside = unwrap(convention, letter)!;
  const { properties, headers } = readProperties(inside.propertyBytes);
  const { unreadable } = rewriteForReplay({
    propertyBytes: inside.propertyBytes,
    replayId,
    ourUser: 'guest',
  });
  expect(unreadable).toEqual([]);
  return {
    body: Buffer.from(inside.body).toString(),
    properties,
    headers:
      headers === null ? null : readFieldTable(headers).map(({ name, type, value }) => [name, type, value]),
  };
}

const easyNetQ = (Message: string, BasicProperties: object) =>
  letterOf({
    type: 'EasyNetQ.SystemMessages.Error, EasyNetQ',
    body: JSON.stringify({
      RoutingKey: 'k',
      Exchange: 'x',
      Queue: 'q',
      Exception: 'System.Exception: no',
      Message,
      DateTime: null,
      BasicProperties,
    }),
  });

test('EasyNetQ: texts of headers come as base64, absent properties stay absent', () => {
  const letter = easyNetQ('{"order":1}', {
    ContentType: 'application/json',
    ContentTypePresent: true,
    Type: 'Shop.OrderPlaced, Shop',
    DeliveryMode: 2,
    Priority: 0,
    Timestamp: 0,
    CorrelationId: 'c-1',
    AppId: '',
    MessageId: 'gone',
    MessageIdPresent: false,
    Headers: { tenant: base64('acme'), attempt: 2, odd: 'not base64!' },
  });
  expect(open(letter)).toEqual({
    body: '{"order":1}',
    properties: {
      contentType: 'application/json',
      deliveryMode: 2,
      correlationId: 'c-1',
      type: 'Shop.OrderPlaced, Shop',
    },
    headers: [
      ['tenant', 'longstr', 'acme'],
      ['attempt', 'int64', '2'],
      ['odd', 'longstr', 'not base64!'],
    ],
  });
});

test('EasyNetQ: a body in base64 is taken as what it stands for, a body of text as it is', () => {
  expect(open(easyNetQ(base64('{"a":"ü"}'), {})).body).toBe('{"a":"ü"}');
  expect(open(easyNetQ('"abcd"', {})).body).toBe('"abcd"');
  expect(open(easyNetQ('abcd', {})).body).toBe('abcd');
});

test('Ponos: the job, with what its meta tells', () => {
  const { letter } = conventionLetters.find(({ name }) => name === 'Ponos, first')!;
  expect(open(letter)).toMatchObject({
    body: '{"order":1,"tid":"t"}',
    properties: { appId: 'web', timestamp: '1795255200000' },
  });
});

test('Kicks: the payload, with the properties that it came with', () => {
  const info = {
    num_attempts: 1,
    error_class: 'E',
    properties: {
      content_type: 'text/plain',
      message_id: 'm',
      priority: 0,
      headers: { a: { b: [1, 'x', true, null] } },
    },
  };
  const letter = letterOf({ headers: [text('retry_info', JSON.stringify(info))], body: 'a payload' });
  expect(open(letter)).toMatchObject({
    body: 'a payload',
    properties: { contentType: 'text/plain', messageId: 'm' },
    headers: [['a', 'table', expect.anything()]],
  });
});

test('one that comes back is known by our header inside', () => {
  const header = { 'x-letterthief-replay-id': base64(replayId) };
  expect(decode(easyNetQ('{}', { Headers: header })).cameFromReplayId).toBe(replayId);
  const job = {
    originalWorkerName: 'w',
    originalJobPayload: {},
    originalJobMeta: { headers: { 'x-letterthief-replay-id': replayId } },
    error: {},
  };
  expect(decode(letterOf({ body: JSON.stringify(job) })).cameFromReplayId).toBe(replayId);
  const info = { properties: { headers: { 'x-letterthief-replay-id': replayId } } };
  expect(decode(letterOf({ headers: [text('retry_info', JSON.stringify(info))] })).cameFromReplayId).toBe(
    replayId,
  );
});

test('what cannot be read is not sent at all', () => {
  for (const body of ['{}', '', 'no JSON', JSON.stringify({ Message: 1, BasicProperties: {} })])
    expect(unwrap('EasyNetQ', letterOf({ body })), body).toBeNull();
  expect(isWrapper('Spring AMQP')).toBe(false);
  expect(isWrapper(null)).toBe(false);
});
