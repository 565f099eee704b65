// The inbox's letters in a browser: what is loaded, what is new, what changed.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LetterStatus } from '#lib/domain/dead-letter.ts';
import {
  addOlder,
  canShowFresh,
  freshSince,
  hearOf,
  openList,
  patchLetters,
  receiveNewest,
  replaceLetters,
  showFresh,
  type LetterList,
  type LetterPage,
} from '#lib/domain/letter-list.ts';
import { getLetters, type Problem } from './api.ts';
import { changeQuery, filterOf } from './letter-href.ts';
import { narrowLive } from './live-events.ts';
import { pace, type Paced } from './pace.ts';
import { readLetters } from './read-letters.ts';
import { useLive } from './use-live.ts';

const PAGE = 50;
/** So many new letters are read to be added at once: one page of the REST API. */
const MAX_FRESH = 200;
const NEWEST_EVERY_MS = 250;
const CHANGES_EVERY_MS = 150;

export type Letters = ReturnType<typeof useLetters>;

export function useLetters(first: LetterPage, query: string, recalled: LetterList | undefined) {
  const [list, setList] = useState(() => recalled ?? openList(first));
  const [isLoading, setLoading] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(list);
  const changed = useRef(new Set<string>());
  const paced = useRef<{ newest: Paced; changes: Paced } | null>(null);
  useEffect(() => {
    latest.current = list;
  }, [list]);

  useEffect(() => {
    async function readNewest() {
      const known = latest.current;
      if (known.isFreshCut) return;
      const after = freshSince(known, new URLSearchParams(query).get('after') ?? undefined);
      const answer = await getLetters(
        ask(changeQuery(query, { after }), known.items.length === 0 ? PAGE : MAX_FRESH),
      );
      if (answer.ok) setList((now) => receiveNewest(now, answer.value, known.told));
    }
    async function readChanges() {
      const ids = changed.current;
      changed.current = new Set();
      const letters = [...latest.current.items, ...latest.current.fresh].filter((letter) =>
        ids.has(letter.id),
      );
      const read = await readLetters(letters);
      setList((now) => replaceLetters(now, read));
    }
    const both = { newest: pace(readNewest, NEWEST_EVERY_MS), changes: pace(readChanges, CHANGES_EVERY_MS) };
    paced.current = both;
    both.newest.run();
    if (recalled !== undefined) {
      for (const letter of recalled.items) changed.current.add(letter.id);
      both.changes.run();
    }
    return () => {
      both.newest.stop();
      both.changes.stop();
    };
    // The list stands for one filter: another one is another list (its key).
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  const readAgain = useCallback((ids: Iterable<string>) => {
    for (const id of ids) changed.current.add(id);
    paced.current?.changes.run();
  }, []);

  useEffect(() => narrowLive(filterOf(query)), [query]);
  useLive((event) => {
    if (event.kind === 'replays') readAgain(event.deadLetterIds);
    if (event.kind === 'reconnected') readAgain(latest.current.items.map((letter) => letter.id));
    if (event.kind === 'letters') setList((now) => hearOf(now, event.deadLetterIds));
    if (event.kind === 'reconnected') paced.current?.newest.run();
  });
  // After the list knows of them: they are asked for as far back as they came.
  useEffect(() => {
    const read = new Set(latest.current.fresh.map((letter) => letter.id));
    if ([...list.told].some((id) => !read.has(id))) paced.current?.newest.run();
  }, [list.told]);

  async function load(cursor: string | null, take: (now: LetterList, page: LetterPage) => LetterList) {
    setLoading(true);
    setProblem(null);
    const wanted = ask(query, PAGE);
    if (cursor !== null) wanted.set('cursor', cursor);
    const answer = await getLetters(wanted);
    setLoading(false);
    if (answer.ok) setList((now) => take(now, answer.value));
    else setProblem(answer.problem);
  }

  return {
    list,
    isLoading,
    problem,
    readAgain,
    /** What an answer of ours has just told, before it is read again. */
    patch: (ids: ReadonlySet<string>, status: LetterStatus) =>
      setList((now) => patchLetters(now, ids, { status, lastOutcome: null })),
    loadOlder: () => load(list.nextCursor, addOlder),
    showNew: () => (canShowFresh(list) ? setList(showFresh) : load(null, (_, page) => openList(page))),
  };
}

function ask(query: string, limit: number): URLSearchParams {
  const params = new URLSearchParams(query);
  params.set('limit', String(limit));
  return params;
}
