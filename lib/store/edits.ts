// Editing a letter's message before it is tried again. The letter stays as it came; the edited message is kept beside its replay.
import type { Actor } from '#lib/domain/actor.ts';
import { toBase64 } from '#lib/domain/bytes.ts';
import type { ReplayView } from '#lib/domain/dead-letter.ts';
import { applyEdit, type EditedMessage } from '#lib/domain/edit/apply-edit.ts';
import {
  MAX_EDITED_BODY,
  type EditedReplayRequest,
  type EditPreview,
  type MessageEdit,
  type StoredEdit,
} from '#lib/domain/edit/edit-request.ts';
import { EditFault } from '#lib/domain/edit/write-header.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { isId } from '#lib/domain/ids.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { isWrapper, unwrap } from '#lib/domain/unwrap.ts';
import { AppError } from '#lib/errors.ts';
import { act, noteOnce } from './act.ts';
import { db, type Tx } from './client.ts';
import { askReplays } from './replays.ts';
import { isSeenBy, requireRole } from './scope.ts';

type Message = {
  propertyBytes: Uint8Array;
  /** Null where it is larger than what can be edited: then it can only be replaced. */
  body: Uint8Array | null;
  bodyBytes: number;
  convention: string | null;
};

/** What a replay of the letter would be made from: the message inside, where a framework wrapped it. Throws not_found, conflict. */
export async function readEditable(
  actor: Actor,
  id: string,
  on: Pick<Tx, '$queryRaw'> = db(),
): Promise<Message> {
  const [row] = isId(id)
    ? await on.$queryRaw<Message[]>`
        SELECT l.property_bytes AS "propertyBytes", l.body_bytes AS "bodyBytes", l.convention,
          CASE WHEN l.body_bytes <= ${MAX_EDITED_BODY} THEN l.body END AS body
        FROM dead_letter l WHERE l.id = ${id}::uuid AND ${isSeenBy(actor)}`
    : [];
  if (row === undefined)
    throw new AppError('not_found', `There is no dead letter ${id}`, { details: { ids: [id] } });
  if (!isWrapper(row.convention)) return row;
  const { propertyBytes, body, convention } = row;
  const inside = body === null ? null : unwrap(convention, { propertyBytes, body });
  if (inside === null)
    throw new AppError('conflict', `The message inside of ${convention}’s error message cannot be read`, {
      details: { ids: [id] },
    });
  return { ...inside, bodyBytes: inside.body.length, convention };
}

/** The same for a page, which notes that its body was opened; in words, why there is nothing to edit. */
export async function openEditable(actor: Actor, id: string): Promise<Message | string> {
  requireRole(actor, 'operator');
  try {
    const message = await readEditable(actor, id);
    await noteOnce(actor, { act: 'body.open', letterIds: [id], details: { isWhole: false } });
    return message;
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return error.message;
    throw error;
  }
}

/** What an edit would change. Throws not_found, invalid_input naming what cannot be written. */
export async function previewEdit(
  actor: Actor,
  { deadLetterId, edit }: { deadLetterId: string; edit: MessageEdit },
): Promise<EditPreview> {
  requireRole(actor, 'operator');
  const message = await readEditable(actor, deadLetterId);
  await noteOnce(actor, { act: 'body.open', letterIds: [deadLetterId], details: { isWhole: false } });
  const { changes, propertyBytes, body } = editOf(message, edit);
  return {
    changes,
    before: partsOf(message.propertyBytes),
    after: partsOf(propertyBytes),
    bodyBytes: body?.length ?? message.bodyBytes,
  };
}

/** Asks for one letter to be tried again as it was edited. Throws as requestReplays, and invalid_input. */
export async function requestEditedReplay(
  actor: Actor,
  { deadLetterId, to, edit, reason }: EditedReplayRequest,
): Promise<ReplayView> {
  const details: Record<string, unknown> = { to };
  return act(
    actor,
    { act: 'letters.replay', reason, letterIds: [deadLetterId], details },
    async (tx, auditId) => {
      const asked = { to, leaveOutHeaders: [], amendBody: false, auditId, reason: reason || null };
      const [replay] = await askReplays(tx, actor, [deadLetterId], asked);
      const message = await readEditable(actor, deadLetterId, tx);
      const { changes, propertyBytes, body } = editOf(message, edit);
      if (changes.length === 0)
        throw new AppError('invalid_input', 'edit: changes nothing; try the letter again as it is', {
          details: { field: 'edit' },
        });
      // What is inside of a wrapper lies nowhere else.
      const kept = body ?? (isWrapper(message.convention) ? message.body : null);
      await tx.$executeRaw`INSERT INTO replay_edit (replay_id, property_bytes, body, changes)
        VALUES (${replay!.id}::uuid, ${propertyBytes}, ${kept}, ${changes}::text[])`;
      details.edited = changes.slice(0, 20);
      return { ...replay!, edited: changes };
    },
  );
}

/** What was sent instead of the letter's own message. Throws not_found. */
export async function readEdit(actor: Actor, replayId: string): Promise<StoredEdit> {
  type Row = { letterId: string; propertyBytes: Uint8Array; body: Uint8Array | null; changes: string[] };
  const [row] = isId(replayId)
    ? await db().$queryRaw<Row[]>`
        SELECT l.id AS "letterId", e.property_bytes AS "propertyBytes", e.body, e.changes
        FROM replay_edit e JOIN replay r ON r.id = e.replay_id JOIN dead_letter l ON l.id = r.dead_letter_id
        WHERE e.replay_id = ${replayId}::uuid AND ${isSeenBy(actor)}`
    : [];
  if (row === undefined) throw new AppError('not_found', `There is no edited replay ${replayId}`);
  await noteOnce(actor, { act: 'body.open', letterIds: [row.letterId], details: { isWhole: false } });
  return {
    ...partsOf(row.propertyBytes),
    changes: row.changes,
    body: row.body === null ? null : toBase64(row.body),
  };
}

function editOf(message: Message, edit: MessageEdit): EditedMessage {
  try {
    return applyEdit({ ...message, body: message.body ?? new Uint8Array() }, edit, message.convention);
  } catch (error) {
    if (!(error instanceof EditFault)) throw error;
    throw new AppError('invalid_input', `${error.field}: ${error.message}`, {
      details: { field: error.field },
    });
  }
}

function partsOf(propertyBytes: Uint8Array): EditPreview['before'] {
  const { properties, headers } = readProperties(propertyBytes);
  return { properties, headers: headers === null ? [] : readFieldTable(headers) };
}
