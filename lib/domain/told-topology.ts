// What RabbitMQ's management API answers of exchanges, bindings and policies, in our words.
import { z } from 'zod';
import type { Topology } from './topology.ts';

export const MAX_BINDINGS = 20_000;
const MAX_EXCHANGES = 20_000;

const table = z.record(z.string(), z.unknown());
const exchanges = z.array(
  z.object({
    name: z.string(),
    type: z.string(),
    internal: z.boolean(),
    policy: z.string().nullish(),
    arguments: table,
  }),
);
const bindings = z.array(
  z.object({
    source: z.string(),
    destination: z.string(),
    destination_type: z.string(),
    routing_key: z.string(),
    arguments: table,
  }),
);
const policies = z.array(z.object({ name: z.string(), definition: table }));

/** Its answers as JSON; null for one that was too long to be read. Throws where they are not what it answers. */
export function readToldTopology(told: {
  exchanges: unknown;
  bindings: unknown;
  policies: unknown;
}): Topology {
  if (told.exchanges === null || told.policies === null) return cutFor('exchanges', MAX_EXCHANGES);
  if (told.bindings === null) return cutFor('bindings', MAX_BINDINGS);
  const all = exchanges.parse(told.exchanges);
  const bound = bindings.parse(told.bindings);
  if (all.length > MAX_EXCHANGES) return cutFor('exchanges', MAX_EXCHANGES);
  if (bound.length > MAX_BINDINGS) return cutFor('bindings', MAX_BINDINGS);
  const alternates = new Map(
    policies.parse(told.policies).map(({ name, definition }) => [name, definition['alternate-exchange']]),
  );
  return {
    exchanges: all.map(({ name, type, internal, policy, arguments: given }) => ({
      name,
      type,
      isInternal: internal,
      // The argument counts before the policy.
      alternate: textOf(given['alternate-exchange'] ?? (policy ? alternates.get(policy) : undefined)),
    })),
    bindings: bound.map((one) => ({
      source: one.source,
      to: { kind: one.destination_type === 'queue' ? 'queue' : 'exchange', name: one.destination },
      key: one.routing_key,
      arguments: one.arguments,
    })),
    cut: null,
  };
}

/** n.b. Of a part of them nothing can be told. */
function cutFor(what: string, most: number): Topology {
  const cut = `RabbitMQ has more ${what} than are read here (${most.toLocaleString('en-US')})`;
  return { exchanges: [], bindings: [], cut };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
