// Exchanges and bindings of a vhost, asked of RabbitMQ's management API: within bounds, whatever it answers.
import { z } from 'zod';
import type { Topology } from '#lib/domain/topology.ts';
import { askManagement } from './management.ts';

export const MAX_BINDINGS = 20_000;
const MAX_EXCHANGES = 20_000;
const MAX_BYTES = 32 * 1024 * 1024;

const exchanges = z.array(
  z.object({
    name: z.string(),
    type: z.string(),
    internal: z.boolean(),
    policy: z.string().nullish(),
    arguments: z.record(z.string(), z.unknown()),
  }),
);
const bindings = z.array(
  z.object({
    source: z.string(),
    destination: z.string(),
    destination_type: z.string(),
    routing_key: z.string(),
    arguments: z.record(z.string(), z.unknown()),
  }),
);
const policies = z.array(z.object({ name: z.string(), definition: z.record(z.string(), z.unknown()) }));

/** Throws what fetch throws, and what the API refuses. */
export async function readTopology(managementUrl: string, vhost: string): Promise<Topology> {
  const list = async <Item>(kind: string, schema: z.ZodType<Item>): Promise<Item | null> => {
    const response = await askManagement(managementUrl, `${kind}/${encodeURIComponent(vhost)}`);
    if (!response.ok)
      throw new Error(`RabbitMQ's management API answered ${response.status} for its ${kind}`);
    const text = await readText(response);
    return text === null ? null : schema.parse(JSON.parse(text));
  };
  const told = await list('exchanges', exchanges);
  const bound = await list('bindings', bindings);
  const ruled = await list('policies', policies);
  const cut = { exchanges: [], bindings: [] };
  if (told === null || ruled === null || told.length > MAX_EXCHANGES)
    return { ...cut, cut: 'RabbitMQ has more exchanges than are read here' };
  if (bound === null || bound.length > MAX_BINDINGS)
    return {
      ...cut,
      cut: `RabbitMQ has more bindings than are read here (${MAX_BINDINGS.toLocaleString('en-US')})`,
    };
  const alternates = new Map(ruled.map(({ name, definition }) => [name, definition['alternate-exchange']]));
  return {
    exchanges: told.map(({ name, type, internal, policy, arguments: given }) => ({
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

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Null where it is too long. */
async function readText(response: Response): Promise<string | null> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > MAX_BYTES) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
