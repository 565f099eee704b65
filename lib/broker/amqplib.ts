// The only door to amqplib: loads it with its codec wrapped, so that messages come and go byte for byte.
// Left alone, amqplib reads headers into JavaScript and writes them again as other types, and ends the connection at a tag it does not know.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Socket } from 'node:net';
import type * as Amqplib from 'amqplib';
import {
  basicClass,
  deliverMethod,
  publishMethod,
  readDeliver,
  writeHeader,
  writePublish,
  type DeliverFields,
  type PublishFields,
} from './frames.ts';

export type { ChannelModel, ConfirmChannel } from 'amqplib';

/** A message as the wrapped codec reads it: of the properties only their own bytes. */
export type WireMessage = {
  fields: DeliverFields;
  properties: { propertyBytes: Uint8Array };
  content: Buffer;
};

/** A message that nobody took: basic.return. */
export type ReturnedMessage = {
  fields: { replyCode: number; replyText: string };
  properties: { propertyBytes: Uint8Array };
};

/** What we use of amqplib's connection that its types do not show. */
export type ConnectionInside = {
  stream: Socket;
  frameMax: number;
  /** Gives the next whole frame, or false where there is none yet. */
  recvFrame(): unknown;
  /** Its heartbeat check looks here for life of the broker. */
  recvSinceLastCheck: boolean;
  /** Writes what the channels have ready, message by message. */
  muxer: { _readIncoming(): void };
};

type ChannelInside = {
  sendMessage(fields: PublishFields, properties: { propertyBytes: Uint8Array }, content: Buffer): boolean;
  pushConfirmCallback(callback: (error: Error | null) => void): void;
};

type Definitions = {
  [isWrapped]?: true;
  decode(id: number, bytes: Buffer): unknown;
  encodeMethod(id: number, channel: number, fields: unknown): Buffer;
  encodeProperties(id: number, channel: number, bodySize: number, properties: unknown): Buffer;
};

const isWrapped = Symbol.for('letterthief.amqplib.isWrapped');
const load = createRequire(import.meta.url);

export const amqp = loadWrapped();

/** amqplib's own connection under its ChannelModel. */
export function lookInside(model: Amqplib.ChannelModel): ConnectionInside {
  return model.connection as unknown as ConnectionInside;
}

/** What the channels have ready at once leaves in one go: a system call for each message was a sixth of a replay's work. */
export function writeTogether({ stream, muxer }: ConnectionInside): void {
  const writeReady = muxer._readIncoming.bind(muxer);
  muxer._readIncoming = () => {
    stream.cork();
    try {
      writeReady();
    } finally {
      stream.uncork();
    }
  };
}

/**
 * Publishes on a confirm channel, properties and routing key as they are. Calls back at its confirm (true) or nack
 * (false), not when the channel ends. Gives false when the channel wants to drain first. Throws when it is closed.
 */
export function publishBytes(
  channel: Amqplib.ConfirmChannel,
  message: PublishFields & { propertyBytes: Uint8Array; body: Uint8Array },
  onAnswer: (isTaken: boolean) => void,
): boolean {
  const inside = channel as unknown as ChannelInside;
  const { propertyBytes, body, ...fields } = message;
  const content = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const hasRoom = inside.sendMessage(fields, { propertyBytes }, content);
  inside.pushConfirmCallback((error) => {
    // amqplib calls back for a closed channel as well, before anyone has heard that it is closed.
    if (error === null || error.message === 'message nacked') onAnswer(error === null);
  });
  return hasRoom;
}

/** Acks all deliveries of a channel up to and with this tag. False when the channel or its connection is closed. */
export function ackAllThrough(channel: Amqplib.Channel, deliveryTag: number): boolean {
  try {
    channel.ack({ fields: { deliveryTag } } as Amqplib.Message, true);
    return true;
  } catch (error) {
    if (error instanceof amqp.IllegalOperationError) return false;
    throw error;
  }
}

function loadWrapped(): typeof Amqplib {
  const folder = dirname(load.resolve('amqplib'));
  const definitionsPath = join(folder, 'lib', 'defs.js');
  const wasLoaded = load.cache[definitionsPath] !== undefined;
  const definitions = load(definitionsPath) as Definitions;
  // amqplib takes these functions out of the module once, when it is loaded itself: later would be too late.
  if (!definitions[isWrapped] && wasLoaded)
    throw new Error('amqplib was loaded before lib/broker could wrap its codec');
  if (!definitions[isWrapped]) wrap(definitions);
  return load('amqplib') as typeof Amqplib;
}

function wrap(definitions: Definitions): void {
  const { decode, encodeMethod, encodeProperties } = definitions;
  definitions[isWrapped] = true;
  definitions.decode = (id, bytes) => {
    // A copy: the socket's chunk is larger, and would live as long as the letter.
    if (id === basicClass) return { propertyBytes: Buffer.from(bytes) };
    return id === deliverMethod ? readDeliver(bytes) : decode(id, bytes);
  };
  definitions.encodeMethod = (id, channel, fields) =>
    id === publishMethod ? writePublish(channel, fields as PublishFields) : encodeMethod(id, channel, fields);
  definitions.encodeProperties = (id, channel, bodySize, properties) => {
    const { propertyBytes } = properties as { propertyBytes?: Uint8Array };
    return propertyBytes
      ? writeHeader(channel, bodySize, propertyBytes)
      : encodeProperties(id, channel, bodySize, properties);
  };
}
