'use client';
// A page that could not be shown: what happened, what was not done, what to do next.
import { useEffect } from 'react';

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  useEffect(() => {
    console.error(error);
  }, [error]);
  const digest = Object(error).digest as unknown;
  return (
    <div className="mx-auto grid max-w-[560px] gap-3 px-5 py-24" role="alert">
      <h1 className="text-xl font-[650] tracking-[-0.02em]">This page could not be shown</h1>
      <p className="text-ink-2">
        Most often Postgres did not answer. Nothing was changed, and no letter is lost: what cannot be stored
        waits in RabbitMQ. The reason is in the log of the web process
        {typeof digest === 'string' ? (
          <>
            , under <span className="mono">{digest}</span>
          </>
        ) : null}
        .
      </p>
      <p>
        <button type="button" className="btn go" onClick={() => retry()}>
          Load it again
        </button>
      </p>
    </div>
  );
}
