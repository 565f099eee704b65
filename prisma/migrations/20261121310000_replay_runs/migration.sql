-- CreateTable
CREATE TABLE "replay_run" (
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "why_paused" TEXT,
    "planned_by" TEXT NOT NULL,
    "planned_by_id" TEXT,
    "planned_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_by" TEXT,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "audit_id" UUID,
    "reason" TEXT,
    "asked" JSONB NOT NULL,
    "plan" JSONB NOT NULL DEFAULT '{}',
    "queues" TEXT[],
    "total" INTEGER NOT NULL DEFAULT 0,
    "is_ready" BOOLEAN NOT NULL DEFAULT true,
    "read_to" INTEGER NOT NULL DEFAULT 0,
    "fed_to" INTEGER NOT NULL DEFAULT 0,
    "fed" INTEGER NOT NULL DEFAULT 0,
    "outcomes" JSONB NOT NULL DEFAULT '{}',
    "outcomes_before" JSONB NOT NULL DEFAULT '{}',
    "came_back" INTEGER NOT NULL DEFAULT 0,
    "came_back_before" INTEGER NOT NULL DEFAULT 0,
    "came_back_at" TIMESTAMPTZ(6),
    "canary" TEXT,
    "canary_until" TIMESTAMPTZ(6),
    "rate" DOUBLE PRECISION,
    "tokens" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "tokens_at" TIMESTAMPTZ(6),
    "pace" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "worker_id" UUID,
    "lease_until" TIMESTAMPTZ(6),
    "is_over" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "replay_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_letter" (
    "run_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "dead_letter_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "why" TEXT,
    "replay_id" UUID,
    "order_key" TEXT,
    "next" INTEGER,
    "due_at" TIMESTAMPTZ(6),

    CONSTRAINT "run_letter_pkey" PRIMARY KEY ("run_id","position")
);

-- AddForeignKey
ALTER TABLE "run_letter" ADD CONSTRAINT "run_letter_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "replay_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Runs that a worker has something to do for, and of each the letters that it looks for: those that may go now, those on their way.
CREATE INDEX "replay_run_due_idx" ON "replay_run"("id") WHERE NOT "is_over" AND "state" <> 'planned';
CREATE INDEX "run_letter_held_idx" ON "run_letter"("run_id", "state", "position") WHERE "state" IN ('ready', 'fed');
-- Letters that came back are few: those of a run are found among them by their replays.
CREATE INDEX "dead_letter_came_back_idx" ON "dead_letter"("id") WHERE "came_from_replay_id" IS NOT NULL;
