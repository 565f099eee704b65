// What leads where in a broker: its exchanges and bindings, as they were at some moment.

export type Exchange = {
  name: string;
  type: string;
  /** Nobody may publish to it. */
  isInternal: boolean;
  /** Where that goes which it routes nowhere. */
  alternate: string | null;
};

export type Binding = {
  /** An exchange; '' is the default exchange, to which every queue is bound by its name. */
  source: string;
  to: { kind: 'queue' | 'exchange'; name: string };
  key: string;
  arguments: Record<string, unknown>;
};

export type Topology = {
  exchanges: readonly Exchange[];
  bindings: readonly Binding[];
  /** Why it is not all of it, in words; null where it is. */
  cut: string | null;
};
