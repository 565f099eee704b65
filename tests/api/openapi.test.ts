// The document that describes the API: complete, clean, and true of what the routes take.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeApi } from '#lib/http/openapi.ts';
import { allOperations } from '#lib/http/operations/all.ts';

const document = describeApi() as {
  paths: Record<string, Record<string, { operationId: string; responses: object; security?: unknown[] }>>;
};

test('redocly finds nothing to mend', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'letterthief-openapi-'));
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(document));
  const { code, told } = await new Promise<{ code: number; told: string }>((resolve) => {
    const args = ['lint', file, '--format', 'stylish', '--extends', 'recommended'];
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    execFile('node_modules/.bin/redocly', args, { env }, (error, stdout, stderr) =>
      resolve({ code: error ? 1 : 0, told: stdout + stderr }),
    );
  });
  await rm(folder, { recursive: true });
  expect(told).toContain('Your API description is valid');
  expect(told).not.toMatch(/\d+ (warning|error)|explicitly ignored/i);
  expect(code, told).toBe(0);
}, 60_000);

test('every operation stands there once, under its own name', () => {
  const described = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(described.toSorted()).toEqual(allOperations.map(([name]) => name).toSorted());
});

test('what wants a sign-in says so, and what changes something takes an Idempotency-Key', () => {
  for (const [name, { path, method, may, upload }] of allOperations) {
    const described = document.paths[path]![method]!;
    expect(described.security === undefined, name).toBe(may !== 'anyone');
    expect(JSON.stringify(described).includes('"Idempotency-Key"'), name).toBe(
      method !== 'get' && may !== 'anyone' && name !== 'changePassword' && upload === undefined,
    );
  }
});

test('nothing refers to what is not there', () => {
  const text = JSON.stringify(document);
  const referred = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]!.split('/'));
  expect(referred.length).toBeGreaterThan(50);
  for (const way of referred) {
    const found = way.reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    expect(found, way.join('/')).toBeDefined();
  }
});
