// Some lines of a body, laid out for reading: only what is seen is sent, and only what is needed is read.
import type { Actor } from '#lib/domain/actor.ts';
import type { BodyWindow, BodyWindowQuery } from '#lib/domain/body-schemas.ts';
import { bytesInWords } from '#lib/domain/amount-words.ts';
import { countUnread } from '#lib/domain/body/text.ts';
import { makeBody, type Body } from '#lib/domain/body/body.ts';
import { nameUnread } from '#lib/domain/body/looks.ts';
import { chooseViews, layOutAs, type ViewName } from '#lib/domain/body/views.ts';
import {
  dropUnsure,
  HEX_BYTES,
  layOutHex,
  layOutText,
  showLine,
  textOf,
  type LaidLine,
  type ShownLine,
} from '#lib/domain/body/window.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { openBody, readBodyRange, readBodyUpTo } from '#lib/store/bodies.ts';
import { inTurn } from '#lib/store/turns.ts';
import { MAX_BYTES, openPacked, type Opened } from './unpack.ts';

/** The first lines are made of this much. */
const HEAD_BYTES = 1024 * 1024;
const MAX_FOUND = 1000;
/** A window ends early where its lines are long. */
const MAX_CHARS = 400_000;
/** Lines above the first that was found. */
const ABOVE = 3;
/** In lines: then somebody else has a turn. */
const SLICE = 5000;
/** A head is asked for some more lines than are shown: those before its end are not sure. */
const AHEAD = 20;

type Shown = Pick<BodyWindow, 'lines' | 'next' | 'found'>;

/** Throws not_found. */
export async function readBodyWindow(actor: Actor, id: string, query: BodyWindowQuery): Promise<BodyWindow> {
  const { bodyBytes, propertyBytes, head } = await openBody(actor, id, HEAD_BYTES);
  const { contentType, contentEncoding } = readProperties(propertyBytes).properties;

  async function show(raw: Uint8Array, maxBytes: number): Promise<BodyWindow> {
    const isRawWhole = raw.length >= bodyBytes;
    const opened = await openPacked(raw, contentEncoding, isRawWhole, maxBytes);
    const body = makeBody(opened.bytes, contentType, opened.isWhole);
    const { views, best } = chooseViews(body);
    const as = query.as ?? best;
    const isHead = maxBytes === HEAD_BYTES && !opened.isWhole;
    const shown =
      as === 'hex' ? await showHex(actor, id, bodyBytes, query) : await showLines(body, as, query, isHead);
    return { as, views, unpacked: opened.layers, notes: tell(body, as, opened, bodyBytes), ...shown };
  }

  const isHeadEnough = query.as === 'hex' || (query.from === 0 && query.find === undefined);
  if (isHeadEnough) return show(head, HEAD_BYTES);
  return inTurn(actor, 'bodies', async () => show(await readBodyUpTo(actor, id, MAX_BYTES), MAX_BYTES));
}

async function showHex(actor: Actor, id: string, bodyBytes: number, query: BodyWindowQuery): Promise<Shown> {
  const offset = query.from * HEX_BYTES;
  const bytes =
    offset < bodyBytes ? await readBodyRange(actor, id, offset, query.lines * HEX_BYTES) : new Uint8Array();
  const lines = [...layOutHex(bytes, offset)].map((line, index) => showLine(line, query.from + index));
  const next = offset + bytes.length < bodyBytes && bytes.length > 0 ? query.from + query.lines : null;
  return { lines, next, found: null };
}

async function showLines(
  body: Body,
  as: Exclude<ViewName, 'hex'>,
  query: BodyWindowQuery,
  isHead: boolean,
): Promise<Shown> {
  const laid = as === 'text' ? layOutText(body.text) : layOutAs(as, body);
  const { lines, found, isOver } = await walk(laid, query, query.lines + (isHead ? AHEAD : 1));
  const sure = isHead && isOver ? dropUnsure(lines) : lines;
  const shown = sure.slice(0, query.lines);
  if (isOver && !isHead && sure.length === shown.length) return { lines: shown, next: null, found };
  // Of a head that is one huge value nothing is sure: it is shown, and asked for again.
  if (shown.length === 0) return { lines: lines.slice(0, query.lines), next: isHead ? 0 : null, found };
  return { lines: shown, next: shown.at(-1)!.at + 1, found };
}

type Walked = { lines: ShownLine[]; found: BodyWindow['found']; isOver: boolean };

/** The lines from where they are wanted, or from the first that was found; all are looked at where something is looked for. */
async function walk(laid: Iterator<LaidLine>, query: BodyWindowQuery, wanted: number): Promise<Walked> {
  const sought = query.find?.toLowerCase();
  const found = sought === undefined ? null : { lines: [] as number[], hasMore: false };
  const lines: ShownLine[] = [];
  let isPassing = query.skipDeeper !== undefined;
  let chars = 0;
  let isFull = false;
  let at = 0;
  for (let next = laid.next(); next.done !== true; next = laid.next(), at++) {
    if (at % SLICE === SLICE - 1) await pause();
    const line = next.value;
    if (found !== null && textOf(line).toLowerCase().includes(sought!)) {
      found.hasMore = found.lines.length === MAX_FOUND;
      if (found.hasMore) return { lines, found, isOver: false };
      found.lines.push(at);
    }
    if (isFull || at < query.from) continue;
    isPassing &&= line.depth > query.skipDeeper!;
    if (isPassing) continue;
    lines.push(showLine(line, at));
    // Only what stands right before the first that was found.
    if (found?.lines.length === 0 && lines.length > ABOVE) lines.shift();
    else chars += textOf(line).length;
    isFull = (lines.length >= wanted || chars >= MAX_CHARS) && (found === null || found.lines.length > 0);
    if (isFull && found === null) return { lines, found, isOver: false };
  }
  const isNotFound = found?.lines.length === 0;
  return { lines: isNotFound ? [] : lines, found, isOver: isNotFound || !isFull };
}

function tell(body: Body, as: ViewName, opened: Opened, bodyBytes: number): string[] {
  const notes: string[] = [];
  if (bodyBytes === 0) notes.push('The body is empty: 0 bytes.');
  if (opened.isCut && opened.bytes.length >= MAX_BYTES)
    notes.push(`Unpacking stops at ${bytesInWords(MAX_BYTES)}: there is more.`);
  else if (bodyBytes > MAX_BYTES && as !== 'hex')
    notes.push(
      `The first ${bytesInWords(MAX_BYTES)} of ${bytesInWords(bodyBytes)} can be read here; download it for the rest.`,
    );
  if (opened.fault !== null) notes.push(`It cannot be unpacked to its end (${opened.fault}).`);
  const unread = nameUnread(body);
  if (unread !== null) notes.push(unread);
  const lost = as === 'text' ? countUnread(body.text) : 0;
  if (lost > 0)
    notes.push(
      `${lost.toLocaleString('en-US')} characters could not be read and show as \uFFFD. The bytes are kept: see Hex.`,
    );
  return notes;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
