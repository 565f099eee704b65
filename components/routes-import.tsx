// Routes from elsewhere, pasted or from a file: read here, with their faults, and put into the editor before anything is saved.
import { useId, useState } from 'react';
import { toast } from 'sonner';
import { countInWords } from '#lib/domain/amount-words.ts';
import { placeInWords, readRouteDocument, type RouteFault } from '#lib/domain/alerts/route-document.ts';
import { Dialog } from './dialog.tsx';
import { formOf, type RoutesForm } from './route-form.ts';

export function RoutesImport({
  form,
  onRead,
  onClose,
}: {
  /** What is shown. */
  form: RoutesForm;
  onRead: (form: RoutesForm) => void;
  onClose: () => void;
}) {
  const id = useId();
  const [text, setText] = useState('');
  const [faults, setFaults] = useState<RouteFault[]>([]);

  function review() {
    const read = readRouteDocument(text);
    if (!read.ok) return setFaults(read.faults);
    onRead(formOf(read.routes, form));
    toast(`${countInWords(read.routes.items.length, 'route')} read. Review them, then save.`);
  }

  async function takeFile(file: File | undefined) {
    setFaults([]);
    const read = await file?.text().catch(() => null);
    if (read === null) setFaults([{ place: '', message: 'cannot be read' }]);
    else if (read !== undefined) setText(read);
  }

  return (
    <Dialog
      title="Import routes"
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="btn go"
            disabled={text.trim() === ''}
            onClick={review}
            data-confirm="import-routes"
          >
            Review
          </button>
        </>
      }
    >
      <p>
        They take the place of all routes and watches on the page, for you to look at. Nothing changes until
        you save.
      </p>
      <div className="grid gap-1">
        <label htmlFor={`${id}-text`} className="font-[550]">
          JSON
        </label>
        <textarea
          id={`${id}-text`}
          className="field mono min-h-[180px]"
          spellCheck={false}
          value={text}
          placeholder={'{ "match": "first", "items": [ … ], "default": { … } }'}
          aria-invalid={faults.length > 0 || undefined}
          aria-describedby={`${id}-faults`}
          onChange={({ target }) => {
            setText(target.value);
            setFaults([]);
          }}
        />
      </div>
      <label className="grid gap-1">
        <span className="font-[550]">Or a file</span>
        <input
          type="file"
          accept=".json,application/json"
          className="field py-1.5"
          onChange={({ target }) => void takeFile(target.files?.[0])}
        />
      </label>
      <div id={`${id}-faults`} role="alert">
        {faults.length > 0 && (
          <ul className="grid gap-1 text-bad">
            {faults.map(({ place, message }) => (
              <li key={`${place} ${message}`} className="wrap-anywhere">
                <b>{placeInWords(place)}:</b> {message}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
