-- PostgreSQL pretends to be Citus 13: its extension is there, a schema is distributed by its owner
-- with citus_schema_distribute, and here no table may be made in one that is not.

INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
    VALUES (99990, 'citus', 10, 11, false, '13.0-1');

CREATE TABLE public.distributed (schemaid oid PRIMARY KEY);
GRANT ALL ON public.distributed TO PUBLIC;
CREATE FUNCTION pg_catalog.citus_schema_distribute(tenant regnamespace) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_has_role((SELECT nspowner FROM pg_namespace WHERE oid = tenant), 'USAGE') THEN
        RAISE EXCEPTION 'must be owner of schema %', tenant USING ERRCODE = '42501';
    ELSIF tenant::text = 'public' THEN
        RAISE EXCEPTION 'public schema cannot be distributed';
    END IF;
    INSERT INTO public.distributed VALUES (tenant) ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION public.refuse_undistributed() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE made record;
BEGIN
    FOR made IN SELECT * FROM pg_event_trigger_ddl_commands()
            WHERE command_tag = 'CREATE TABLE' AND schema_name <> 'pool' LOOP
        IF NOT EXISTS (SELECT FROM public.distributed
                       WHERE schemaid = made.schema_name::regnamespace) THEN
            RAISE EXCEPTION 'schema % is not distributed', made.schema_name;
        END IF;
    END LOOP;
END $$;
CREATE EVENT TRIGGER distributed_only ON ddl_command_end
    EXECUTE FUNCTION public.refuse_undistributed();
