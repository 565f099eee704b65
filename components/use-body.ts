// A body in the browser: its head came with the page; the rest is fetched, and gzip unpacked, when asked and within bounds.
import { useEffect, useState } from 'react';
import { isGzip } from '#lib/domain/body-view.ts';
import { bodyPath } from './api.ts';
import { unpackGzip, type Unpacked } from './unpack-gzip.ts';

/** Above this a body is only downloaded; and no unpacking goes further. */
export const MAX_SHOWN_BYTES = 5 * 1024 * 1024;

export type BodyOfLetter = {
  letterId: string;
  head: Uint8Array;
  bodyBytes: number;
  contentType: string | undefined;
  contentEncoding: string | undefined;
};

export type BodyState = {
  /** As stored: the head, or all of it. */
  raw: Uint8Array;
  isWhole: boolean;
  isPacked: boolean;
  /** Null while it is being unpacked, and when it is not packed. */
  unpacked: Unpacked | null;
  isLoading: boolean;
  fault: string | null;
  load: () => Promise<void>;
};

export function useBody(body: BodyOfLetter): BodyState {
  const [raw, setRaw] = useState(body.head);
  const [unpacked, setUnpacked] = useState<Unpacked | null>(null);
  const [isLoading, setLoading] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const isPacked = raw.length > 0 && isGzip(raw, body.contentEncoding);

  useEffect(() => {
    if (!isPacked) return;
    let isOver = false;
    async function unpack() {
      const done = await unpackGzip(raw, MAX_SHOWN_BYTES);
      if (!isOver) setUnpacked(done);
    }
    void unpack();
    return () => {
      isOver = true;
    };
  }, [raw, isPacked]);

  async function load() {
    setLoading(true);
    setFault(null);
    try {
      const response = await fetch(bodyPath(body.letterId));
      if (!response.ok) throw new Error(`answer ${response.status}`);
      setRaw(new Uint8Array(await response.arrayBuffer()));
    } catch (error) {
      setFault(
        `The rest could not be loaded (${error instanceof Error ? error.message : 'no answer'}). Nothing is lost: try once more.`,
      );
    }
    setLoading(false);
  }

  return { raw, isWhole: raw.length >= body.bodyBytes, isPacked, unpacked, isLoading, fault, load };
}
