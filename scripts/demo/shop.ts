// The sample shop's data: invented orders, the same in every run.

export type Order = {
  orderId: string;
  placedAt: string;
  customer: { id: number; name: string; email: string };
  lines: { sku: string; name: string; quantity: number; unitPrice: number }[];
  total: number;
  currency: 'EUR';
  billingAddress: { street: string; city: string; country: string } | null;
};

/** A source of order after order; the same `seed` gives the same ones. */
export type Shop = {
  nextOrder(): Order;
  /** A whole number from `from` to `to`. */
  between(from: number, to: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** One item after the other, from the first on. */
  takeTurn<Item>(items: readonly Item[]): Item;
  /** `length` bytes that look random. */
  bytes(length: number): Buffer;
  uuid(): string;
};

const people = [
  'Ada Brunn',
  'Ilja Morane',
  'Noor Tavish',
  'Wim Castell',
  'Runa Delmar',
  'Oke Saar',
  'Lio Fennick',
];
const streets = ['Lindenweg', 'Harbour Road', 'Rue du Four', 'Via Piana', 'Kanaalstraat'];
const cities = [
  { city: 'Bremen', country: 'DE' },
  { city: 'Gent', country: 'BE' },
  { city: 'Turku', country: 'FI' },
  { city: 'Porto', country: 'PT' },
];
export const goods = [
  { sku: 'KET-0117', name: 'Enamel kettle, 1.7 l', unitPrice: 42.9 },
  { sku: 'LMP-2203', name: 'Reading lamp, brass', unitPrice: 89 },
  { sku: 'TWL-0450', name: 'Linen towel, set of 3', unitPrice: 27.5 },
  { sku: 'CHR-1100', name: 'Folding chair, beech', unitPrice: 64.95 },
  { sku: 'MUG-0032', name: 'Stoneware mug', unitPrice: 12.4 },
];

export function openShop(seed: number): Shop {
  const random = makeRandom(seed);
  const between = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  const pick = <Item>(items: readonly Item[]) => items[between(0, items.length - 1)] as Item;
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => between(0, 255)));
  const turns = new Map<readonly unknown[], number>();
  let orderNumber = 48_210;

  function nextOrder(): Order {
    orderNumber += between(1, 4);
    const name = pick(people);
    const lines = Array.from({ length: between(1, 3) }, () => ({ ...pick(goods), quantity: between(1, 4) }));
    const total = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0);
    return {
      orderId: `A-${orderNumber}`,
      placedAt: new Date().toISOString(),
      customer: {
        id: between(1000, 9999),
        name,
        email: `${name.toLowerCase().replace(' ', '.')}@example.com`,
      },
      lines,
      total: Math.round(total * 100) / 100,
      currency: 'EUR',
      billingAddress: { street: `${pick(streets)} ${between(1, 120)}`, ...pick(cities) },
    };
  }

  function takeTurn<Item>(items: readonly Item[]): Item {
    const turn = turns.get(items) ?? 0;
    turns.set(items, turn + 1);
    return items[turn % items.length] as Item;
  }

  function uuid(): string {
    const hex = bytes(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  return { nextOrder, between, pick, takeTurn, bytes, uuid };
}

/** mulberry32: small, even enough, and the same everywhere. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
