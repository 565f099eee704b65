'use client';
// Calls an operation with what was typed in, as a machine would, and shows the answer as it came.
import { useState, type FormEvent } from 'react';
import { exampleOf, sayType } from '#lib/domain/schema-words.ts';
import type { DescribedOperation } from './api-operation.tsx';
import { LabelledField } from './labelled-field.tsx';

const MOST_SHOWN = 20_000;

export function ApiTry({
  operation: { operationId, method, path, parameters, requestBody },
}: {
  operation: DescribedOperation;
}) {
  const [answer, setAnswer] = useState<{ status: string; text: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  if (operationId === 'events')
    return <p className="text-ink-3">A stream: listen with curl -N, or an EventSource.</p>;

  async function call(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const url = new URL(
      path.replace('{id}', encodeURIComponent(String(given.get('path id') ?? ''))),
      window.location.origin,
    );
    const headers: Record<string, string> = requestBody ? { 'content-type': 'application/json' } : {};
    for (const { name, in: place } of parameters) {
      const value = String(given.get(`${place} ${name}`) ?? '');
      if (value !== '' && place === 'query') url.searchParams.set(name, value);
      if (value !== '' && place === 'header') headers[name] = value;
    }
    setBusy(true);
    setAnswer(
      await send(url, {
        method: method.toUpperCase(),
        headers,
        ...(requestBody ? { body: String(given.get('body')) } : {}),
      }),
    );
    setBusy(false);
  }

  return (
    <form
      onSubmit={(event) => void call(event)}
      className="grid max-w-[640px] gap-2 rounded-sm border border-line p-3"
    >
      {parameters.map(({ name, in: place, required, schema }) => (
        <LabelledField
          key={`${place} ${name}`}
          label={name}
          name={`${place} ${name}`}
          required={required}
          hint={sayType(schema)}
          className="field mono"
        />
      ))}
      {requestBody && (
        <div className="grid gap-1">
          <label htmlFor={`${operationId}-body`} className="font-[550]">
            Body
          </label>
          <textarea
            id={`${operationId}-body`}
            name="body"
            rows={5}
            className="field mono"
            defaultValue={JSON.stringify(exampleOf(requestBody.content['application/json']?.schema), null, 2)}
            spellCheck={false}
          />
        </div>
      )}
      <div className="flex items-center gap-3">
        <button type="submit" className={method === 'get' ? 'btn' : 'btn go'} disabled={isBusy}>
          {method === 'get' ? 'Try it' : 'Do it'}
        </button>
        {method !== 'get' && <span className="text-ink-3">This really does it.</span>}
      </div>
      {answer !== null && (
        <output className="grid gap-1">
          <b data-answer>{answer.status}</b>
          <pre
            className="mono max-h-96 overflow-auto rounded-sm bg-sunken p-3 wrap-anywhere whitespace-pre-wrap"
            tabIndex={0}
          >
            {answer.text}
          </pre>
        </output>
      )}
    </form>
  );
}

async function send(url: URL, init: RequestInit): Promise<{ status: string; text: string }> {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    const whole = isJson(response) ? JSON.stringify(JSON.parse(text), null, 2) : text;
    const shown =
      whole.length > MOST_SHOWN
        ? `${whole.slice(0, MOST_SHOWN)} … ${whole.length - MOST_SHOWN} more characters`
        : whole;
    return { status: `${response.status} ${response.statusText}`, text: shown };
  } catch {
    return { status: 'No answer', text: '' };
  }
}

function isJson(response: Response): boolean {
  return /[/+]json\b/.test(response.headers.get('content-type') ?? '') && response.status !== 204;
}
