'use client';
// A secret that is shown only now.
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';

export function ShownOnce({
  title,
  secret,
  hint,
  what,
  onClose,
}: {
  title: string;
  secret: string;
  hint: string;
  /** For the button that copies it: "the link". */
  what: string;
  onClose: () => void;
}) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <button type="button" className="btn go" onClick={onClose}>
          I have it
        </button>
      }
    >
      <p className="text-ink-2">{hint}</p>
      <div className="flex items-start gap-2 rounded-sm bg-sunken p-3">
        <code className="mono min-w-0 grow break-all" data-secret>
          {secret}
        </code>
        <CopyButton text={secret} what={what} label="Copy" />
      </div>
    </Dialog>
  );
}
