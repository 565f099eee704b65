-- How many letters arrived, by hour and queue (lib/store/arrivals.ts).
CREATE TABLE "arrival_hour" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "source_queue" TEXT,
    "dead_letter_queue" TEXT NOT NULL,
    "letters" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "arrival_counted" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "arrival_counted_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "arrival_hour_hour_idx" ON "arrival_hour"("hour");
