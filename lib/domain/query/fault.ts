// What is wrong with a query: where, what stands there, what was expected. Places count as JavaScript's text does, from 0.
import { cutText } from '#lib/domain/plain-text.ts';

export type QueryFault = { start: number; end: number; found: string; expected: string };

/** Thrown inside of the parser alone. */
export class Faulty extends Error {
  readonly fault: QueryFault;

  constructor(text: string, start: number, end: number, expected: string) {
    super(expected);
    this.fault = { start, end, found: cutText(text.slice(start, end), 60), expected };
  }
}

/** "at character 7, “qeue”: expected …" */
export function sayFault({ start, found, expected }: QueryFault): string {
  return `at character ${start + 1}, ${found === '' ? 'the end' : `“${found}”`}: expected ${expected}`;
}
