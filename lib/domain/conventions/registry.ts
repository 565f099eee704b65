// All conventions that LetterThief knows. A letter that fits two takes the more certain one; of equals the one that stands first.
import { readFieldTable } from '#lib/domain/field-table.ts';
import { findEntries, wantNames } from '#lib/domain/find-entries.ts';
import { findHeaders } from '#lib/domain/properties.ts';
import { seekKeys } from './body-keys.ts';
import { brighter } from './brighter.ts';
import { celery } from './celery.ts';
import { readClues, type Letter } from './clues.ts';
import type { Clues, Convention, Understanding } from './convention.ts';
import { dramatiq } from './dramatiq.ts';
import { easyNetQ } from './easy-net-q.ts';
import { kicks } from './kicks.ts';
import { laravel } from './laravel.ts';
import { massTransit } from './mass-transit.ts';
import { nServiceBus } from './n-service-bus.ts';
import { nest } from './nest.ts';
import { pigeon } from './pigeon.ts';
import { ponos } from './ponos.ts';
import { rascal } from './rascal.ts';
import { rebus } from './rebus.ts';
import { spring } from './spring.ts';
import { symfony } from './symfony.ts';
import { symfonyPhp } from './symfony-php.ts';
import { taskiq } from './taskiq.ts';
import { watermill } from './watermill.ts';
import { wolverine } from './wolverine.ts';

const all: readonly Convention[] = [
  spring,
  massTransit,
  nServiceBus,
  rebus,
  easyNetQ,
  ponos,
  kicks,
  rascal,
  symfony,
  symfonyPhp,
  laravel,
  wolverine,
  watermill,
  brighter,
  celery,
  dramatiq,
  taskiq,
  pigeon,
  nest,
];

/** Most certain first: the first that recognises a letter is taken. */
export const conventions: readonly Convention[] = all.toSorted((a, b) => b.certainty - a.certainty);

/** All headers that some convention reads, x-death among them. */
export const readHeaders: ReadonlySet<string> = new Set([
  'x-death',
  ...conventions.flatMap(({ reads }) => reads),
]);

/** Keys of the bodies that some convention reads. */
export const bodyKeys = seekKeys(conventions.flatMap((one) => one.bodyKeys ?? []));

const read = wantNames(readHeaders);

// A bit a convention, at its place among them: most letters need not be shown to most conventions.
const bitsOf = (fits: (convention: Convention) => boolean) =>
  conventions.reduce((bits, one, place) => (fits(one) ? bits | (1 << place) : bits), 0);
const byBody = bitsOf((one) => one.bodyKeys !== undefined);
const unmarked = bitsOf((one) => one.marks === undefined && one.bodyKeys === undefined);
const byMark = new Map(
  conventions
    .flatMap((one) => one.marks ?? [])
    .map((mark) => [mark, bitsOf((one) => one.marks?.includes(mark) ?? false)]),
);

/** A letter as all conventions read it. */
export function readLetter(letter: Letter): Clues {
  const table = findHeaders(letter.propertyBytes);
  const headers = table === null ? [] : readFieldTable(findEntries(table, read));
  return readClues(letter, { headers }, bodyKeys);
}

/** Null where none fits: then x-death alone tells. Total: a parser that fails has not recognised anything. */
export function understand(clues: Clues): Understanding | null {
  let marked = unmarked;
  for (const { name } of clues.headers) marked |= byMark.get(name) ?? 0;
  // Once a letter: counted, since pairs of place and convention would be made each time.
  for (let place = 0; place < conventions.length; place += 1) {
    const convention = conventions[place]!;
    const bit = 1 << place;
    if (!(marked & bit) && !(byBody & bit && clues.object !== null)) continue;
    const understood = recognise(convention, clues);
    if (understood !== null) return { convention: convention.name, ...understood };
  }
  return null;
}

function recognise(convention: Convention, clues: Clues): Omit<Understanding, 'convention'> | null {
  try {
    return convention.recognise(clues);
  } catch {
    return null;
  }
}
