// Large letters by the SHA-256 of their bodies: what was published against what Postgres itself sums up.
import { createHash } from 'node:crypto';
import type { Publisher } from 'rabbitmq-client';
import { QUEUE, type Stage } from './stage.ts';

export async function publishBody(publisher: Publisher, body: Buffer, digests: Set<string>): Promise<void> {
  await publisher.send({ routingKey: QUEUE, durable: true }, body);
  digests.add(createHash('sha256').update(body).digest('hex'));
}

export type Compared = { lost: number; surplus: number; faults: string[] };

export async function compareDigests({ database }: Stage, published: ReadonlySet<string>): Promise<Compared> {
  const rows = await database.query<{ digest: string }>(
    `SELECT encode(sha256(coalesce(d.body, (SELECT string_agg(p.bytes, ''::bytea ORDER BY p.part) FROM body_part p
      WHERE p.dead_letter_id = d.id))), 'hex') AS digest FROM dead_letter d`,
  );
  const stored = rows.map(({ digest }) => digest);
  const lost = [...published].filter((digest) => !stored.includes(digest)).length;
  const surplus = stored.length - new Set(stored).size;
  const strangers = stored.filter((digest) => !published.has(digest)).length;
  const faults: string[] = [];
  if (lost > 0) faults.push(`${lost} letters are not stored as they were.`);
  if (surplus > 0) faults.push(`${surplus} letters are stored twice.`);
  if (strangers > 0) faults.push(`${strangers} letters have bytes that nobody published.`);
  return { lost, surplus, faults };
}
