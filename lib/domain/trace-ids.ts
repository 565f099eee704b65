// Trace ids, as tracers write them into headers.
import type { Header } from './dead-letter.ts';

const HEX = /^[0-9a-f]{16}([0-9a-f]{16})?$/;

/** By header: how its value names the trace. All in lower case: some clients bend the names. */
const readers: Record<string, (value: string) => string | undefined> = {
  // W3C Trace Context §3.2: version-trace-parent-flags
  traceparent: (value) => /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(value)?.[1],
  // openzipkin/b3-propagation: trace-span-sampled-parent
  b3: (value) => /^([0-9a-f]{16,32})-[0-9a-f]{16}/.exec(value)?.[1],
  'x-b3-traceid': (value) => value,
  // Jaeger: trace:span:parent:flags
  'uber-trace-id': (value) => /^([0-9a-f]{1,32}):/.exec(value)?.[1]?.padStart(32, '0'),
  // Datadog writes the lower 64 bits as a decimal.
  'x-datadog-trace-id': (value) => (/^\d{1,20}$/.test(value) ? toHex(value) : undefined),
};

/** 32 or 16 hex digits; of a letter with several the one that is written first in this list. */
export function traceOf(headers: readonly Header[]): string | null {
  for (const name of Object.keys(readers)) {
    const header = headers.find((one) => one.name.toLowerCase() === name);
    const trace = header === undefined ? null : traceIn(name, String(header.value));
    if (trace !== null) return trace;
  }
  return null;
}

/** The trace that one header's value names; null for any other header. */
export function traceIn(name: string, value: string): string | null {
  const known = name.toLowerCase();
  // A header may be called “constructor”.
  const trace = Object.hasOwn(readers, known) ? readers[known]?.(value.toLowerCase()) : undefined;
  return trace !== undefined && HEX.test(trace) && !/^0+$/.test(trace) ? trace : null;
}

function toHex(decimal: string): string | undefined {
  const value = BigInt(decimal);
  return value < 2n ** 64n ? value.toString(16).padStart(16, '0') : undefined;
}
