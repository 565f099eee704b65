-- A bitmap may be that of many blocks (docs/decisions/0017-search.md): a search reads less of the disk.
CREATE TABLE "text_bitmap" (
    "id" UUID NOT NULL,
    "first_id" UUID NOT NULL,
    "width" INTEGER NOT NULL,
    "bits" BYTEA NOT NULL,
    "is_full" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "text_bitmap_pkey" PRIMARY KEY ("id")
);
-- Not packed: a search reads some bytes of it.
ALTER TABLE "text_bitmap" ALTER COLUMN "bits" SET STORAGE EXTERNAL;
-- Bitmaps that are still to be joined.
CREATE INDEX "text_bitmap_open_idx" ON "text_bitmap" ("first_id") WHERE NOT "is_full";

ALTER TABLE "text_block" ADD COLUMN "width" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "is_small" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "bitmap_id" UUID,
  ADD COLUMN "bitmap_at" INTEGER NOT NULL DEFAULT 0;
INSERT INTO "text_bitmap" (id, first_id, width, bits)
  SELECT id, first_id, (cardinality(letters) + 7) / 8, bitmap FROM "text_block" WHERE bitmap IS NOT NULL;
-- Each row is written anew: with room for what changes later, and its keys once.
ALTER TABLE "text_block" SET (fillfactor = 50);
DROP INDEX "text_block_keys_idx";
UPDATE "text_block" SET width = (cardinality(letters) + 7) / 8, is_small = bitmap IS NULL, bitmap_id = CASE WHEN bitmap IS NOT NULL THEN id END;
DROP INDEX "text_block_small_idx";
ALTER TABLE "text_block" DROP COLUMN "bitmap", ALTER COLUMN "width" DROP DEFAULT, ALTER COLUMN "is_small" DROP DEFAULT,
  ALTER COLUMN "bitmap_at" DROP DEFAULT;
CREATE INDEX "text_block_keys_idx" ON "text_block" USING GIN ("keys") WITH (fastupdate = off);
-- Blocks that are still to be merged. It names no column that changes, and a page has room for what does: so where a bitmap goes to
-- another place, no key of its blocks is written again.
CREATE INDEX "text_block_small_idx" ON "text_block" ("first_id") WHERE "is_small";
