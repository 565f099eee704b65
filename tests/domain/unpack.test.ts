// Packed bodies: what is inside, a bomb that stops, and what is none.
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openPacked } from '#lib/http/unpack.ts';

const text = new TextEncoder().encode('{"packed":true}');
const most = 1024 * 1024;
const open = async (raw: Uint8Array, encoding?: string, isWhole = true) => {
  const opened = await openPacked(raw, encoding, isWhole, most);
  return { ...opened, text: new TextDecoder().decode(opened.bytes) };
};
/** zstd 1.5.4, `zstd -19 --no-check`: "zstd " two hundred times. */
const zstd = Buffer.from('KLUv/QBoZQAAKHpzdGQgAQDgURUt', 'base64');

describe('unpacked', () => {
  test.each([
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate, gzip', gzipSync(deflateSync(text))],
    ['gzip, br;q=1', brotliCompressSync(gzipSync(text))],
  ])('by its encoding: %s', async (encoding, raw) => {
    expect(await open(raw, encoding)).toMatchObject({ text: '{"packed":true}', isWhole: true, fault: null });
  });

  test('by its first bytes where nothing was said', async () => {
    expect((await open(gzipSync(text))).text).toBe('{"packed":true}');
    expect(await open(zstd)).toMatchObject({ text: 'zstd '.repeat(200), fault: null });
    expect((await open(text, 'utf8')).layers).toEqual([]);
  });

  test('no further than the bound', async () => {
    for (const [encoding, raw] of [
      ['gzip', gzipSync(new Uint8Array(50 * most))],
      ['br', brotliCompressSync(new Uint8Array(50 * most))],
      ['gzip, gzip', gzipSync(gzipSync(new Uint8Array(50 * most)))],
    ] as const) {
      const opened = await open(raw, encoding);
      expect(opened).toMatchObject({ isCut: true, isWhole: false, fault: null });
      expect(opened.bytes.length).toBe(most);
    }
  });

  test('as far as it goes where it breaks off, and left as it is where it was never packed', async () => {
    const raw = gzipSync(new TextEncoder().encode(JSON.stringify([...Array(20_000).keys()])));
    const broken = await open(raw.subarray(0, raw.length / 2), 'gzip');
    expect(broken.fault).not.toBeNull();
    expect(broken.text.startsWith('[0,1,2')).toBe(true);
    expect((await open(raw.subarray(0, raw.length / 2), 'gzip', false)).fault).toBeNull();
    expect(await open(text, 'gzip')).toMatchObject({ text: '{"packed":true}', layers: [] });
    expect((await open(text, 'gzip')).fault).not.toBeNull();
  });

  test('a zstd frame that asks for a window of gigabytes is refused, and nonsense is no crash', async () => {
    const greedy = Buffer.from(zstd);
    greedy[4] = 0;
    greedy[5] = 0xff;
    expect((await open(greedy, 'zstd')).fault).toMatch(/window|memory/i);
    for (let at = 4; at < zstd.length; at++) {
      const bent = Buffer.from(zstd);
      bent[at] = bent[at]! ^ 0xff;
      await open(bent, 'zstd');
    }
  });
});
