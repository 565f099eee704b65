-- A value in a body that is JSON, as its own characters (1.0 stays 1.0); null where it is none, or is not there. It never fails.
-- n.b. It catches, so it begins a subtransaction, which no parallel plan of Postgres before 17 may: it stays PARALLEL UNSAFE.
CREATE FUNCTION "letter_body_value"(body BYTEA, path TEXT[]) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN convert_from(body, 'UTF8')::json #>> path;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;

-- Letters by what came of their last replay: few of all, since a new replay takes it away again.
CREATE INDEX "dead_letter_last_outcome_idx" ON "dead_letter"("last_outcome", "id") WHERE "last_outcome" IS NOT NULL;

-- More headers are marked than before: all letters anew.
UPDATE "follower" SET "below" = NULL, "is_complete" = false WHERE "name" = 'marks';

-- The names of a JSON object, for completion; null where the text is none. A value that only looks like an object is none.
CREATE FUNCTION "letter_names_in"(object TEXT) RETURNS TEXT[] LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN ARRAY(SELECT json_object_keys(object::json) LIMIT 1000);
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;
