// Two letters side by side: what is known of them, their properties and their headers, name by name. Total, whatever they hold.
import type { DeadLetterDetail } from './dead-letter.ts';
import { boundHeaders } from './header-bounds.ts';
import { listHeaderRows } from './header-rows.ts';
import { presentProperties, propertyNames } from './property-names.ts';

export type Mark = 'same' | 'changed' | 'left' | 'right';

/** `left` and `right`: null where that letter has none. */
export type ComparedField = {
  key: string;
  name: string;
  mark: Mark;
  left: string | null;
  right: string | null;
};

export type ComparedFields = {
  facts: ComparedField[];
  properties: ComparedField[];
  headers: ComparedField[];
  /** Headers, or values in them, for which a page has no room. */
  isCut: boolean;
};

type Field = { key: string; name: string; value: string; type: string | null };

export function compareLetters(left: DeadLetterDetail, right: DeadLetterDetail): ComparedFields {
  return { facts: compareFields(listFacts(left), listFacts(right)), ...compareParts(left, right) };
}

type Parts = Pick<DeadLetterDetail, 'properties' | 'headers' | 'convention'>;

/** Properties and headers alone. */
export function compareParts(left: Parts, right: Parts): Omit<ComparedFields, 'facts'> {
  const [ours, theirs] = [listHeaders(left), listHeaders(right)];
  return {
    properties: compareFields(listProperties(left), listProperties(right)),
    headers: compareFields(ours.fields, theirs.fields),
    isCut: ours.isCut || theirs.isCut,
  };
}

/** In the order of the left ones; those of the right alone follow the last that stands before them on both sides. */
function compareFields(left: readonly Field[], right: readonly Field[]): ComparedField[] {
  const byKey = new Map(right.map((field) => [field.key, field]));
  const known = new Set(left.map(({ key }) => key));
  const following = new Map<string, Field[]>();
  let last = '';
  for (const field of right) {
    if (known.has(field.key)) last = field.key;
    else following.set(last, [...(following.get(last) ?? []), field]);
  }
  const alone = (after: string) => (following.get(after) ?? []).map((field) => compareField(null, field));
  return [
    ...alone(''),
    ...left.flatMap((field) => [compareField(field, byKey.get(field.key) ?? null), ...alone(field.key)]),
  ];
}

function compareField(left: Field | null, right: Field | null): ComparedField {
  const { key, name } = (left ?? right)!;
  if (left === null || right === null)
    return {
      key,
      name,
      mark: left ? 'left' : 'right',
      left: left?.value ?? null,
      right: right?.value ?? null,
    };
  // 5 as text and 5 as a number are two things to a consumer.
  if (left.type !== right.type)
    return { key, name, mark: 'changed', left: sayTyped(left), right: sayTyped(right) };
  const mark = left.value === right.value ? 'same' : 'changed';
  return { key, name, mark, left: left.value, right: right.value };
}

function sayTyped({ value, type }: Field): string {
  return `${value} (${type})`;
}

function listFacts(letter: DeadLetterDetail): Field[] {
  const facts: [name: string, value: string | number | null][] = [
    ['died in', letter.sourceQueue],
    ['reason', letter.reason],
    ['deaths', letter.deaths],
    ['exchange', letter.exchange],
    ['routing key', letter.routingKey],
    ['error', letter.errorType],
    ['error message', letter.errorMessage],
    ['message', letter.messageType],
    ['tries', letter.attempts],
    ['drained from', letter.deadLetterQueue],
    ['body bytes', letter.bodyBytes],
  ];
  return facts.flatMap(([name, value]) =>
    value === null ? [] : [{ key: name, name, value: String(value), type: null }],
  );
}

function listProperties({ properties }: Parts): Field[] {
  return presentProperties(properties).map(([name, value]) => ({
    key: name,
    name: propertyNames[name],
    value,
    type: null,
  }));
}

/** Each value of the header table under its way there: x-death › [0] › queue. A name that stands twice is told apart by its turn. */
function listHeaders({ headers, convention }: Parts): { fields: Field[]; isCut: boolean } {
  const { shown, headersLeftOut } = boundHeaders(headers, convention);
  const turns = new Map<string, number>();
  const fields: Field[] = [];
  for (const { header } of shown) {
    const way: string[] = [];
    for (const { depth, name, value, type } of listHeaderRows([header])) {
      way.splice(depth, way.length, name);
      // What is inside tells of a table; an array's own row would say nothing.
      if (value === null) continue;
      const path = JSON.stringify(way);
      const turn = turns.get(path) ?? 0;
      turns.set(path, turn + 1);
      const said = way.map((one) => one || '(no name)').join(' › ');
      fields.push({ key: `${path} ${turn}`, name: said, value, type });
    }
  }
  return { fields, isCut: headersLeftOut > 0 || shown.some(({ valuesLeftOut }) => valuesLeftOut > 0) };
}
