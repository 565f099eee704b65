// Block Kit's rules for the blocks that a post may hold, written from https://docs.slack.dev/reference/block-kit.

export type Block = Record<string, unknown> & { type?: unknown };

type Faults = string[];
type Check = (value: unknown, pointer: string, faults: Faults) => void;
type Fields = Record<string, { check: Check; isRequired?: boolean }>;

/** What Slack would refuse, in the words it uses, each with a JSON pointer. Empty when all is well. */
export function findBlockFaults(blocks: readonly unknown[]): string[] {
  const faults: Faults = [];
  if (blocks.length > 50) faults.push('no more than 50 items allowed [json-pointer:/blocks]');
  const seen = new Set<string>();
  blocks.forEach((block, index) => {
    const pointer = `/blocks/${index}`;
    checkTyped(blockTypes, block, pointer, faults);
    const id = isObject(block) ? block['block_id'] : undefined;
    if (typeof id !== 'string') return;
    if (seen.has(id)) faults.push(`\`block_id\` already exists: ${id} [json-pointer:${pointer}/block_id]`);
    seen.add(id);
  });
  return faults;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkTyped(types: Record<string, Fields>, value: unknown, pointer: string, faults: Faults): void {
  if (!isObject(value)) return void faults.push(`must be an object [json-pointer:${pointer}]`);
  const fields = typeof value['type'] === 'string' ? types[value['type']] : undefined;
  if (fields === undefined)
    return void faults.push(`unsupported type: ${String(value['type'])} [json-pointer:${pointer}/type]`);
  for (const name of Object.keys(value)) {
    if (name !== 'type' && fields[name] === undefined)
      faults.push(`invalid additional property: ${name} [json-pointer:${pointer}]`);
  }
  for (const [name, { check, isRequired }] of Object.entries(fields)) {
    if (value[name] !== undefined) check(value[name], `${pointer}/${name}`, faults);
    else if (isRequired) faults.push(`missing required field: ${name} [json-pointer:${pointer}]`);
  }
  if (value['type'] === 'section' && value['text'] === undefined && value['fields'] === undefined)
    faults.push(`must define either \`text\` or \`fields\` [json-pointer:${pointer}/type]`);
}

function text(max: number): Check {
  return (value, pointer, faults) => {
    if (typeof value !== 'string') return void faults.push(`must be a string [json-pointer:${pointer}]`);
    if (value.length === 0) faults.push(`must be more than 0 characters [json-pointer:${pointer}]`);
    if (value.length > max) faults.push(`must be less than ${max + 1} characters [json-pointer:${pointer}]`);
  };
}

function oneOf(...values: unknown[]): Check {
  return (value, pointer, faults) => {
    if (!values.includes(value)) faults.push(`must be a valid enum value [json-pointer:${pointer}]`);
  };
}

function url(max: number): Check {
  return (value, pointer, faults) => {
    text(max)(value, pointer, faults);
    if (!/^https?:\/\//.test(String(value))) faults.push(`must be a valid URL [json-pointer:${pointer}]`);
  };
}

function typed(types: Record<string, Fields>): Check {
  return (value, pointer, faults) => checkTyped(types, value, pointer, faults);
}

function list(max: number, check: Check): Check {
  return (value, pointer, faults) => {
    if (!Array.isArray(value)) return void faults.push(`must be an array [json-pointer:${pointer}]`);
    if (value.length === 0) faults.push(`no fewer than 1 items allowed [json-pointer:${pointer}]`);
    if (value.length > max) faults.push(`no more than ${max} items allowed [json-pointer:${pointer}]`);
    value.forEach((item, index) => check(item, `${pointer}/${index}`, faults));
  };
}

const isFlag = oneOf(true, false);

function plainText(max: number): Record<string, Fields> {
  return { plain_text: { text: { check: text(max), isRequired: true }, emoji: { check: isFlag } } };
}

function anyText(max: number): Record<string, Fields> {
  return {
    ...plainText(max),
    mrkdwn: { text: { check: text(max), isRequired: true }, verbatim: { check: isFlag } },
  };
}

const image: Fields = {
  image_url: { check: url(3000), isRequired: true },
  alt_text: { check: text(2000), isRequired: true },
};

const button: Fields = {
  text: { check: typed(plainText(75)), isRequired: true },
  action_id: { check: text(255) },
  url: { check: url(3000) },
  value: { check: text(2000) },
  style: { check: oneOf('primary', 'danger') },
  accessibility_label: { check: text(75) },
};

const block_id = { check: text(255) };

const blockTypes: Record<string, Fields> = {
  divider: { block_id },
  header: { block_id, text: { check: typed(plainText(150)), isRequired: true } },
  section: {
    block_id,
    text: { check: typed(anyText(3000)) },
    fields: { check: list(10, typed(anyText(2000))) },
    accessory: { check: typed({ button, image }) },
    expand: { check: isFlag },
  },
  context: { block_id, elements: { check: list(10, typed({ ...anyText(3000), image })), isRequired: true } },
  actions: { block_id, elements: { check: list(25, typed({ button })), isRequired: true } },
  image: { block_id, ...image, title: { check: typed(plainText(2000)) } },
};
