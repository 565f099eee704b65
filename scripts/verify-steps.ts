/** What `npm run verify` runs, and `npm test` first: seconds, no services. */
export const verifySteps: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['format', 'node_modules/.bin/prettier', ['--check', '--log-level', 'warn', '.']],
  ['lint', 'node_modules/.bin/oxlint', ['--deny-warnings']],
  ['types', 'node_modules/.bin/tsc', ['-p', '.']],
  ['architecture', 'node_modules/.bin/vitest', ['run', 'tests/architecture.test.ts']],
  ['pure', 'node_modules/.bin/vitest', ['run', 'tests/domain/', 'tests/config.test.ts']],
];
