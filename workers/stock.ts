// What a worker has claimed of replays and not let go: where the publishing takes from.
import type { ClaimedReplay } from '#lib/store/replay-claims.ts';
import type { Settlement } from '#lib/store/replay-work.ts';

export type Planned = {
  replay: ClaimedReplay;
  routingKey: Uint8Array | string;
  propertyBytes: Uint8Array;
  dropped: string[];
  body: Uint8Array;
};

export type Stock = {
  /** Whether nothing is left to publish, as far as was looked. */
  readonly isEmpty: boolean;
  /** What went wrong while claiming or reading: it does no more then. */
  readonly trouble: unknown;
  /** Up to so many that can be published at once, oldest first. */
  take(count: number): Planned[];
  /** How many more it would have claimed for it. */
  readonly wants: number;
  /** These were claimed for it (stepRun); their turn comes behind all others. */
  add(replayIds: readonly string[]): void;
  /** What was taken is published, or never will be. */
  letGo(planned: Planned): void;
  /** Those that will not be published, and why. */
  takeRefused(): Settlement[];
  /** Claims more where little is left, and reads what there is room for; calls `onChange` when something has come of it. */
  refill(onChange: () => void): void;
  /** Waits for what is under way; gives what was claimed and not let go. Never rejects. */
  close(): Promise<ClaimedReplay[]>;
};
