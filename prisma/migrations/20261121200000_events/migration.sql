-- CreateTable
CREATE TABLE "event" (
    "id" BIGSERIAL NOT NULL,
    "tx" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "queue" TEXT,
    "session_id" UUID,
    "first_seq" BIGINT,
    "last_seq" BIGINT,
    "ids" UUID[],

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_horizon" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "tx" xid8 NOT NULL,

    CONSTRAINT "event_horizon_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "event_tx_id_idx" ON "event"("tx", "id");
