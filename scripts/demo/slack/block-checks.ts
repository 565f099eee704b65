// The checks that Block Kit's rules are made of, and the words in which Slack refuses.

export type Faults = string[];
export type Check = (value: unknown, pointer: string, faults: Faults) => void;
export type Fields = Record<string, { check: Check; isRequired?: boolean }>;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One of several types, told apart by `type`; `rules` hold what concerns several fields of one type. */
export function typed(types: Record<string, Fields>, rules: Record<string, Check> = {}): Check {
  return (value, pointer, faults) => {
    if (!isObject(value)) return void faults.push(`must be an object [json-pointer:${pointer}]`);
    const type = typeof value['type'] === 'string' ? value['type'] : '';
    const fields = Object.hasOwn(types, type) ? types[type] : undefined;
    if (fields === undefined)
      return void faults.push(`unsupported type: ${String(value['type'])} [json-pointer:${pointer}/type]`);
    const { type: _, ...others } = value;
    object(fields)(others, pointer, faults);
    if (Object.hasOwn(rules, type)) rules[type]?.(value, pointer, faults);
  };
}

/** An object of one shape, which has no type. */
export function object(fields: Fields): Check {
  return (value, pointer, faults) => {
    if (!isObject(value)) return void faults.push(`must be an object [json-pointer:${pointer}]`);
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name))
        faults.push(`invalid additional property: ${name} [json-pointer:${pointer}]`);
    }
    for (const [name, { check, isRequired }] of Object.entries(fields)) {
      if (value[name] !== undefined) check(value[name], `${pointer}/${name}`, faults);
      else if (isRequired) faults.push(`missing required field: ${name} [json-pointer:${pointer}]`);
    }
  };
}

export function text(max: number): Check {
  return (value, pointer, faults) => {
    if (typeof value !== 'string') return void faults.push(`must be a string [json-pointer:${pointer}]`);
    if (value.length === 0) faults.push(`must be more than 0 characters [json-pointer:${pointer}]`);
    if (value.length > max) faults.push(`must be less than ${max + 1} characters [json-pointer:${pointer}]`);
  };
}

export function oneOf(...values: unknown[]): Check {
  return (value, pointer, faults) => {
    if (!values.includes(value)) faults.push(`must be a valid enum value [json-pointer:${pointer}]`);
  };
}

export function url(max: number): Check {
  return (value, pointer, faults) => {
    text(max)(value, pointer, faults);
    if (!/^https?:\/\//.test(String(value))) faults.push(`must be a valid URL [json-pointer:${pointer}]`);
  };
}

export function list(max: number, check: Check, min = 1): Check {
  return (value, pointer, faults) => {
    if (!Array.isArray(value)) return void faults.push(`must be an array [json-pointer:${pointer}]`);
    if (value.length < min) faults.push(`no fewer than ${min} items allowed [json-pointer:${pointer}]`);
    if (value.length > max) faults.push(`no more than ${max} items allowed [json-pointer:${pointer}]`);
    value.forEach((item, index) => check(item, `${pointer}/${index}`, faults));
  };
}

export const isFlag = oneOf(true, false);

export function plainText(max: number): Record<string, Fields> {
  return { plain_text: { text: { check: text(max), isRequired: true }, emoji: { check: isFlag } } };
}

export function anyText(max: number): Record<string, Fields> {
  return {
    ...plainText(max),
    mrkdwn: { text: { check: text(max), isRequired: true }, verbatim: { check: isFlag } },
  };
}
