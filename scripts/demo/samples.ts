// What the sample shop publishes, by kind; each kind dies in its own way (see consumers.ts and topology.ts).
import { gzipSync } from 'node:zlib';
import { failArchive } from './failures.ts';
import { event, type Sample } from './sample.ts';
import { makeCatalog, makePicture, makeScan } from './sample-bodies.ts';
import { sampleCelery, sampleLaravel, sampleNest, samplePigeon } from './sample-frameworks.ts';
import type { Shop } from './shop.ts';
import { goods } from './shop.ts';
import { deadLetterExchange } from './topology.ts';
import { Decimal } from './wire-values.ts';

export type Kind = keyof typeof samples;

/** One message of each kind; mail comes in threes, since only a queue that is full drops one. */
export const samples = {
  billing: (shop: Shop) => sampleOrder(shop, 'order.placed', shop.between(1, 4) > 1),
  stock: (shop: Shop) => sampleOrder(shop, 'order.reserved', false),
  shipping: samplePigeon,
  mail: (shop: Shop) => [sampleLaravel(shop), sampleLaravel(shop), sampleLaravel(shop)],
  search: sampleCatalogChange,
  thumbnail: sampleUpload,
  scan: sampleScan,
  catalog: sampleCatalog,
  invoice: sampleInvoice,
  label: sampleParcel,
  push: sampleNest,
  report: sampleCelery,
  archive: sampleArchive,
  ticket: sampleTicket,
} satisfies Record<string, (shop: Shop) => Sample | Sample[]>;

function sampleOrder(shop: Shop, routingKey: string, isAddressMissing: boolean): Sample {
  const order = shop.nextOrder();
  if (isAddressMissing) order.billingAddress = null;
  return event(
    shop,
    { exchange: 'orders', routingKey, type: 'shop.orders.OrderPlaced', correlationId: order.orderId },
    order,
  );
}

function sampleCatalogChange(shop: Shop): Sample {
  const { sku, name, unitPrice } = shop.pick(goods);
  const change = { sku, name, unitPrice, description: `${name}. `.repeat(40), stock: shop.between(0, 200) };
  const { envelope, body } = event(
    shop,
    { exchange: 'shop', routingKey: `catalog.changed.${sku.toLowerCase()}` },
    change,
  );
  return { envelope: { ...envelope, contentEncoding: 'gzip' }, body: gzipSync(body) };
}

function sampleUpload(shop: Shop): Sample {
  const envelope = {
    exchange: 'shop',
    routingKey: 'media.uploaded',
    headers: { filename: `${shop.pick(goods).sku}.png` },
  };
  return {
    envelope: { ...event(shop, envelope, null).envelope, contentType: 'image/png' },
    body: makePicture(shop),
  };
}

function sampleScan(shop: Shop): Sample {
  const envelope = { exchange: 'shop', routingKey: 'warehouse.scanned', type: 'shop.warehouse.v2.Scan' };
  return {
    envelope: { ...event(shop, envelope, null).envelope, contentType: 'application/x-protobuf' },
    body: makeScan(shop),
  };
}

function sampleCatalog(shop: Shop): Sample {
  return event(
    shop,
    { exchange: 'shop', routingKey: 'catalog.received', headers: { supplier: 'Hollands & Sons' } },
    makeCatalog(shop),
  );
}

function sampleInvoice(shop: Shop): Sample {
  const { orderId, total, currency } = shop.nextOrder();
  const invoice = {
    invoice: `R-2026-${shop.between(10_000, 99_999)}`,
    orderId,
    total,
    currency,
    layout: 'letter-de',
  };
  return event(shop, { exchange: 'shop', routingKey: 'invoice.due', priority: 3 }, invoice);
}

/** Headers of every type that a Java client would send. */
function sampleParcel(shop: Shop): Sample {
  const { orderId, lines } = shop.nextOrder();
  const grams = shop.between(300, 9000);
  const headers = {
    'shipment-id': 9_007_199_254_740_993n + BigInt(shop.between(0, 9999)),
    'packed-at': new Date(),
    'weight-kg': grams / 1000,
    insured: new Decimal(2, shop.between(2000, 90_000)),
    fragile: grams < 2000,
    'label-sha1': shop.bytes(20),
    'pickup-window': null,
    route: ['BRE-2', 'HAJ-1', shop.pick(['GNT-4', 'TKU-1', 'OPO-3'])],
    carrier: {
      name: 'Nordpost',
      service: 'parcel-2kg',
      contract: { id: 4_400_211, since: new Date('2024-03-01') },
    },
    'priority-lane': 3,
  };
  const parcel = { orderId, parcels: 1, grams, lines: lines.length };
  return {
    ...event(shop, { exchange: 'shop', routingKey: 'parcel.packed', headers }, parcel),
    isExact: true,
  };
}

/** Straight to the dead-letter exchange, as Spring's RepublishMessageRecoverer does: no x-death. */
function sampleArchive(shop: Shop): Sample {
  const invoice = `R-2026-${shop.between(10_000, 99_999)}`;
  const { message, stack } = failArchive(invoice);
  const headers = {
    'x-exception-message': message,
    'x-exception-stacktrace': stack,
    'x-original-exchange': 'shop',
    'x-original-routingKey': 'invoice.rendered',
  };
  const envelope = { exchange: deadLetterExchange, routingKey: 'error.invoice.rendered', headers };
  return event(shop, envelope, {
    invoice,
    sha256: shop.bytes(32).toString('hex'),
    pages: shop.between(1, 4),
  });
}

const subjects = [
  'Kettle arrived without lid',
  '<!channel> PLEASE answer!! <b>refund</b> & apology',
  'Where is A-48213? \u202Eyadot dediv',
];

function sampleTicket(shop: Shop): Sample {
  const ticket = {
    ticket: shop.between(70_000, 79_999),
    subject: shop.takeTurn(subjects),
    language: shop.pick(['en', 'de', 'nl']),
  };
  return event(shop, { exchange: 'shop', routingKey: 'ticket.opened' }, ticket);
}
