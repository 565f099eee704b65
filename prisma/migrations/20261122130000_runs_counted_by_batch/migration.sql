-- What a run feeds is known by its replays: its lines, which were written twice a letter, are not written any more where letters go
-- in the order of arrival. How many were settled is written once a batch, and added to the run by its next step.
ALTER TABLE "replay" ADD COLUMN "run_position" INTEGER;

-- CreateTable
CREATE TABLE "run_settled" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "stage" TEXT NOT NULL,
    "letters" INTEGER NOT NULL,

    CONSTRAINT "run_settled_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "run_settled_run_id_idx" ON "run_settled"("run_id");

-- Runs that are under way.
UPDATE "replay" r SET "run_position" = x."position" FROM "run_letter" x
WHERE x."replay_id" = r."id" AND x."state" = 'fed' AND r."settled_at" IS NULL;

INSERT INTO "run_settled" ("run_id", "stage", "letters")
SELECT x."run_id", r."stage", count(*) FROM "run_letter" x JOIN "replay" r ON r."id" = x."replay_id"
WHERE x."state" = 'fed' AND r."settled_at" IS NOT NULL GROUP BY 1, 2;
