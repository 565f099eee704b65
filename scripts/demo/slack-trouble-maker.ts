// What goes wrong at the stand-in Slack, by chance or by order.

/** lost: the post is kept, its answer never comes. reset: the connection is cut, nothing is kept. failing, unavailable: HTTP 500, 503, nothing kept. limited: a 429 out of turn. */
export type Trouble = 'lost' | 'reset' | 'failing' | 'unavailable' | 'limited' | 'slow' | 'none';

/** The share of posts, 0 to 1, that meet each trouble. */
export type Chaos = Partial<Record<Exclude<Trouble, 'none'>, number>> & {
  slowMs?: number;
  random?: () => number;
};

export type TroubleMaker = {
  next(): Trouble | null;
  queue(troubles: readonly Trouble[]): void;
  slowMs: number;
};

export function makeTroubleMaker({ slowMs = 3000, random = Math.random, ...shares }: Chaos): TroubleMaker {
  const ordered: Trouble[] = [];
  return {
    slowMs,
    queue(troubles) {
      ordered.push(...troubles);
    },
    next() {
      const first = ordered.shift();
      if (first !== undefined) return first === 'none' ? null : first;
      let at = random();
      for (const [trouble, share] of Object.entries(shares) as [Trouble, number][]) {
        if (at < share) return trouble;
        at -= share;
      }
      return null;
    },
  };
}
