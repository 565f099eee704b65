// The message as JSON for a test: nothing is lost. Headers as the REST API has them; what is not UTF-8 as base64.
import { toBase64 } from '#lib/domain/bytes.ts';
import { sayDecimal, type ExactHeader, type ExactValue, type Words } from './exact-headers.ts';
import { type BodyForm, type Message } from './message.ts';
import { sayUnseen } from './literals.ts';
import { bodyFile } from './targets.ts';

export function writeFixture({ exchange, routingKey, properties, headers, body }: Message): string {
  const fixture = {
    exchange,
    routingKey: sayWords(routingKey),
    properties: Object.fromEntries(
      properties.map(({ name, value }) => [
        name,
        typeof value === 'bigint' ? String(value) : sayProperty(value),
      ]),
    ),
    headers: headers.map(sayHeader),
    ...sayBody(body),
  };
  return `${sayUnseen(JSON.stringify(fixture, null, 2))}\n`;
}

function sayBody(body: BodyForm): { body: string; bodyEncoding: 'utf-8' | 'base64' | 'file' } {
  if (body.kind === 'text') return { body: body.text, bodyEncoding: 'utf-8' };
  if (body.kind === 'base64') return { body: body.base64, bodyEncoding: 'base64' };
  return { body: bodyFile, bodyEncoding: 'file' };
}

function sayProperty(value: Words | number): unknown {
  return typeof value === 'number' ? value : sayWords(value);
}

function sayWords(words: Words): unknown {
  return typeof words === 'string' ? words : { base64: toBase64(words) };
}

function sayHeader({ name, value }: ExactHeader): object {
  return { name: sayWords(name), ...sayValue(value) };
}

function sayValue(exact: ExactValue): object {
  const { type, value } = exact;
  if (type === 'table') return { type, value: value.map(sayHeader) };
  if (type === 'array') return { type, value: value.map(sayValue) };
  if (type === 'longstr' && typeof value !== 'string')
    return { type, value: toBase64(value), encoding: 'base64' };
  if (type === 'unknown') return { type, value: toBase64(value), encoding: 'base64' };
  if (type === 'bytes') return { type, value: toBase64(value) };
  if (type === 'decimal') return { type, value: sayDecimal(value) };
  if (typeof value === 'bigint') return { type, value: String(value) };
  return { type, value: Object.is(value, -0) ? '-0' : value };
}
