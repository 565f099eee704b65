-- Who asked for a replay chose that the body is changed where its framework counts in it (lib/domain/amend-body.ts).
ALTER TABLE "replay" ADD COLUMN "amends_body" BOOLEAN NOT NULL DEFAULT false;
