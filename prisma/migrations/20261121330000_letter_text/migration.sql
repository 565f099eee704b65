-- What letters are searched by (lib/domain/search-text.ts, docs/decisions/0017-search.md).
CREATE TABLE "letter_text" (
    "dead_letter_id" UUID NOT NULL,
    "block_id" UUID NOT NULL,
    "words" TEXT NOT NULL,
    "is_cut" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "letter_text_pkey" PRIMARY KEY ("dead_letter_id")
);

-- CreateTable
CREATE TABLE "text_block" (
    "id" UUID NOT NULL,
    "first_id" UUID NOT NULL,
    "last_id" UUID NOT NULL,
    "keys" TSVECTOR NOT NULL,

    CONSTRAINT "text_block_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "letter_text_block_id_idx" ON "letter_text"("block_id");

-- What Prisma's schema language cannot say.
CREATE INDEX "text_block_keys_idx" ON "text_block" USING GIN ("keys");
CREATE INDEX "letter_text_cut_idx" ON "letter_text"("dead_letter_id") WHERE "is_cut";
