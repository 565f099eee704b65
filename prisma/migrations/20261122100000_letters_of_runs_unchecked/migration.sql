-- Checking each of a million letters against the one run that was just made took half of the time of a plan.
ALTER TABLE "run_letter" DROP CONSTRAINT "run_letter_run_id_fkey";
ALTER TABLE "bulk_move_letter" DROP CONSTRAINT "bulk_move_letter_move_id_fkey";

-- Those that do not go are counted at each look at a run: few of a million, or none.
CREATE INDEX "run_letter_left_out_idx" ON "run_letter"("run_id", "why") WHERE "state" = 'left_out';
