// Block Kit's rules for the blocks that a post may hold, written from https://docs.slack.dev/reference/block-kit.
import {
  anyText,
  isFlag,
  isObject,
  list,
  plainText,
  text,
  typed,
  type Check,
  type Faults,
  type Fields,
} from './block-checks.ts';
import { elementRules, image, interactive } from './block-elements.ts';

export type Block = Record<string, unknown> & { type?: unknown };

/** What Slack would refuse, in the words it uses, each with a JSON pointer. Empty when all is well. */
export function findBlockFaults(blocks: readonly unknown[]): string[] {
  const faults: Faults = [];
  if (blocks.length > 50) faults.push('no more than 50 items allowed [json-pointer:/blocks]');
  const seen = new Set<string>();
  blocks.forEach((block, index) => {
    const pointer = `/blocks/${index}`;
    checkBlock(block, pointer, faults);
    if (!isObject(block)) return;
    checkOnce('block_id', block, pointer, seen, faults);
    const actions = new Set<string>();
    for (const [place, element] of elementsOf(block))
      checkOnce('action_id', element, pointer + place, actions, faults);
  });
  return faults;
}

/** What a block holds that people may press, each with where it stands in the block. */
export function elementsOf(
  block: Record<string, unknown>,
): [place: string, element: Record<string, unknown>][] {
  const { elements, accessory } = block;
  const places: [string, unknown][] = [
    ...(Array.isArray(elements)
      ? elements.map((one, at): [string, unknown] => [`/elements/${at}`, one])
      : []),
    ['/accessory', accessory],
  ];
  return places.flatMap(([place, one]): [string, Record<string, unknown>][] =>
    isObject(one) && typeof one['type'] === 'string' && Object.hasOwn(interactive, one['type'])
      ? [[place, one]]
      : [],
  );
}

function checkOnce(
  name: string,
  holder: Record<string, unknown>,
  pointer: string,
  seen: Set<string>,
  faults: Faults,
): void {
  const id = holder[name];
  if (typeof id !== 'string') return;
  if (seen.has(id)) faults.push(`\`${name}\` already exists: ${id} [json-pointer:${pointer}/${name}]`);
  seen.add(id);
}

const block_id = { check: text(255) };

const blockTypes: Record<string, Fields> = {
  divider: { block_id },
  header: { block_id, text: { check: typed(plainText(150)), isRequired: true } },
  section: {
    block_id,
    text: { check: typed(anyText(3000)) },
    fields: { check: list(10, typed(anyText(2000))) },
    accessory: { check: typed({ ...interactive, image }, elementRules) },
    expand: { check: isFlag },
  },
  context: { block_id, elements: { check: list(10, typed({ ...anyText(3000), image })), isRequired: true } },
  actions: { block_id, elements: { check: list(25, typed(interactive, elementRules)), isRequired: true } },
  image: { block_id, ...image, title: { check: typed(plainText(2000)) } },
};

const checkBlock: Check = typed(blockTypes, {
  section(value, pointer, faults) {
    if (isObject(value) && value['text'] === undefined && value['fields'] === undefined)
      faults.push(`must define either \`text\` or \`fields\` [json-pointer:${pointer}/type]`);
  },
});
