-- CreateTable
CREATE TABLE "letter_mark" (
    "dead_letter_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "letter_mark_pkey" PRIMARY KEY ("dead_letter_id","name")
);

-- CreateTable
CREATE TABLE "mark_progress" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "since" TEXT NOT NULL,
    "below" UUID,
    "is_complete" BOOLEAN NOT NULL DEFAULT false,
    "lease_until" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "worker_id" UUID,
    "marked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mark_progress_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "letter_mark_name_value_dead_letter_id_idx" ON "letter_mark"("name", "value", "dead_letter_id");
