-- CreateTable
CREATE TABLE "bulk_move" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "by" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "bulk_move_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_move_letter" (
    "move_id" UUID NOT NULL,
    "dead_letter_id" UUID NOT NULL,
    "is_moved" BOOLEAN,

    CONSTRAINT "bulk_move_letter_pkey" PRIMARY KEY ("move_id","dead_letter_id")
);

-- CreateIndex
CREATE INDEX "bulk_move_letter_dead_letter_id_idx" ON "bulk_move_letter"("dead_letter_id");

-- AddForeignKey
ALTER TABLE "bulk_move_letter" ADD CONSTRAINT "bulk_move_letter_move_id_fkey" FOREIGN KEY ("move_id") REFERENCES "bulk_move"("id") ON DELETE CASCADE ON UPDATE CASCADE;
