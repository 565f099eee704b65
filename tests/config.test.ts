// Settings: all faults at once, no value shown.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '#lib/config.ts';

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('with nothing set, everything has a default', () => {
  expect(readConfig({})).toMatchObject({
    databaseUrl: undefined,
    deadLetterQueues: null,
    slack: null,
    publicUrl: 'http://127.0.0.1:3000',
    maxHeldBytes: 128 * 1024 * 1024,
  });
});

test('all faults are listed together', () => {
  const faults = faultsOf({
    PORT: 'x',
    AMQP_URL: 'http://rabbit',
    LOG_LEVEL: 'loud',
    MAX_HELD_MB: '1',
    LETTERTHIEF_SECRET: 'short',
  });
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    'AMQP_URL',
    'PORT',
    'LETTERTHIEF_SECRET',
    'MAX_HELD_MB',
    'LOG_LEVEL',
  ]);
});

test('no value is shown in a fault', () => {
  const faults = faultsOf({ DATABASE_URL: 'mysql://u:hush@db', SLACK_BOT_TOKEN: 'xoxb-hush', PORT: 'hush' });
  expect(faults.length).toBeGreaterThan(1);
  expect(faults.join()).not.toContain('hush');
});

test('a secret may come from a file, but not twice', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'config-')), 'token');
  writeFileSync(path, 'xoxb-1\n');
  expect(readConfig({ SLACK_BOT_TOKEN_FILE: path, SLACK_CHANNEL: 'C1' }).slack?.token).toBe('xoxb-1');
  expect(faultsOf({ SLACK_BOT_TOKEN_FILE: path, SLACK_BOT_TOKEN: 'a', SLACK_CHANNEL: 'C1' })).toHaveLength(1);
  expect(faultsOf({ DATABASE_URL_FILE: '/nowhere/at/all' })).toEqual([
    'DATABASE_URL_FILE cannot be read (ENOENT)',
  ]);
});

test('the demo, which signs everybody in, is not for an address that others can reach', () => {
  expect(faultsOf({ HOST: '0.0.0.0' })).toEqual([]);
  expect(faultsOf({ HOST: '0.0.0.0', LETTERTHIEF_DEMO: '1' })).toHaveLength(1);
  expect(faultsOf({ HOST: '::1', LETTERTHIEF_DEMO: '1' })).toEqual([]);
});

test('a secret has 32 characters at least, and may lie in a file', () => {
  expect(faultsOf({ LETTERTHIEF_SECRET: 'short' })).toHaveLength(1);
  expect(readConfig({ LETTERTHIEF_SECRET: 's'.repeat(32) }).secret).toHaveLength(32);
});

test('queues are named once and never empty', () => {
  expect(readConfig({ DEAD_LETTER_QUEUES: 'a, b,a' }).deadLetterQueues).toEqual(['a', 'b']);
  expect(faultsOf({ DEAD_LETTER_QUEUES: 'a,,b' })).toHaveLength(1);
  expect(
    readConfig({ DEAD_LETTER_EXCHANGES: 'worker.errored, orders.dlx=dead' }).deadLetterExchanges,
  ).toEqual([
    { exchange: 'worker.errored', routingKey: '#' },
    { exchange: 'orders.dlx', routingKey: 'dead' },
  ]);
  expect(faultsOf({ DEAD_LETTER_EXCHANGES: ',x' })).toHaveLength(1);
  expect(faultsOf({ DEAD_LETTER_EXCHANGES: 'x', DEAD_LETTER_QUEUES: 'a' })).toHaveLength(1);
});
