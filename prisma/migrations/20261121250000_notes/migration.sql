-- CreateTable
CREATE TABLE "note" (
    "id" UUID NOT NULL,
    "dead_letter_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(6),
    "version" INTEGER NOT NULL DEFAULT 1,
    "author_kind" TEXT NOT NULL,
    "author_id" TEXT,
    "author_name" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "note_dead_letter_id_id_idx" ON "note"("dead_letter_id", "id");

-- AddForeignKey
ALTER TABLE "note" ADD CONSTRAINT "note_dead_letter_id_fkey" FOREIGN KEY ("dead_letter_id") REFERENCES "dead_letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
