// The letters of a filter over time, read again when the filter changes and, now and then, when letters came.
import { useEffect, useRef, useState } from 'react';
import type { Histogram } from '#lib/domain/histogram.ts';
import type { SearchIndex } from '#lib/domain/search-index.ts';
import { getHistogram, getSearchIndex } from './api.ts';
import { filterOf } from './letter-href.ts';
import { pace } from './pace.ts';
import { useLive } from './use-live.ts';

const EVERY_MS = 5000;
const COLUMNS = 60;

export type Told = { histogram: Histogram | null; index: SearchIndex | null };

export function useHistogram(query: string): Told {
  const [told, setTold] = useState<Told>({ histogram: null, index: null });
  const again = useRef<(() => void) | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const params = new URLSearchParams(filterOf(query));
    params.set('buckets', String(COLUMNS));
    const paced = pace(async () => {
      const [histogram, index] = await Promise.all([
        getHistogram(params, leaving.signal),
        new URLSearchParams(query).has('q') ? getSearchIndex(leaving.signal) : null,
      ]);
      if (leaving.signal.aborted) return;
      setTold({ histogram: histogram.ok ? histogram.value : null, index: index?.ok ? index.value : null });
    }, EVERY_MS);
    again.current = paced.run;
    paced.run();
    return () => {
      leaving.abort();
      paced.stop();
    };
  }, [query]);
  useLive(() => again.current?.());
  return told;
}
