// Letters that come back from an export: they keep their ids, and what was given; the rest is derived anew. Nobody is alerted.
import { uuidv7 } from 'uuidv7';
import { hostname } from 'node:os';
import type { Actor } from '#lib/domain/actor.ts';
import { timeOfId } from '#lib/domain/cursor.ts';
import { decode, nothingDerived } from '#lib/domain/decode.ts';
import type { ExportedLetter } from '#lib/domain/letter-export.ts';
import { mayAct } from '#lib/domain/permissions.ts';
import { VERSION } from '#lib/domain/version.ts';
import { countArrivalsFrom } from './arrivals.ts';
import { BROKER_ID, db } from './client.ts';
import { fingerprintOf } from './fingerprint.ts';
import { insertImported, type Imported } from './import-rows.ts';
import { insertParts, inTransaction } from './insert-letters.ts';
import { requireRole } from './scope.ts';
import { isRefusedRow, sqlStateOf } from './trouble.ts';

/** A checked line, its body beside it. */
export type LetterToImport = { line: number; letter: ExportedLetter; body: Uint8Array };
export type ImportedBatch = {
  imported: number;
  alreadyThere: number;
  refused: { line: number; why: string }[];
};

/** Of all the acks that there could be: what is imported is never in doubt. */
const SETTLED = 2n ** 62n;

/** The session that the letters of one import belong to, in a worker that never ran. */
export async function openImport(actor: Actor): Promise<string> {
  requireRole(actor, 'administrator');
  const [id, workerId] = [uuidv7(), uuidv7()];
  await db().$transaction([
    db().$executeRaw`
      INSERT INTO worker (id, host, pid, version, alive_at, stopped_at)
      VALUES (${workerId}::uuid, ${`${hostname()} (import)`}, 0, ${VERSION}, 'epoch', now())`,
    db().$executeRaw`
      INSERT INTO session (id, broker_id, queue, worker_id, closed_at, closed_by, settled_seq)
      VALUES (${id}::uuid, ${BROKER_ID}, '', ${workerId}::uuid, now(), 'itself', ${SETTLED})`,
  ]);
  return id;
}

/** Each in one transaction with what belongs to it. Throws what Postgres throws where it is not a letter's fault. */
export async function storeImported(
  actor: Actor,
  sessionId: string,
  letters: readonly LetterToImport[],
): Promise<ImportedBatch> {
  requireRole(actor, 'administrator');
  const understood = letters.map(derive);
  const barred = understood.filter(({ derived }) => !mayAct(actor, derived.sourceQueue));
  const refused = barred.map(({ line, derived }) => ({
    line,
    why: `you may not act on ${derived.sourceQueue ?? 'letters of an unknown queue'}`,
  }));
  // In the order of their ids, so that two imports at once wait for one another one way alone.
  const rest = understood.filter((one) => !barred.includes(one)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const done = await storeHalving(sessionId, rest);
  if (rest[0] !== undefined) await countArrivalsFrom(actor, timeOfId(rest[0].id));
  return { ...done, refused: [...refused, ...done.refused] };
}

/** What Postgres refuses is halved until it stands alone, and kept raw. */
async function storeHalving(sessionId: string, letters: readonly Imported[]): Promise<ImportedBatch> {
  const [alone, another] = letters;
  if (alone === undefined) return { imported: 0, alreadyThere: 0, refused: [] };
  try {
    const imported = await store(sessionId, letters);
    return { imported, alreadyThere: letters.length - imported, refused: [] };
  } catch (error) {
    if (!isRefusedRow(error)) throw error;
    const code = sqlStateOf(error) ?? 'refused by the driver';
    if (another === undefined) return storeRaw(sessionId, alone, code);
    const half = Math.ceil(letters.length / 2);
    const first = await storeHalving(sessionId, letters.slice(0, half));
    const second = await storeHalving(sessionId, letters.slice(half));
    return {
      imported: first.imported + second.imported,
      alreadyThere: first.alreadyThere + second.alreadyThere,
      refused: [...first.refused, ...second.refused],
    };
  }
}

async function storeRaw(sessionId: string, letter: Imported, code: string): Promise<ImportedBatch> {
  if (letter.keptRawBecause !== null)
    return {
      imported: 0,
      alreadyThere: 0,
      refused: [{ line: letter.line, why: `Postgres refuses it (${code})` }],
    };
  const keptRawBecause = `Postgres refused what was read from it (${code})`;
  return storeHalving(sessionId, [{ ...letter, derived: nothingDerived, keptRawBecause }]);
}

function store(sessionId: string, letters: readonly Imported[]): Promise<number> {
  return inTransaction(async (run) => {
    const stored = await insertImported(run, sessionId, letters);
    for (const letter of letters)
      if (letter.isParted && stored.has(letter.id)) await insertParts(run, letter);
    return stored.size;
  });
}

/** What was kept raw stays so: to look into it may be what killed a worker. */
function derive({ line, letter, body }: LetterToImport): Imported {
  const delivery = {
    queue: letter.queue,
    seq: line,
    redelivered: letter.redelivered,
    exchange: Buffer.from(letter.delivered.exchange, 'base64'),
    routingKey: Buffer.from(letter.delivered.routingKey, 'base64'),
    propertyBytes: Buffer.from(letter.propertyBytes, 'base64'),
    body,
  };
  const isRaw = letter.keptRawBecause !== null;
  return {
    ...letter,
    line,
    delivery,
    fingerprint: fingerprintOf(delivery),
    derived: isRaw ? nothingDerived : decode(delivery),
    isParted: body.byteLength > 1024 * 1024,
  };
}
