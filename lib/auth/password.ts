// Which passwords are taken: long ones that are neither common nor made of what stands beside them.
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { AppError } from '#lib/errors.ts';

/** Of 4: fewer than 10^8 guesses are too few. */
const ENOUGH = 3;
/** Whoever guesses begins with these. */
const OURS = ['letterthief', 'rabbitmq', 'dead', 'letter', 'queue'];

let held: ZxcvbnFactory | undefined;

/** Reading more takes up to a second of everybody's time; who is not good by then is not good. */
const READ = 40;

/** `about`: name and address of whose it is. Throws invalid_input. */
export function checkPassword(password: string, about: readonly string[], field = 'password'): void {
  held ??= new ZxcvbnFactory({ dictionary: { ...dictionary }, graphs: adjacencyGraphs });
  const parts = about.flatMap((one) => [one, ...one.split(/[\s@.]+/)]);
  if (held.check(password.slice(0, READ), [...OURS, ...parts]).score >= ENOUGH) return;
  const why = `${field}: is easy to guess: common words, names and patterns are tried first. Take a few words that have nothing to do with each other`;
  throw new AppError('invalid_input', why, { details: { field } });
}
