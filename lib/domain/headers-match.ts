// Whether headers fit the arguments of a headers binding, as RabbitMQ has it.
import type { Header } from './dead-letter.ts';

/** Null where it cannot be told: the management API does not say enough of such values. */
export function fitsHeaders(wanted: Record<string, unknown>, headers: readonly Header[]): boolean | null {
  const how = wanted['x-match'] ?? 'all';
  const isAny = how === 'any' || how === 'any-with-x';
  const isWithX = how === 'all-with-x' || how === 'any-with-x';
  const results = Object.entries(wanted)
    .filter(([name]) => name !== 'x-match' && (isWithX || !name.startsWith('x-')))
    .map(([name, value]) =>
      fitsOne(
        value,
        headers.find((header) => header.name === name),
      ),
    );
  if (results.includes(isAny)) return isAny;
  return results.includes(null) ? null : !isAny;
}

function fitsOne(value: unknown, header: Header | undefined): boolean | null {
  if (header === undefined) return false;
  // No value asks for the header alone.
  if (value === null || value === undefined) return true;
  if (header.encoding === 'base64' || typeof value === 'object') return null;
  if (typeof value === 'boolean') return header.type === 'boolean' && header.value === value;
  const isNumber = /^u?int|^float$|^double$/.test(header.type);
  if (typeof value === 'number') return isNumber && Number(header.value) === value;
  // Undefined headers are told as words.
  if (value === 'undefined') return null;
  return header.type === 'longstr' && header.value === value;
}
