-- A replay passes asked → claimed → publishing in place: no index names the stage, and its page has room for the next version
-- of the row. An update that no index notices touches none of them.
DROP INDEX "replay_under_way_key";
DROP INDEX "replay_due_idx";
CREATE UNIQUE INDEX "replay_under_way_key" ON "replay"("dead_letter_id") WHERE "settled_at" IS NULL;
CREATE INDEX "replay_due_idx" ON "replay"("asked_at", "id") WHERE "settled_at" IS NULL;
ALTER TABLE "replay" ADD CONSTRAINT "replay_settled_check"
  CHECK (("settled_at" IS NULL) = ("stage" IN ('asked', 'claimed', 'publishing')));
ALTER TABLE "replay" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
