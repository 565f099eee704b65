// The wrap of amqplib's codec is there for all, or nothing starts.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

test('with amqplib loaded before its codec could be wrapped, nothing starts: headers would be changed unseen', async () => {
  createRequire(import.meta.url)('amqplib');
  await expect(import('#lib/broker/amqplib.ts')).rejects.toThrow('amqplib was loaded before');
});
