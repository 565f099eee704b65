// What letters are found by exactly, and where ids lead.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Header } from '#lib/domain/dead-letter.ts';
import { linkOfHeader, linkOfProperty, readIdLinks } from '#lib/domain/id-links.ts';
import { markOfHeader, readMark, readMarks, tidIn, writeMark } from '#lib/domain/marks.ts';
import { traceIn, traceOf } from '#lib/domain/trace-ids.ts';

const text = (name: string, value: string): Header => ({ name, type: 'longstr', value });
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('marks', () => {
  test('are ids of properties and headers, and the trace', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(
      readMarks({ messageId: 'm-1', correlationId: 'c-1', replyTo: 'nowhere' }, [
        text('x-tenant', 'acme'),
        { name: 'attempt', type: 'int64', value: '9007199254740993' },
        text('traceparent', traceparent),
      ]),
    ).toEqual([
      { name: 'message_id', value: 'm-1' },
      { name: 'correlation_id', value: 'c-1' },
      { name: 'trace', value: '4bf92f3577b34da6a3ce929d0e0e4736' },
      { name: 'header.x-tenant', value: 'acme' },
      { name: 'header.attempt', value: '9007199254740993' },
      { name: 'header.traceparent', value: traceparent },
    ]);
  });

  test('are none of tables, times, long texts and what RabbitMQ wrote of the death', () => {
    for (const header of [
      text('x-first-death-queue', 'orders'),
      text('stack', 'x'.repeat(201)),
      text('empty', ''),
      text('nul', 'a\0b'),
      text('a=b', 'c'),
      { name: 'at', type: 'timestamp', value: '1' },
      { name: 'table', type: 'table', value: [] },
      { name: 'raw', type: 'longstr', value: 'AA==', encoding: 'base64' },
    ] satisfies Header[])
      expect(markOfHeader(header), header.name).toBeNull();
  });

  test('are read from an address as they were written, and bounded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
        const mark = markOfHeader(text(name, value));
        if (mark !== null) expect(readMark(writeMark(mark))).toEqual(mark);
      }),
    );
    const many = Array.from({ length: 1100 }, (_, at) => text(`h${at}`, 'v'));
    expect(readMarks({}, many)).toHaveLength(1000);
    expect(readMark('nothing')).toBeNull();
  });

  test('tell Ponos’ transaction', () => {
    expect(tidIn(bytes({ tid: 't-1' }))).toBe('t-1');
    expect(tidIn(bytes({ originalJobPayload: { tid: 't-2' }, tid: 't-3' }))).toBe('t-2');
    expect(tidIn(bytes(['tid']))).toBeNull();
    expect(tidIn(new TextEncoder().encode('{"tid":'))).toBeNull();
  });
});

test('traces are known in every tracer’s way of writing them', () => {
  expect(traceIn('B3', '80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1')).toBe(
    '80f198ee56343ba864fe8b2a57d3eff7',
  );
  expect(traceIn('X-B3-TraceId', '463AC35C9F6413AD')).toBe('463ac35c9f6413ad');
  expect(traceIn('uber-trace-id', '5af7183fb1d4cf5f:6b221d5bc9e6496c:0:1')).toBe(
    '00000000000000005af7183fb1d4cf5f',
  );
  expect(traceIn('x-datadog-trace-id', '9532127138774266268')).toBe('8448eb211c80319c');
  expect(traceIn('traceparent', '00-00000000000000000000000000000000-00f067aa0ba902b7-01')).toBeNull();
  expect(traceIn('x-request-id', '4bf92f3577b34da6a3ce929d0e0e4736')).toBeNull();
  for (const name of ['constructor', 'toString', '__proto__']) expect(traceIn(name, 'a')).toBeNull();
  expect(traceOf([text('b3', '0'), text('x-datadog-trace-id', '255')])).toBe('00000000000000ff');
});

describe('links of ids', () => {
  const { links, faults } = readIdLinks(
    'trace=https://tempo.example.com/trace/{id} X-Request-Id=https://logs.example.com/?q={id}&a=b\n correlation_id=http://localhost/{id}',
  );

  test('lead where the templates say, escaped', () => {
    expect(faults).toEqual([]);
    expect(
      linkOfHeader(links, text('traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')),
    ).toBe('https://tempo.example.com/trace/4bf92f3577b34da6a3ce929d0e0e4736');
    expect(linkOfHeader(links, text('x-request-id', 'a b&c="<'))).toBe(
      'https://logs.example.com/?q=a%20b%26c%3D%22%3C&a=b',
    );
    expect(linkOfProperty(links, 'correlationId', '../../etc')).toBe('http://localhost/..%2F..%2Fetc');
    expect(linkOfHeader(links, text('other', '1'))).toBeNull();
  });

  test('never leave http, whatever a value holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const link = linkOfHeader(links, text('x-request-id', value));
        if (link !== null) expect(new URL(link).origin).toBe('https://logs.example.com');
      }),
    );
  });

  test('that are faulty are named', () => {
    expect(readIdLinks('trace trace=javascript:alert({id}) tid=https://a.example/').faults).toEqual([
      '“trace” is no name=address',
      'the address of trace must begin with http:// or https://',
      'the address of tid has no {id}',
    ]);
  });
});
