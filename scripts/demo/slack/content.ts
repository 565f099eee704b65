// What a message says, its text and blocks: read from a call, checked, and as Slack shows it again.
import { refuse, refuseWithReasons, type Answer } from './answers.ts';
import { elementsOf, findBlockFaults, type Block } from './blocks.ts';

export type Content = { text: string; blocks: Block[] };

/** Slack says it cuts text over 40,000 characters; the stand-in refuses, so that nobody relies on the cut. */
const MAX_TEXT = 40_000;
/** Not documented; met by many at about 13,200 characters of blocks (slackapi/bolt-js#2509). */
const MAX_BLOCKS_JSON = 13_200;

export function readContent(
  values: Record<string, unknown>,
): { content: Content; refusal: null } | { content: null; refusal: Answer } {
  const blocks = readBlocks(values['blocks']);
  const text = typeof values['text'] === 'string' ? values['text'] : '';
  const refusal = findRefusal(text, blocks);
  return refusal === null && blocks !== null
    ? { content: { text, blocks }, refusal: null }
    : { content: null, refusal: refusal ?? refuse('invalid_blocks_format') };
}

/** The blocks with the ids that Slack makes up where none were given. */
export function fillIds(ts: string, blocks: readonly Block[]): Block[] {
  return blocks.map((block, index) => {
    const filled = structuredClone({ block_id: `${ts}-${index}`, ...block });
    elementsOf(filled).forEach(([, element], at) => (element['action_id'] ??= `${ts}-${index}-${at}`));
    return filled;
  });
}

function findRefusal(text: string, blocks: Block[] | null): Answer | null {
  if (blocks === null) return refuse('invalid_blocks_format');
  if (text.trim() === '' && blocks.length === 0) return refuse('no_text');
  if (text.length > MAX_TEXT) return refuse('msg_too_long');
  const faults = findBlockFaults(blocks);
  if (faults.length > 0) return refuseWithReasons('invalid_blocks', faults);
  return JSON.stringify(blocks).length > MAX_BLOCKS_JSON ? refuse('msg_blocks_too_long') : null;
}

/** A form brings blocks as JSON text, JSON brings them as a list. Null when they are neither. */
function readBlocks(value: unknown): Block[] | null {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value as Block[];
  if (typeof value !== 'string') return null;
  try {
    const read: unknown = JSON.parse(value);
    return Array.isArray(read) ? (read as Block[]) : null;
  } catch {
    return null;
  }
}
