'use client';
// The error as it is understood, or as it came; the text is laid out only when it is asked for.
import { useState, type ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import { Panel } from './panel.tsx';
import { ScrollBox } from './scroll-box.tsx';

/** `raw` is what is copied. */
export function ErrorViews({
  raw,
  hasStack,
  children,
}: {
  raw: string;
  hasStack: boolean;
  children: ReactNode;
}) {
  const [isRaw, setRaw] = useState(false);
  return (
    <Panel
      title="Error"
      name="error"
      actions={
        <>
          {hasStack && (
            <button type="button" className="btn quiet" onClick={() => setRaw(!isRaw)}>
              {isRaw ? 'Show its frames' : 'Show as it came'}
            </button>
          )}
          <CopyButton text={raw} what="the error" label="Copy" />
        </>
      }
    >
      <ScrollBox
        label="Error and stack trace"
        className="mono max-h-[60vh] overflow-auto px-3.5 py-3 leading-[1.7]"
      >
        {isRaw ? <div className="whitespace-pre">{raw}</div> : children}
      </ScrollBox>
    </Panel>
  );
}
