-- A link that gives a person who is there a new password.
ALTER TABLE "invitation" ADD COLUMN "person_id" UUID;
