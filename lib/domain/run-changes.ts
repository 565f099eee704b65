// What a run's replays leave out or set anew, by the frameworks of its letters.
import { conventions } from './conventions/registry.ts';
import type { RunHow } from './run-request.ts';
import { isWrapper } from './unwrap.ts';

type Kind = { convention: string | null; letters: number };

/** Most letters first. */
export function sayRunChanges(
  kinds: readonly Kind[],
  how: Pick<RunHow, 'to' | 'leaveOutHeaders' | 'amendBody'>,
): { why: string; letters: number }[] {
  const isPutBack = how.to.kind === 'dead_letter_queue';
  const all = kinds.reduce((sum, { letters }) => sum + letters, 0);
  const named = how.leaveOutHeaders ?? [];
  return [
    {
      why: isPutBack
        ? 'CC, BCC, expiration, and a user_id that is not ours are left out; each is persistent'
        : 'x-death and its kin, CC, BCC, expiration, and a user_id that is not ours are left out; each is persistent',
      letters: all,
    },
    ...(named.length === 0 ? [] : [{ why: `left out as asked: ${named.join(', ')}`, letters: all }]),
    ...(isPutBack ? [] : kinds.flatMap((kind) => sayOfConvention(kind, how.amendBody === true))),
  ];
}

function sayOfConvention(
  { convention, letters }: Kind,
  isAmended: boolean,
): { why: string; letters: number }[] {
  const found = conventions.find(({ name }) => name === convention);
  if (found === undefined) return [];
  const resets = Object.values(found.replay?.resets ?? {}).map(({ words }) => words);
  const said = [
    ...(isWrapper(convention)
      ? [`${convention}: the message inside is sent, not the error message around it`]
      : []),
    ...(found.replay?.leavesOut === undefined
      ? []
      : [`${convention}: what it wrote of the failure is left out`]),
    ...resets.map((words) => `${convention}: ${words}`),
    ...(isAmended && found.bodyChange !== undefined ? [`${convention}: ${found.bodyChange.words}`] : []),
  ];
  return said.map((why) => ({ why, letters }));
}
