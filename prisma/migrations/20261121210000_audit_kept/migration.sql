-- CreateTable
CREATE TABLE "audit_keep" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "days" INTEGER NOT NULL,

    CONSTRAINT "audit_keep_pkey" PRIMARY KEY ("id")
);

-- Runs with the rights of who migrates: the app's own role may call it, and cannot delete a line by itself. 0 days: for ever.
CREATE FUNCTION "forget_audit"() RETURNS BIGINT LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  WITH gone AS (
    DELETE FROM audit WHERE at < now() - (SELECT make_interval(days => days) FROM audit_keep WHERE days > 0) RETURNING 1
  ) SELECT count(*) FROM gone
$$;
