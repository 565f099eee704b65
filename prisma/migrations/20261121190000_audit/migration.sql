ALTER TABLE "replay" ADD COLUMN "audit_id" UUID;

-- CreateTable
CREATE TABLE "audit" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "address" TEXT,
    "act" TEXT NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'done',
    "reason" TEXT,
    "letter_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "remembered" (
    "actor_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_digest" BYTEA NOT NULL,
    "answer" JSONB,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "remembered_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateIndex
CREATE INDEX "audit_actor_id_id_idx" ON "audit"("actor_id", "id");

-- CreateIndex
CREATE INDEX "audit_letter_ids_idx" ON "audit" USING GIN ("letter_ids");

-- CreateIndex
CREATE INDEX "remembered_at_idx" ON "remembered"("at");
