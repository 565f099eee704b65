// Which queues a message reaches that is published to an exchange: RabbitMQ's routing, walked over a snapshot of its bindings.
import type { Header } from './dead-letter.ts';
import { fitsHeaders } from './headers-match.ts';
import { fitsTopic } from './topic-match.ts';
import type { Binding, Exchange, Topology } from './topology.ts';

export type Routed = {
  exchange: string;
  routingKey: string;
  /** Null where they are not known: only a headers exchange asks for them. */
  headers: readonly Header[] | null;
};

export type Reach = { queues: string[] } | { unknown: string };

/** Made once for each snapshot. */
export type TopologyIndex = {
  exchanges: ReadonlyMap<string, Exchange>;
  bindings: ReadonlyMap<string, Binding[]>;
  cut: string | null;
};

export function indexTopology({ exchanges, bindings, cut }: Topology): TopologyIndex {
  const bySource = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const known = bySource.get(binding.source);
    if (known) known.push(binding);
    else bySource.set(binding.source, [binding]);
  }
  return { exchanges: new Map(exchanges.map((one) => [one.name, one])), bindings: bySource, cut };
}

/** The names of the queues, in order. */
export function findReach(index: TopologyIndex, message: Routed): Reach {
  if (index.cut !== null) return { unknown: index.cut };
  const first = index.exchanges.get(message.exchange);
  if (message.exchange !== '' && first === undefined)
    return { unknown: `there is no exchange ${message.exchange}` };
  if (first?.isInternal) return { unknown: `${message.exchange} is internal: nobody may publish to it` };
  const queues = new Set<string>();
  const seen = new Set([message.exchange]);
  for (const name of seen) {
    const found = routeOnce(index, name, message);
    if ('unknown' in found) return found;
    const { to } = found;
    const alternate = index.exchanges.get(name)?.alternate ?? null;
    if (to.length === 0 && alternate !== null) seen.add(alternate);
    for (const one of to) (one.kind === 'queue' ? queues : seen).add(one.name);
  }
  return { queues: [...queues].toSorted() };
}

/** Where one exchange sends it. One that is not there sends it nowhere. */
function routeOnce(
  { exchanges, bindings }: TopologyIndex,
  name: string,
  { routingKey, headers }: Routed,
): { to: Binding['to'][] } | { unknown: string } {
  const bound = bindings.get(name) ?? [];
  const type = name === '' ? 'direct' : exchanges.get(name)?.type;
  const those = (fits: (binding: Binding) => boolean) => ({ to: bound.filter(fits).map(({ to }) => to) });
  if (type === undefined) return { to: [] };
  if (type === 'fanout') return those(() => true);
  if (type === 'direct') return those(({ key }) => key === routingKey);
  if (type === 'topic') return those(({ key }) => fitsTopic(key, routingKey));
  if (type !== 'headers') return { unknown: `${name} is of type ${type}, whose ways are its own` };
  if (headers === null) return { unknown: `${name} decides by headers, which were not given` };
  const results = bound.map((binding) => fitsHeaders(binding.arguments, headers));
  if (results.includes(null))
    return { unknown: `a binding of ${name} asks for a value that cannot be compared here` };
  return { to: bound.filter((_, at) => results[at] === true).map(({ to }) => to) };
}
