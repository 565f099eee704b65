'use client';
// Copies a text, and says so where it was pressed.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';

/** `what` names what is copied ("the error"), for those who cannot see where the button stands. */
export function CopyButton({
  text,
  what,
  label,
}: {
  text: string | (() => string | Promise<string>);
  what: string;
  label?: string;
}) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    let copied: string;
    try {
      copied = typeof text === 'string' ? text : await text();
    } catch (error) {
      toast.error(`Not copied: ${error instanceof Error ? error.message : 'it could not be read'}`);
      return;
    }
    try {
      await navigator.clipboard.writeText(copied);
      setCopied(true);
    } catch {
      toast.error('The browser would not copy it. Select the text and copy it by hand.');
    }
  }

  const Icon = isCopied ? Check : Copy;
  return (
    <button
      type="button"
      className="btn quiet"
      onClick={copy}
      title={`Copy ${what}`}
      aria-label={`Copy ${what}`}
    >
      <Icon size={13} aria-hidden="true" />
      {label ?? null}
      <output className="sr-only">{isCopied ? 'Copied' : ''}</output>
    </button>
  );
}
