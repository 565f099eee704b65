// Bodies that are not small JSON: a picture, a protobuf message, a catalogue of two megabytes.
import { crc32, deflateSync } from 'node:zlib';
import type { Shop } from './shop.ts';
import { goods } from './shop.ts';

const CATALOG_BYTES = 2 * 1024 * 1024;
const PICTURE_SIZE = 64;

/** A PNG of 64 × 64 pixels with soft diagonal bands. */
export function makePicture(shop: Shop): Buffer {
  const [red, green, blue] = [shop.between(60, 200), shop.between(60, 200), shop.between(60, 200)];
  const rows = Array.from({ length: PICTURE_SIZE }, (_, y) => {
    const pixels = Array.from({ length: PICTURE_SIZE }, (__, x) => {
      const light = 40 * Math.sin((x + y) / 6);
      return [red + light, green + light, blue + light].map((part) =>
        Math.max(0, Math.min(255, Math.round(part))),
      );
    });
    return [0, ...pixels.flat()];
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(PICTURE_SIZE, 0);
  header.writeUInt32BE(PICTURE_SIZE, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = [
    makeChunk('IHDR', header),
    makeChunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    makeChunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
}

function makeChunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

/** message Scan { string sku = 1; uint32 shelf = 2; fixed64 scanned_at_us = 3; bytes device = 4; } */
export function makeScan(shop: Shop): Buffer {
  const sku = Buffer.from(shop.pick(goods).sku);
  const shelf = shop.between(128, 9999);
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(BigInt(Date.now()) * 1000n);
  const device = shop.bytes(12);
  return Buffer.concat([
    Buffer.from([0x0a, sku.length]),
    sku,
    Buffer.from([0x10, (shelf & 0x7f) | 0x80, shelf >> 7, 0x19]),
    time,
    Buffer.from([0x22, device.length]),
    device,
  ]);
}

/** A supplier's catalogue, just over two megabytes of JSON. */
export function makeCatalog(shop: Shop): unknown {
  const articles: unknown[] = [];
  for (let bytes = 0, number = 1; bytes < CATALOG_BYTES; number += 1) {
    const { name, unitPrice } = shop.pick(goods);
    const article = {
      number: `HS-${String(number).padStart(6, '0')}`,
      name: `${name}, variant ${number}`,
      prices: [
        { from: 1, each: unitPrice },
        { from: 50, each: Math.round(unitPrice * 85) / 100 },
      ],
      ean: 4_000_000_000_000 + number * 7919,
      text: `${name} in variant ${number}: made to last, repaired rather than replaced, packed in paper.`,
    };
    bytes += JSON.stringify(article).length + 1;
    articles.push(article);
  }
  return { supplier: 'Hollands & Sons', valid: '2027-01', articles };
}
