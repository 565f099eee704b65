// The OpenAPI 3.1 document, made from the operations: what checks a request describes it.
import { z } from 'zod';
import { VERSION } from '#lib/domain/version.ts';
import { problemDocument } from './problem.ts';
import { allOperations } from './operations/all.ts';
import type { Media, Operation } from './operations/operation.ts';

type Json = Record<string, unknown>;

export function describeApi(): Json {
  const schemas: Json = {};
  jsonOf(problemDocument, schemas, 'output');
  const paths: Record<string, Json> = {};
  for (const [operationId, operation] of allOperations)
    (paths[operation.path] ??= {})[operation.method] = describe(operationId, operation, schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'LetterThief',
      version: VERSION,
      description: 'Dead letters of RabbitMQ: kept, told, explained, and published again.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'letters', description: 'Dead letters and what is done with them' },
      { name: 'groups', description: 'Letters of one cause, and whose they are' },
      { name: 'replays', description: 'Letters that are tried again' },
      { name: 'alerts', description: 'Where people are told, and what Slack calls' },
      { name: 'people', description: 'Who may come in, and what they did' },
      { name: 'works', description: 'How it stands' },
    ],
    security: [{ token: [] }, { cookie: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token: lt_…' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'letterthief.session_token' },
      },
      responses: Object.fromEntries(
        refusals.map(([status, description]) => [`Refused${status}`, refusal(description)]),
      ),
    },
  };
}

const refusals: readonly (readonly [number, string])[] = [
  [400, 'Not understood: `field` names what is wrong'],
  [401, 'Nobody is signed in, and no token was sent'],
  [403, 'Not allowed'],
  [404, 'Not there, or not for you to see'],
  [409, 'Does not fit how things stand: nothing was changed'],
  [413, 'The body is too large'],
  [415, 'The body is no JSON'],
  [429, 'Too many requests, or too many wrong guesses: wait as long as Retry-After says'],
  [500, 'Something went wrong here; the log has the cause under the request id'],
  [503, 'Not available just now'],
];

function refusal(description: string): Json {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function describe(operationId: string, operation: Operation, schemas: Json): Json {
  const { method, path, may, tag, summary, query, body, upload, answers, hasVersion = false } = operation;
  const isChange =
    method !== 'get' && may !== 'anyone' && operation.bearsPassword !== true && upload === undefined;
  const told = Object.entries(answers).map(([status, answer]) => [
    status,
    success(answer, schemas, hasVersion),
  ]);
  const refused = refusals
    .filter(([status]) => canAnswer(operation, status) && !(status in answers))
    .map(([status]) => [String(status), { $ref: `#/components/responses/Refused${status}` }]);
  return {
    operationId,
    tags: [tag],
    summary,
    ...(may === 'anyone' ? { security: [] } : { description: `For the role ${may}, and those above it.` }),
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) =>
        parameter(
          name!,
          'path',
          true,
          name === 'id' ? { type: 'string', format: 'uuid' } : { type: 'string' },
        ),
      ),
      ...(query ? queryParameters(query, schemas) : []),
      ...(isChange
        ? [parameter('Idempotency-Key', 'header', false, { type: 'string', minLength: 1, maxLength: 255 })]
        : []),
      ...(isChange && hasVersion ? [parameter('If-Match', 'header', false, { type: 'string' })] : []),
    ],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonOf(body, schemas, 'input') } },
          },
        }
      : {}),
    ...(upload
      ? {
          requestBody: {
            required: true,
            content: { [upload]: { schema: { type: 'string', format: 'binary' } } },
          },
        }
      : {}),
    responses: Object.fromEntries([...told, ...refused]),
  };
}

function canAnswer(
  { method, path, may, query, body, upload, allowsAnyHost, isSigned }: Operation,
  status: number,
): boolean {
  if (status === 400)
    return (
      query !== undefined || body !== undefined || isSigned === true || (method !== 'get' && may !== 'anyone')
    );
  if (status === 401) return may !== 'anyone' || isSigned === true || path.endsWith('/sign-in');
  if (status === 404) return path.includes('{') || body !== undefined;
  if (status === 409) return method !== 'get';
  if (status === 415) return body !== undefined || upload !== undefined;
  if (status === 413) return body !== undefined || isSigned === true;
  if (status === 429 || status === 503) return allowsAnyHost !== true;
  return true;
}

function success(answer: z.ZodType | Media | null, schemas: Json, hasVersion: boolean): Json {
  const headers = hasVersion ? { headers: { ETag: { schema: { type: 'string' } } } } : {};
  if (answer === null) return { description: 'Done', ...headers };
  if ('media' in answer) {
    const schema = answer.binary ? { type: 'string', format: 'binary' } : { type: 'string' };
    return { description: 'As asked', ...headers, content: { [answer.media]: { schema } } };
  }
  return {
    description: 'As asked',
    ...headers,
    content: { 'application/json': { schema: jsonOf(answer, schemas, 'output') } },
  };
}

function parameter(
  name: string,
  place: 'path' | 'query' | 'header',
  required: boolean,
  schema: unknown,
): Json {
  return { name, in: place, required, schema };
}

function queryParameters(query: z.ZodObject, schemas: Json): Json[] {
  const { properties, required = [] } = jsonOf(query, schemas, 'input') as {
    properties: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) =>
    parameter(name, 'query', required.includes(name), schema),
  );
}

/** Named schemas (`.meta({ id })`) go to the components, and are referred to. */
function jsonOf(schema: z.ZodType, schemas: Json, io: 'input' | 'output'): Json {
  const {
    $schema: _,
    $defs = {},
    ...json
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & { $defs?: Json };
  const text = JSON.stringify(json).replaceAll('#/$defs/', '#/components/schemas/');
  for (const [name, definition] of Object.entries($defs))
    schemas[name] = JSON.parse(JSON.stringify(definition).replaceAll('#/$defs/', '#/components/schemas/'));
  return JSON.parse(text) as Json;
}
