-- CreateTable
CREATE TABLE "owner_rule" (
    "position" INTEGER NOT NULL,
    "queues" TEXT NOT NULL,
    "queues_like" TEXT NOT NULL,
    "person_id" UUID,
    "team" TEXT,

    CONSTRAINT "owner_rule_pkey" PRIMARY KEY ("position"),
    CONSTRAINT "owner_rule_is_one" CHECK (num_nonnulls("person_id", "team") = 1)
);

-- AddForeignKey
ALTER TABLE "owner_rule" ADD CONSTRAINT "owner_rule_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A note lies on a letter or on a group.
ALTER TABLE "note" ALTER COLUMN "dead_letter_id" DROP NOT NULL;
ALTER TABLE "note" ADD COLUMN "group_id" UUID;
ALTER TABLE "note" ADD CONSTRAINT "note_is_on_one" CHECK (num_nonnulls("dead_letter_id", "group_id") = 1);
ALTER TABLE "note" ADD CONSTRAINT "note_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "failure_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "note_group_id_id_idx" ON "note"("group_id", "id");

-- What a discard of many took, batch by batch, for who restores it.
CREATE INDEX "audit_discard_idx" ON "audit" (("details" ->> 'discardId'), "id") WHERE "details" ->> 'discardId' IS NOT NULL;
CREATE INDEX "audit_restore_idx" ON "audit" (("details" ->> 'restores'), "id") WHERE "details" ->> 'restores' IS NOT NULL;
