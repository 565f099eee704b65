/** What understanding costs: the letters of the bench and those of every framework, each one another, so that nothing is remembered. */
import { decode } from '#lib/domain/decode.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { findHeaders } from '#lib/domain/properties.ts';
import { conventionLetters } from '#tests/domain/convention-letters.ts';
import { deathIn, delivery, text } from '#tests/letters.ts';
import { entry, joinBytes, properties, sized } from '#tests/wire.ts';
import { makeLetter } from './letters.ts';
import type { Options } from './options.ts';

const WARM_UP = 5000;

export type DecodeResult = { microsecondsPerLetter: number; timesParsingTheBody: number };

/** Half of them as plain services publish them, half as frameworks leave them. */
export function benchDecode({ letters: count, runs }: Options): DecodeResult {
  const letters = Array.from({ length: Math.min(count, 20_000) }, (_, number) => makeDelivery(number));
  letters.slice(0, WARM_UP).forEach(decode);
  const costs: DecodeResult[] = [];
  for (let run = 0; run < runs; run++) {
    const own = time(() => letters.forEach(decode));
    const beside = time(() => letters.forEach(({ body }) => JSON.parse(Buffer.from(body).toString())));
    costs.push({
      microsecondsPerLetter: (own * 1000) / letters.length,
      timesParsingTheBody: own / beside,
    });
  }
  const [middle] = costs
    .toSorted((a, b) => a.microsecondsPerLetter - b.microsecondsPerLetter)
    .slice(runs >> 1);
  const { microsecondsPerLetter, timesParsingTheBody } = middle!;
  console.log(
    `understanding: ${microsecondsPerLetter.toFixed(1)} µs a letter, ${timesParsingTheBody.toFixed(1)} × parsing its body as JSON`,
  );
  return { microsecondsPerLetter, timesParsingTheBody };
}

/** `id` is a header that a convention reads, and another one in each letter. */
function makeDelivery(number: number): Delivery {
  const { body, headers } = makeLetter(number);
  const own = text('id', `letter ${number}`);
  if (number % 2 === 0) {
    const ten = Object.entries(headers).map(([name, value]) => text(name, String(value)));
    const table = joinBytes(...ten, own, deathIn('orders.billing'));
    return { ...delivery({ body }), propertyBytes: properties({ headers: sized(table) }) };
  }
  const { letter } = conventionLetters[(number >> 1) % conventionLetters.length]!;
  const table = findHeaders(letter.propertyBytes) ?? new Uint8Array();
  const isJson = letter.body[0] === 0x7b;
  // To a kilobyte, as the others.
  const padded = isJson
    ? Buffer.from(
        JSON.stringify({ ...(JSON.parse(Buffer.from(letter.body).toString()) as object), ...padding }),
      )
    : body;
  return {
    ...letter,
    body: padded,
    propertyBytes: properties({ headers: sized(joinBytes(table, own, entry('n', 'V'))) }),
  };
}

const padding = { note: 'x'.repeat(700) };

/** In milliseconds. */
function time(run: () => void): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}
