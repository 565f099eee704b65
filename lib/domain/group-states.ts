// How a group stands, and how groups are sorted; apart from their schemas, which a browser need not load.
export const groupStates = ['open', 'resolved', 'ignored'] as const;
export type GroupState = (typeof groupStates)[number];

export const groupSorts = ['lastSeen', 'letters', 'open'] as const;
