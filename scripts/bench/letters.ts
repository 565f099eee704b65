/** The letters of the bench: 1 KB of JSON as a shop writes it and ten headers, each letter another, every time the same. */
import { gzipSync } from 'node:zlib';
import { makeRandom, type Random } from './random.ts';

export const BODY_BYTES = 1024;

export type BenchLetter = {
  body: Buffer;
  headers: Record<string, string | number | boolean>;
  messageId: string;
  correlationId: string;
  /** Seconds since 1970. */
  timestamp: number;
};

const SEED = 20261121;
const FIRST_DAY_S = Date.UTC(2026, 0, 1) / 1000;
const YEAR_S = 365 * 86_400;
const given =
  'Mila Jonas Amélie Kenji Zoë Luca Priya Omar Ingrid Tomáš Noor Felix Aylin Mateo Saoirse Björn'.split(' ');
const family =
  'Okafor Lindqvist Moreau Yamada Haddad Novák García Schneider Rossi Patel Öztürk Kowalska Byrne'.split(' ');
const streets = 'Hauptstraße,Rue Oberkampf,Calle Mayor,Linden Row,Via Garibaldi,Kungsgatan,Ash Lane'.split(
  ',',
);
const cities = 'Köln,Lyon,Sevilla,Leeds,Torino,Göteborg,Kraków,Porto,Gent,Brno,Cork,Aarhus,Graz'.split(',');
const goods =
  'kettle,desk lamp,wool scarf,bike pump,notebook A5,oak shelf,tea tin,headphones,rain coat,wall clock'.split(
    ',',
  );
const words =
  'please leave the parcel with our neighbour at number if nobody answers bell is broken call before noon back door gift wrap no invoice second floor thank you'.split(
    ' ',
  );
const services = 'checkout web-shop mobile-api partner-gateway nightly-import'.split(' ');

/** The letter of this number. */
export function makeLetter(number: number): BenchLetter {
  const random = makeRandom(SEED + number * 7919);
  const at = FIRST_DAY_S + random.int(YEAR_S);
  const correlationId = random.uuid();
  return {
    body: makeBody(random, number, at),
    headers: {
      'trace-id': random.hex(32),
      'span-id': random.hex(16),
      'tenant-id': `t-${random.int(5_000)}`,
      'user-id': random.uuid(),
      'schema-version': random.int(9),
      'published-by': `${random.pick(services)}-${random.hex(5)}`,
      'published-at': isoOf(at, random),
      'is-test': false,
      'attempt-count': random.int(4),
      locale: random.pick(['de-DE', 'fr-FR', 'es-ES', 'en-GB', 'it-IT', 'sv-SE']),
    },
    messageId: random.uuid(),
    correlationId,
    timestamp: at,
  };
}

/** What gzip makes of one body and of a thousand in a row, as shares of their size. */
export function measureEntropy(): { ofOne: number; ofThousand: number } {
  const bodies = Array.from({ length: 1000 }, (_, number) => makeLetter(number).body);
  const single = bodies.slice(0, 100).reduce((sum, body) => sum + gzipSync(body).byteLength, 0);
  return {
    ofOne: single / (100 * BODY_BYTES),
    ofThousand: gzipSync(Buffer.concat(bodies)).byteLength / (1000 * BODY_BYTES),
  };
}

function makeBody(random: Random, number: number, at: number): Buffer {
  const name = `${random.pick(given)} ${random.pick(family)}`;
  const items = Array.from({ length: 2 + random.int(2) }, () => makeItem(random));
  const order = {
    orderId: random.uuid(),
    number: `SO-${100_000_000 + number}`,
    placedAt: isoOf(at, random),
    customer: {
      id: random.uuid(),
      name,
      email: `${name.split(' ')[0]?.toLowerCase()}.${random.hex(6)}@mail.example`,
      phone: `+${10 + random.int(89)} ${100 + random.int(900)} ${1_000_000 + random.int(9_000_000)}`,
    },
    shipTo: {
      street: `${random.pick(streets)} ${1 + random.int(240)}`,
      postcode: String(10_000 + random.int(90_000)),
      city: random.pick(cities),
    },
    items,
    total: items.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0) / 100,
    currency: 'EUR',
    payment: { method: random.pick(['card', 'paypal', 'invoice', 'sepa']), token: random.hex(40) },
    note: '',
  };
  let left = BODY_BYTES - Buffer.byteLength(JSON.stringify(order));
  while (left > 0) {
    const word = ` ${random.int(3) === 0 ? random.int(10_000) : random.pick(words)}`.slice(0, left);
    order.note += word;
    left -= word.length;
  }
  return Buffer.from(JSON.stringify(order));
}

function makeItem(random: Random): {
  sku: string;
  title: string;
  quantity: number;
  cents: number;
  reservation: string;
} {
  return {
    sku: `${random.hex(4).toUpperCase()}-${random.int(100_000)}`,
    title: random.pick(goods),
    quantity: 1 + random.int(5),
    cents: 199 + random.int(30_000),
    reservation: random.uuid(),
  };
}

function isoOf(seconds: number, random: Random): string {
  return new Date(seconds * 1000 + random.int(1000)).toISOString();
}
