// Sizes and counts as people read them.

/** "412 B", "1.1 KB", "128 KB", "2.0 MB"; 1 KB is 1024 bytes. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  for (const [unit, size] of [
    ['GB', 1024 ** 3],
    ['MB', 1024 ** 2],
    ['KB', 1024],
  ] as const) {
    if (bytes < size) continue;
    const amount = bytes / size;
    return `${amount >= 100 || (unit === 'KB' && Number.isInteger(amount)) ? Math.round(amount) : amount.toFixed(1)} ${unit}`;
  }
  return `${bytes} B`;
}

/** "1 letter", "1,284 letters". */
export function countInWords(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** "1,284", "about 18,000 open letters". */
export function sayAmount({ count, isExact }: { count: number; isExact: boolean }, one = ''): string {
  const amount = `${isExact ? '' : 'about '}${(isExact ? count : roundTo2(count)).toLocaleString('en-US')}`;
  return one === '' ? amount : `${amount} ${one}${count === 1 ? '' : 's'}`;
}

/** "1 letter matches", "50+ letters match", and counted: "1,284 letters match", "about 18,000 letters match". */
export function sayMatches(
  loaded: number,
  hasMore: boolean,
  counted: { count: number; isExact: boolean } | null,
): string {
  if (!hasMore) return loaded === 1 ? '1 letter matches' : `${loaded.toLocaleString('en-US')} letters match`;
  if (counted === null || counted.count < loaded) return `${loaded.toLocaleString('en-US')}+ letters match`;
  return `${sayAmount(counted)} letters match`;
}

/** An estimate says no more than it knows: two digits. */
function roundTo2(count: number): number {
  return Number(count.toPrecision(2));
}
