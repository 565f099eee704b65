// What is offered where the caret stands in the query: keys at once, values as the store knows them, a moment later.
import { useEffect, useRef, useState, type RefObject } from 'react';
import { offerKeys, offerValues, placeAt, type Offer, type Place } from '#lib/domain/query/completion.ts';
import type { QueryValues } from '#lib/domain/query/schemas.ts';
import { getQueryValues } from './api.ts';

/** After the last key: who types on is not asked about what they have just left. */
const ASK_AFTER_MS = 120;

type Asking = { timer: ReturnType<typeof setTimeout>; over: AbortController };
export type Completion = { place: Place; offers: readonly Offer[] };

export function useCompletion() {
  const [completion, setCompletion] = useState<Completion | null>(null);
  const asking = useRef<Asking | null>(null);
  useEffect(() => () => stop(asking), []);

  function look(text: string, caret: number) {
    stop(asking);
    const place = placeAt(text, caret);
    const known = place.wants === 'key' ? offerKeys(place.prefix) : offerValues(place.key, place.prefix);
    // What is known stands at once; what was asked before stays until there is an answer, or the list would flicker.
    setCompletion((now) =>
      known.length === 0 && now?.place.key === place.key && place.wants === now.place.wants
        ? { place, offers: now.offers }
        : { place, offers: known },
    );
    if (place.wants === 'key' || known.length > 0) return;
    const over = new AbortController();
    const timer = setTimeout(() => {
      void getQueryValues(place.key, place.prefix, over.signal).then((answer) => {
        if (over.signal.aborted) return;
        setCompletion({ place, offers: answer.ok ? offersOf(answer.value) : [] });
      });
    }, ASK_AFTER_MS);
    asking.current = { timer, over };
  }

  return {
    completion,
    look,
    close: () => {
      stop(asking);
      setCompletion(null);
    },
  };
}

function stop(asking: RefObject<Asking | null>) {
  clearTimeout(asking.current?.timer);
  asking.current?.over.abort();
  asking.current = null;
}

function offersOf({ items, isExact }: QueryValues): Offer[] {
  return items.map(({ value, count }) => ({ word: value, note: sayCount(count, isExact) }));
}

/** Of more letters than were looked at, the newest alone are counted. */
function sayCount(count: number | null, isExact: boolean): string {
  if (count === null) return 'older letters';
  return isExact ? count.toLocaleString('en-US') : `${count.toLocaleString('en-US')} of the newest`;
}
