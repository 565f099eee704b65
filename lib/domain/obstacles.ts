// Headers for which RabbitMQ would not take a letter's replay: known before anybody asks, so that leaving them out can be offered.
import { headerLabel } from './left-out.ts';
import { findOversize } from './oversize.ts';
import { rewriteForReplay } from './replay-plan.ts';

export type Obstacle = {
  /** As the page shows it and a replay takes it in `leaveOutHeaders`. */
  label: string;
  why: 'too big' | 'unreadable';
  /** What it takes in the table; null where its end cannot be told. */
  bytes: number | null;
};

/**
 * What a header frame holds besides its overhead when the frame size is 131,072 (RabbitMQ's default, 3.10 and 4.0). A broker
 * that is set to less refuses more: the worker tells then.
 */
const MAX_PROPERTY_BYTES = 131_052;
const MAX_TOLD = 50;

export function findObstacles(propertyBytes: Uint8Array, convention: string | null): Obstacle[] {
  const plan = rewriteForReplay({
    propertyBytes,
    convention,
    replayId: '00000000-0000-0000-0000-000000000000',
    ourUser: '',
  });
  const unreadable = plan.unreadable.map((name): Obstacle => {
    return { label: headerLabel(name), why: 'unreadable', bytes: null };
  });
  const large = findOversize(plan.propertyBytes, MAX_PROPERTY_BYTES).map(({ name, bytes }): Obstacle => {
    return { label: headerLabel(name), why: 'too big', bytes };
  });
  const labels = new Set<string>();
  return [...unreadable, ...large]
    .filter(({ label }) => !labels.has(label) && labels.add(label))
    .slice(0, MAX_TOLD);
}
