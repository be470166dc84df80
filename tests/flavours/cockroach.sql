-- PostgreSQL pretends to be CockroachDB: what it says of itself, and what it refuses by its pages
-- "Online schema changes: schema changes within transactions" and "Read committed transactions".

CREATE OR REPLACE FUNCTION pg_catalog.version() RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT 'CockroachDB CCL v25.2.0 (x86_64-pc-linux-gnu, built 2025/05/01, go1.23.7)' $$;

-- One schema change by itself: a second one in a transaction, or one after a write, half-commits.
CREATE FUNCTION public.refuse_in_transaction() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Of the library's sessions; what tests do beside them is not meant.
    IF current_setting('search_path') LIKE '%pg_temp'
            AND pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'transaction committed but schema change aborted' USING ERRCODE = 'XXA00';
    END IF;
END $$;
CREATE EVENT TRIGGER alone ON ddl_command_start EXECUTE FUNCTION public.refuse_in_transaction();
