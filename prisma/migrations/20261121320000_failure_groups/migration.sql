-- CreateTable
CREATE TABLE "failure_group" (
    "id" UUID NOT NULL,
    "key" BYTEA NOT NULL,
    "source_queue" TEXT,
    "reason" TEXT,
    "error_type" TEXT,
    "pattern" TEXT,
    "file" TEXT,
    "function" TEXT,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "state_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until_letters" INTEGER,
    "until_per_hour" INTEGER,
    "came_back_at" TIMESTAMPTZ(6),
    "grew_at" TIMESTAMPTZ(6),
    "assignee_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "letters" INTEGER NOT NULL DEFAULT 0,
    "open_letters" INTEGER NOT NULL DEFAULT 0,
    "first_letter_id" UUID,
    "last_letter_id" UUID,

    CONSTRAINT "failure_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_letter" (
    "dead_letter_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "is_open" BOOLEAN NOT NULL,

    CONSTRAINT "group_letter_pkey" PRIMARY KEY ("dead_letter_id")
);

-- CreateTable
CREATE TABLE "group_hour" (
    "group_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,
    "letters" INTEGER NOT NULL,

    CONSTRAINT "group_hour_pkey" PRIMARY KEY ("group_id","hour")
);

-- CreateIndex
CREATE UNIQUE INDEX "failure_group_key_key" ON "failure_group"("key");

-- CreateIndex
CREATE INDEX "failure_group_last_letter_id_idx" ON "failure_group"("last_letter_id");

-- CreateIndex
CREATE INDEX "failure_group_letters_id_idx" ON "failure_group"("letters", "id");

-- CreateIndex
CREATE INDEX "group_letter_group_id_dead_letter_id_idx" ON "group_letter"("group_id", "dead_letter_id");

-- AddForeignKey
ALTER TABLE "failure_group" ADD CONSTRAINT "failure_group_assignee_id_fkey" FOREIGN KEY ("assignee_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;
