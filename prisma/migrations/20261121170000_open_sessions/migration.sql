-- The few that are open are looked through every 10 s.
CREATE INDEX "session_open_idx" ON "session"("alive_at") WHERE "closed_at" IS NULL;
