-- PostgreSQL pretends to be YugabyteDB: what it says of itself, and that a schema change neither
-- belongs to a transaction nor goes along with one (its page "Transactional DDL", where it is off).

CREATE OR REPLACE FUNCTION pg_catalog.version() RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT 'PostgreSQL 15.2-YB-2025.1.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang 17' $$;

CREATE FUNCTION public.refuse_in_transaction() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Of the library's sessions; what tests do beside them is not meant.
    IF current_setting('search_path') LIKE '%pg_temp'
            AND pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'DDL within a transaction block' USING ERRCODE = '0A000';
    END IF;
END $$;
CREATE EVENT TRIGGER alone ON ddl_command_start EXECUTE FUNCTION public.refuse_in_transaction();
