-- CreateTable
CREATE TABLE "broker" (
    "id" SMALLSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "broker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" UUID NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "alive_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stopped_at" TIMESTAMPTZ(6),
    "counters" JSONB NOT NULL DEFAULT '{}',
    "problems" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "queue" (
    "broker_id" SMALLINT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "problem" TEXT,
    "depth" INTEGER,
    "consumers" INTEGER,
    "seen_at" TIMESTAMPTZ(6),

    CONSTRAINT "queue_pkey" PRIMARY KEY ("broker_id","name")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "broker_id" SMALLINT NOT NULL,
    "queue" TEXT NOT NULL,
    "worker_id" UUID NOT NULL,
    "opened_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "alive_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(6),
    "settled_seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dead_letter" (
    "id" UUID NOT NULL,
    "broker_id" SMALLINT NOT NULL,
    "dead_letter_queue" TEXT NOT NULL,
    "session_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "redelivered" BOOLEAN NOT NULL,
    "redeliveries" INTEGER NOT NULL DEFAULT 0,
    "is_perhaps_two" BOOLEAN NOT NULL DEFAULT false,
    "arrived_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_exchange" BYTEA NOT NULL,
    "delivered_routing_key" BYTEA NOT NULL,
    "property_bytes" BYTEA NOT NULL,
    "body_bytes" INTEGER NOT NULL,
    "body" BYTEA,
    "status" TEXT NOT NULL DEFAULT 'open',
    "last_outcome" TEXT,
    "kept_raw_because" TEXT,
    "came_from_replay_id" UUID,
    "source_queue" TEXT,
    "exchange" TEXT,
    "routing_key" TEXT,
    "reason" TEXT,
    "deaths" INTEGER NOT NULL DEFAULT 0,
    "error_type" TEXT,
    "error_message" TEXT,
    "error_stack" TEXT,
    "header_text" TEXT NOT NULL DEFAULT '',
    "body_text" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "body_part" (
    "dead_letter_id" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "body_part_pkey" PRIMARY KEY ("dead_letter_id","part")
);

-- CreateTable
CREATE TABLE "replay" (
    "id" UUID NOT NULL,
    "broker_id" SMALLINT NOT NULL,
    "dead_letter_id" UUID NOT NULL,
    "run_id" UUID,
    "actor" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "to_kind" TEXT NOT NULL,
    "to_exchange" TEXT NOT NULL,
    "to_routing_key" TEXT NOT NULL,
    "stage" TEXT NOT NULL DEFAULT 'asked',
    "worker_id" UUID,
    "lease_until" TIMESTAMPTZ(6),
    "publishing_at" TIMESTAMPTZ(6),
    "settled_at" TIMESTAMPTZ(6),
    "detail" TEXT,
    "dropped" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "replay_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert" (
    "dead_letter_id" UUID NOT NULL,
    "broker_id" SMALLINT NOT NULL,
    "channel" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "post_id" UUID,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("dead_letter_id")
);

-- CreateTable
CREATE TABLE "post" (
    "id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "stage" TEXT NOT NULL DEFAULT 'due',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(6),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "unanswered" INTEGER NOT NULL DEFAULT 0,
    "posted_at" TIMESTAMPTZ(6),
    "slack_ts" TEXT,
    "slack_channel" TEXT,
    "problem" TEXT,

    CONSTRAINT "post_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "channel" (
    "name" TEXT NOT NULL,
    "next_post_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "channel_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "broker_name_key" ON "broker"("name");

-- CreateIndex
CREATE INDEX "worker_alive_at_idx" ON "worker"("alive_at");

-- CreateIndex
CREATE INDEX "session_broker_id_queue_closed_at_idx" ON "session"("broker_id", "queue", "closed_at");

-- CreateIndex
CREATE INDEX "session_worker_id_idx" ON "session"("worker_id");

-- CreateIndex
CREATE INDEX "dead_letter_arrived_at_id_idx" ON "dead_letter"("arrived_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "dead_letter_status_arrived_at_id_idx" ON "dead_letter"("status", "arrived_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "dead_letter_source_queue_arrived_at_id_idx" ON "dead_letter"("source_queue", "arrived_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "dead_letter_broker_id_dead_letter_queue_arrived_at_id_idx" ON "dead_letter"("broker_id", "dead_letter_queue", "arrived_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "dead_letter_session_id_seq_key" ON "dead_letter"("session_id", "seq");

-- CreateIndex
CREATE INDEX "replay_dead_letter_id_asked_at_idx" ON "replay"("dead_letter_id", "asked_at");

-- CreateIndex
CREATE INDEX "alert_post_id_idx" ON "alert"("post_id");

-- CreateIndex
CREATE INDEX "post_channel_stage_next_try_at_idx" ON "post"("channel", "stage", "next_try_at");

-- AddForeignKey
ALTER TABLE "queue" ADD CONSTRAINT "queue_broker_id_fkey" FOREIGN KEY ("broker_id") REFERENCES "broker"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_broker_id_fkey" FOREIGN KEY ("broker_id") REFERENCES "broker"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "worker"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "body_part" ADD CONSTRAINT "body_part_dead_letter_id_fkey" FOREIGN KEY ("dead_letter_id") REFERENCES "dead_letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "replay" ADD CONSTRAINT "replay_dead_letter_id_fkey" FOREIGN KEY ("dead_letter_id") REFERENCES "dead_letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_dead_letter_id_fkey" FOREIGN KEY ("dead_letter_id") REFERENCES "dead_letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "post"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

-- One letter has one replay under way.
CREATE UNIQUE INDEX "replay_under_way_key" ON "replay"("dead_letter_id") WHERE "stage" IN ('asked', 'claimed', 'publishing');
CREATE INDEX "replay_due_idx" ON "replay"("asked_at") WHERE "stage" IN ('asked', 'claimed', 'publishing');
CREATE INDEX "alert_waiting_idx" ON "alert"("channel", "due_at") WHERE "post_id" IS NULL;
CREATE INDEX "post_due_idx" ON "post"("next_try_at") WHERE "stage" IN ('due', 'sending');
CREATE INDEX "dead_letter_came_from_idx" ON "dead_letter"("came_from_replay_id") WHERE "came_from_replay_id" IS NOT NULL;
INSERT INTO "broker" ("name") VALUES ('default');
