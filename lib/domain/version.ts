/** As in package.json; tests/architecture.test.ts compares. */
export const VERSION = '0.1.0';
