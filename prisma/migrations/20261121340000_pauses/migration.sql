-- A queue that people have paused is not drained: its letters wait in RabbitMQ.
ALTER TABLE "queue" ADD COLUMN "paused_at" TIMESTAMPTZ(6);
ALTER TABLE "queue" ADD COLUMN "paused_by" TEXT;
ALTER TABLE "queue" ADD COLUMN "paused_because" TEXT;
