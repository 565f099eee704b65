-- CreateTable
CREATE TABLE "replay_edit" (
    "replay_id" UUID NOT NULL,
    "property_bytes" BYTEA NOT NULL,
    "body" BYTEA,
    "changes" TEXT[],

    CONSTRAINT "replay_edit_pkey" PRIMARY KEY ("replay_id")
);

-- AddForeignKey
ALTER TABLE "replay_edit" ADD CONSTRAINT "replay_edit_replay_id_fkey" FOREIGN KEY ("replay_id") REFERENCES "replay"("id") ON DELETE CASCADE ON UPDATE CASCADE;
