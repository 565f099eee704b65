'use client';
// One operation of the REST API: what it takes and gives, and a form that calls it.
import { sayType } from '#lib/domain/schema-words.ts';
import { ApiTry } from './api-try.tsx';

export type DescribedParameter = { name: string; in: string; required: boolean; schema: unknown };
export type DescribedOperation = {
  operationId: string;
  method: string;
  path: string;
  summary: string;
  description?: string;
  parameters: DescribedParameter[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<
    string,
    { $ref?: string; description?: string; content?: Record<string, { schema: unknown }> }
  >;
};

export function ApiOperation({ operation }: { operation: DescribedOperation }) {
  const { operationId, method, path, summary, description, parameters, requestBody, responses } = operation;
  const body = requestBody?.content['application/json']?.schema;
  const all = Object.entries(responses);
  const answers = all.filter(([, { $ref }]) => $ref === undefined);
  const refusals = all.filter(([, { $ref }]) => $ref !== undefined);
  return (
    <details className="group border-b border-line last:border-b-0" data-operation={operationId}>
      <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 px-3.5 py-2 hover:bg-sunken">
        <span aria-hidden="true" className="text-ink-3 transition-transform group-open:rotate-90">
          ▸
        </span>
        <span className={`badge mono ${method === 'get' ? '' : 'wait'}`}>{method.toUpperCase()}</span>
        <span className="mono wrap-anywhere">{path}</span>
        <span className="text-ink-2">{summary}</span>
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-3.5 pt-1 pb-4">
        {description !== undefined && <p className="text-ink-3">{description}</p>}
        <ul className="grid gap-0.5">
          {parameters.map(({ name, in: place, required, schema }) => (
            <li key={`${place} ${name}`} className="wrap-anywhere">
              <b className="mono">{name}</b>{' '}
              <span className="text-ink-3">
                in {place}
                {required ? ', needed' : ''}
              </span>{' '}
              <span className="text-ink-2">{sayType(schema)}</span>
            </li>
          ))}
        </ul>
        {body !== undefined && <Schema title="Takes" schema={body} />}
        {answers.map(([status, { description: words, content }]) => (
          <Schema
            key={status}
            title={`${status} ${words ?? ''}`}
            schema={Object.values(content ?? {})[0]?.schema}
          />
        ))}
        <p className="text-ink-3">
          Else a problem document: {refusals.map(([status]) => status).join(', ')}.
        </p>
        <ApiTry operation={operation} />
      </div>
    </details>
  );
}

function Schema({ title, schema }: { title: string; schema: unknown }) {
  if (schema === undefined) return <p>{title}</p>;
  return (
    <details>
      <summary className="cursor-pointer">{title}</summary>
      <pre className="mono mt-1 max-h-80 overflow-auto rounded-sm bg-sunken p-3" tabIndex={0}>
        {JSON.stringify(schema, null, 2)}
      </pre>
    </details>
  );
}
