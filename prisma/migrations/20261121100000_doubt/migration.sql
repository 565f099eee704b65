-- Sessions know how they ended and what lay at their head; letters can be found again by what they hold.
ALTER TABLE "session" ADD COLUMN "closed_by" TEXT,
ADD COLUMN "head" BIGINT,
ADD COLUMN "prefetch" INTEGER NOT NULL DEFAULT 1000;

ALTER TABLE "queue" ADD COLUMN "last_letter_at" TIMESTAMPTZ(6);
UPDATE "queue" q SET "last_letter_at" =
  (SELECT max(l."arrived_at") FROM "dead_letter" l WHERE l."broker_id" = q."broker_id" AND l."dead_letter_queue" = q."name");

-- Ids are made at arrival (UUIDv7), so their order is the order of arrival.
DROP INDEX "dead_letter_arrived_at_id_idx";
DROP INDEX "dead_letter_status_arrived_at_id_idx";
DROP INDEX "dead_letter_source_queue_arrived_at_id_idx";
DROP INDEX "dead_letter_broker_id_dead_letter_queue_arrived_at_id_idx";

-- What is searched is read from the bytes themselves.
ALTER TABLE "dead_letter" ADD COLUMN "fingerprint" BIGINT,
DROP COLUMN "header_text",
DROP COLUMN "body_text";

CREATE INDEX "dead_letter_source_queue_id_idx" ON "dead_letter"("source_queue", "id");
CREATE INDEX "dead_letter_dead_letter_queue_idx" ON "dead_letter"("dead_letter_queue");
CREATE INDEX "dead_letter_fingerprint_idx" ON "dead_letter"("fingerprint");
-- Open letters are most of them, and the others are looked for by what became of them.
CREATE INDEX "dead_letter_open_idx" ON "dead_letter"("id") WHERE "status" = 'open';
CREATE INDEX "dead_letter_moved_idx" ON "dead_letter"("status", "id") WHERE "status" <> 'open';
