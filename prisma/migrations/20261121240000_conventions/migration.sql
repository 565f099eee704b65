-- AlterTable
ALTER TABLE "dead_letter" ADD COLUMN "convention" TEXT,
ADD COLUMN "message_type" TEXT,
ADD COLUMN "attempts" INTEGER;

-- CreateTable
CREATE TABLE "rebuild" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "up_to" UUID NOT NULL,
    "changed" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "rebuild_pkey" PRIMARY KEY ("id")
);
