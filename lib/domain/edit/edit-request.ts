// What a person changes in a message before it is tried again. The letter stays as it came; what was sent is kept beside it.
import { z } from 'zod';
import { reason } from '#lib/domain/audit.ts';
import { header, headerTypes, properties } from '#lib/domain/message-schemas.ts';
import { replayTo } from '#lib/domain/replay-request.ts';

/** Of an edited body, in bytes: it comes as JSON, of which a route takes 1 MB. */
export const MAX_EDITED_BODY = 512 * 1024;
const MAX_HEADERS = 200;

/** Properties that a replay sends as they are set; the others it sets or leaves out itself. */
export const editableProperties = [
  'contentType',
  'contentEncoding',
  'priority',
  'correlationId',
  'replyTo',
  'messageId',
  'timestamp',
  'type',
  'appId',
  'clusterId',
] as const;
export type EditableProperty = (typeof editableProperties)[number];

const editedHeader = z
  .strictObject({
    name: z.string().describe('At most 255 bytes'),
    type: z.enum(headerTypes).exclude(['unknown', 'uint64']),
    value: z
      .unknown()
      .optional()
      .describe(
        'As letters show it: 64-bit integers, timestamps and decimals as text, bytes as base64, a table as a list of headers',
      ),
    encoding: z.exactOptional(z.literal('base64')).describe('The bytes of a text that is not UTF-8'),
  })
  .meta({ id: 'EditedHeader' });
export type EditedHeader = z.infer<typeof editedHeader>;

const value = z.union([z.string().max(255), z.number(), z.null()]);

export const messageEdit = z
  .strictObject({
    setHeaders: z
      .array(editedHeader)
      .max(MAX_HEADERS)
      .exactOptional()
      .describe('Take the place of those of their names, or come last; all others stay byte for byte'),
    removeHeaders: z.array(z.string().max(255)).max(MAX_HEADERS).exactOptional(),
    setProperties: z
      .partialRecord(z.enum(editableProperties), value)
      .exactOptional()
      .describe('null takes one away; timestamps are seconds'),
    body: z
      .union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.base64() })])
      .exactOptional()
      .describe(`At most ${MAX_EDITED_BODY / 1024} KB; without it the body stays as it came`),
  })
  .meta({ id: 'MessageEdit' });
export type MessageEdit = z.infer<typeof messageEdit>;

const deadLetterId = z.uuid({ error: 'must be a letter id (UUID)' }).toLowerCase();

export const editPreviewRequest = z.strictObject({ deadLetterId, edit: messageEdit });

export const editedReplayRequest = z
  .strictObject({ deadLetterId, to: replayTo, edit: messageEdit, reason })
  .refine(({ to }) => to.kind !== 'dead_letter_queue', {
    path: ['to'],
    error: 'what is put back goes as it came: it cannot be edited',
  });
export type EditedReplayRequest = z.infer<typeof editedReplayRequest>;

export const messageParts = z.object({ properties, headers: z.array(header) });

export const editPreview = z
  .object({
    changes: z.array(z.string()).describe('What the edit changes, in words; empty where nothing'),
    before: messageParts,
    after: messageParts,
    bodyBytes: z.number(),
  })
  .meta({ id: 'EditPreview' });
export type EditPreview = z.infer<typeof editPreview>;

export const storedEdit = messageParts
  .extend({
    changes: z.array(z.string()),
    body: z.base64().nullable().describe('Null where the letter’s own body was sent'),
  })
  .meta({ id: 'StoredEdit' });
export type StoredEdit = z.infer<typeof storedEdit>;
