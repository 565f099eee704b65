// The routes as JSON: copied, downloaded, and brought in from elsewhere.
import { Download, Upload } from 'lucide-react';
import { useState } from 'react';
import { CopyButton } from './copy-button.tsx';
import { requestOf, type RoutesForm } from './route-form.ts';
import { RoutesImport } from './routes-import.tsx';

export function RoutesFile({
  form,
  onImport,
}: {
  /** As it stands on the page, saved or not. */
  form: RoutesForm;
  onImport: (form: RoutesForm) => void;
}) {
  const [isImporting, setImporting] = useState(false);
  const write = () => `${JSON.stringify(requestOf(form), null, 2)}\n`;
  return (
    <div className="flex flex-wrap items-center gap-1 px-3.5 max-md:px-0">
      <span className="mr-auto text-ink-3">Routes and watches as JSON, to keep or to set elsewhere</span>
      <CopyButton text={write} what="the routes as JSON" label="Copy" />
      <button
        type="button"
        className="btn quiet"
        onClick={() => download(write())}
        data-act="download-routes"
      >
        <Download size={13} aria-hidden="true" />
        Download
      </button>
      <button type="button" className="btn quiet" onClick={() => setImporting(true)} data-act="import-routes">
        <Upload size={13} aria-hidden="true" />
        Import…
      </button>
      {isImporting && (
        <RoutesImport
          form={form}
          onClose={() => setImporting(false)}
          onRead={(next) => {
            setImporting(false);
            onImport(next);
          }}
        />
      )}
    </div>
  );
}

function download(text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'letterthief-alert-routes.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
