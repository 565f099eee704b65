// JSON Schema as a reader of the API wants it: what a value is, in a few words, and an example to begin with.

type Schema = Readonly<Record<string, unknown>>;

/** "text", "one of open, discarded", "number from 1 to 200", "a list of text (uuid)". */
export function sayType(given: unknown): string {
  const schema = asSchema(given);
  const named = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  if (named !== undefined) return named;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.map(String).join(', ')}`;
  const choices = listOf(schema.anyOf ?? schema.oneOf);
  if (choices.length > 0) return [...new Set(choices.map(sayType))].join(' or ');
  if (schema.type === 'array') return `a list of ${sayType(schema.items)}`;
  if (schema.type === 'object') return 'an object';
  const kinds = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'anything'];
  const kind = kinds.map((one) => words[String(one)] ?? String(one)).join(' or ');
  const format = typeof schema.format === 'string' ? ` (${schema.format})` : '';
  return `${kind}${format}${sayBounds(schema)}`;
}

const words: Record<string, string> = { string: 'text', integer: 'number', boolean: 'true or false' };

function sayBounds({ minimum, maximum }: Schema): string {
  // Zod writes the limits of a safe integer, which say nothing to people.
  const isTold = (bound: unknown) => typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  if (isTold(minimum) && isTold(maximum)) return ` from ${String(minimum)} to ${String(maximum)}`;
  return isTold(minimum) ? ` from ${String(minimum)}` : '';
}

/** The fields that a request must have, each with a value that is easy to change. Bounded: a schema may refer to itself. */
export function exampleOf(given: unknown, depth = 0): unknown {
  const schema = asSchema(given);
  if (depth > 5) return null;
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [choice] = listOf(schema.anyOf ?? schema.oneOf);
  if (choice !== undefined) return exampleOf(choice, depth + 1);
  if (schema.type === 'array') return schema.items === undefined ? [] : [exampleOf(schema.items, depth + 1)];
  if (schema.type === 'object') {
    const needed = new Set(listOf(schema.required).map(String));
    const fields = Object.entries(asSchema(schema.properties)).filter(([name]) => needed.has(name));
    return Object.fromEntries(fields.map(([name, one]) => [name, exampleOf(one, depth + 1)]));
  }
  if (schema.type === 'string') return schema.format === 'uuid' ? '00000000-0000-7000-8000-000000000000' : '';
  if (schema.type === 'boolean') return false;
  return schema.type === 'integer' || schema.type === 'number' ? 1 : null;
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
