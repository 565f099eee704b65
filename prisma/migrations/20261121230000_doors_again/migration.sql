-- AlterTable
ALTER TABLE "invitation" ADD COLUMN "made_by_id" UUID;

-- Whoever calls it has a schema of temporary tables, which is searched first unless it is named: then it would read, and delete
-- from, the caller's own tables, with the rights of who migrates.
DO $do$ BEGIN EXECUTE format($make$
  CREATE OR REPLACE FUNCTION %1$I.forget_audit() RETURNS BIGINT LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, %1$I, pg_temp AS $$
    WITH gone AS (
      DELETE FROM %1$I.audit WHERE at < now() - (SELECT make_interval(days => days) FROM %1$I.audit_keep WHERE days > 0) RETURNING 1
    ) SELECT count(*) FROM gone
  $$ $make$, current_schema());
END $do$;
