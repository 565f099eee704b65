-- What follows the drain has a row a name: marks are the first of them.
ALTER TABLE "mark_progress" RENAME TO "follower";
ALTER TABLE "follower" ADD COLUMN "name" TEXT NOT NULL DEFAULT 'marks';
ALTER TABLE "follower" DROP CONSTRAINT "mark_progress_pkey";
ALTER TABLE "follower" DROP COLUMN "id";
ALTER TABLE "follower" ALTER COLUMN "name" DROP DEFAULT;
ALTER TABLE "follower" ADD CONSTRAINT "follower_pkey" PRIMARY KEY ("name");
ALTER TABLE "follower" RENAME COLUMN "marked_at" TO "done_until";
