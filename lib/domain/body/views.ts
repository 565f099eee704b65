// The ways to look at a body: which fit it, the best first, and the lines of each.
import { layOut, layOutJson, type JsonLine } from '#lib/domain/json-text.ts';
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import type { Body } from './body.ts';
import { readBson } from './bson.ts';
import { readCbor } from './cbor.ts';
import { layOutForm } from './form.ts';
import * as looks from './looks.ts';
import { readMsgpack } from './msgpack.ts';
import { readPhp } from './php.ts';
import { readProtobuf } from './protobuf.ts';
import { layOutXml } from './xml.ts';

export const viewNames = [
  'json',
  'xml',
  'form',
  'php',
  'bson',
  'cbor',
  'msgpack',
  'protobuf',
  'text',
  'hex',
] as const;
export type ViewName = (typeof viewNames)[number];

type View = {
  label: string;
  /** Content types that say so. */
  type: RegExp;
  /** Whether its bytes look like it. */
  looks(body: Body): boolean;
  /** Shown at once where nothing but its looks speak for it. */
  isSure: boolean;
  /** Its content type is believed. */
  isBinary: boolean;
  lay(body: Body): Iterator<JsonLine>;
};

const fromTokens =
  (read: (bytes: Uint8Array, isWhole: boolean) => Iterator<JsonToken>) =>
  ({ bytes, isWhole }: Body) =>
    layOut(read(bytes, isWhole));

/** In the order in which looks are asked. */
const structured: Record<Exclude<ViewName, 'text' | 'hex'>, View> = {
  json: {
    label: 'JSON',
    type: /json/,
    looks: looks.looksJson,
    isSure: true,
    isBinary: false,
    lay: ({ text }) => layOutJson(text),
  },
  xml: {
    label: 'XML',
    type: /\bxml\b/,
    looks: looks.looksXml,
    isSure: true,
    isBinary: false,
    lay: ({ text }) => layOutXml(text),
  },
  form: {
    label: 'Form',
    type: /x-www-form-urlencoded/,
    looks: looks.looksForm,
    isSure: false,
    isBinary: false,
    lay: ({ text }) => layOutForm(text),
  },
  php: {
    label: 'PHP',
    type: /php-?serialized/,
    looks: looks.looksPhp,
    isSure: true,
    isBinary: true,
    lay: fromTokens(readPhp),
  },
  bson: {
    label: 'BSON',
    type: /bson/,
    looks: looks.looksBson,
    isSure: true,
    isBinary: true,
    lay: fromTokens(readBson),
  },
  cbor: {
    label: 'CBOR',
    type: /cbor/,
    looks: looks.looksCbor,
    isSure: true,
    isBinary: true,
    lay: fromTokens(readCbor),
  },
  msgpack: {
    label: 'MessagePack',
    type: /msgpack|messagepack/,
    looks: looks.looksMsgpack,
    isSure: true,
    isBinary: true,
    lay: fromTokens(readMsgpack),
  },
  protobuf: {
    label: 'Protobuf',
    type: /protobuf|\bgrpc|x-proto\b/,
    looks: looks.looksProtobuf,
    isSure: false,
    isBinary: true,
    lay: fromTokens(readProtobuf),
  },
};
const structuredNames = Object.keys(structured) as (keyof typeof structured)[];

export function labelOf(name: ViewName): string {
  return name === 'text' ? 'Text' : name === 'hex' ? 'Hex' : structured[name].label;
}

/** The views that fit, in a fixed order, and the one to begin with. Text and hex always fit. */
export function chooseViews(body: Body): { views: ViewName[]; best: ViewName } {
  const fitting = structuredNames.filter((name) => fits(structured[name], body));
  const said = fitting.find((name) => structured[name].type.test(body.contentType));
  const sure = fitting.find((name) => structured[name].isSure);
  const plain = body.isText ? 'text' : 'hex';
  return { views: [...fitting, 'text', 'hex'], best: said ?? sure ?? plain };
}

/** What a content type says counts for formats of bytes; texts must look like it too, since many say JSON of what is none. */
function fits({ type, looks: look, isBinary }: View, body: Body): boolean {
  if (body.bytes.length === 0) return false;
  return look(body) || (isBinary && type.test(body.contentType) && !body.isText);
}

/** The lines of a structured view. */
export function layOutAs(name: Exclude<ViewName, 'text' | 'hex'>, body: Body): Iterator<JsonLine> {
  return structured[name].lay(body);
}
