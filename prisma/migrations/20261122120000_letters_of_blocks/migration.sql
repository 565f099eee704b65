-- Which letters of a block may hold a term (docs/decisions/0017-search.md): all letters are indexed anew, while the app runs; until
-- then they are looked through one by one.
TRUNCATE "letter_text", "text_block";
DROP INDEX "letter_text_block_id_idx";
ALTER TABLE "letter_text" DROP COLUMN "block_id";
ALTER TABLE "text_block" ADD COLUMN "letters" UUID[], ADD COLUMN "bitmap" BYTEA;
-- Not packed: a search reads some bytes of it.
ALTER TABLE "text_block" ALTER COLUMN "bitmap" SET STORAGE EXTERNAL;
UPDATE "follower" SET below = NULL, is_complete = false WHERE name = 'text';
-- Blocks that are still to be merged.
CREATE INDEX "text_block_small_idx" ON "text_block" ("first_id") WHERE "bitmap" IS NULL;
-- Keys go into the index at once. Their list of what waits is read whole by each search, and grows without bound while a slow
-- autovacuum alone may empty it (Postgres 18.4: 430 MB and two seconds a search, measured).
ALTER INDEX "text_block_keys_idx" SET (fastupdate = off);
