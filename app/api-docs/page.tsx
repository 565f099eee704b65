// The REST API to read and to try, from the same document that machines get.
import type { Metadata } from 'next';
import { ApiOperation, type DescribedOperation } from '#components/api-operation.tsx';
import { Panel } from '#components/panel.tsx';
import { describeApi } from '#lib/http/openapi.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'API' };

const documentPath = '/api/v1/openapi.json';

type Described = {
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Omit<DescribedOperation, 'method' | 'path'> & { tags: string[] }>>;
  components: { schemas: Record<string, unknown> };
};

export default async function ApiPage() {
  await visitorOf();
  const { tags, paths, components } = describeApi() as Described;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, rest]) => ({ ...rest, method, path })),
  );
  return (
    <div className="mx-auto grid max-w-[1180px] grid-cols-[minmax(0,1fr)] gap-4 px-5 pb-16 max-md:px-3">
      <div className="flex h-14 items-center gap-3">
        <h1 className="text-lg font-[650] tracking-[-0.01em]">API</h1>
        <a className="link ml-auto" href={documentPath} download>
          OpenAPI 3.1
        </a>
      </div>
      <p className="text-ink-2">
        Everything that can be done here, a machine can do with a token:{' '}
        <code className="mono">Authorization: Bearer lt_…</code>. What is tried here is done as you.
      </p>
      {tags.map(({ name, description }) => (
        <Panel key={name} title={description} name={name}>
          {operations
            .filter((operation) => operation.tags[0] === name)
            .map((operation) => (
              <ApiOperation key={operation.operationId} operation={operation} />
            ))}
        </Panel>
      ))}
      <Panel title="Schemas" name="schemas">
        {Object.entries(components.schemas).map(([name, schema]) => (
          <details
            key={name}
            id={`schema-${name}`}
            className="border-b border-line px-3.5 py-2 last:border-b-0"
          >
            <summary className="mono cursor-pointer">{name}</summary>
            <pre className="mono mt-2 overflow-x-auto rounded-sm bg-sunken p-3" tabIndex={0}>
              {JSON.stringify(schema, null, 2)}
            </pre>
          </details>
        ))}
      </Panel>
    </div>
  );
}
