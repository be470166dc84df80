-- Schemas for tests, made once and used again: making one costs half a second, cleaning one a
-- fiftieth of that. A test process holds a schema by an advisory lock, so its end, however it
-- comes, gives the schema back. tests/postgres.py runs this in the database "postgres".

CREATE SCHEMA pool;
CREATE SEQUENCE pool.numbers;
CREATE TABLE pool.pristine (shape text NOT NULL);

-- Everything that a test may have changed besides rows.
CREATE FUNCTION pool.shape(tenant text) RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
        SELECT concat_ws(',', c.relname, a.attname, a.atttypid) AS line
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = to_regnamespace(tenant) AND c.relkind IN ('r', 'i')
            AND a.attnum > 0) AS lines
$$;

-- A new schema has just been made by the library: the first one is what all are brought back to.
CREATE FUNCTION pool.keep(tenant text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    PERFORM pg_advisory_xact_lock(1);
    IF EXISTS (SELECT FROM pool.pristine) THEN
        RETURN;
    END IF;
    INSERT INTO pool.pristine VALUES (pool.shape(tenant));
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = tenant LOOP
        EXECUTE format('CREATE TABLE pool.%I AS TABLE %I.%I', 'old_' || name, tenant, name);
    END LOOP;
END
$$;

-- False: it could not be cleaned and is gone.
CREATE FUNCTION pool.clean(tenant text) RETURNS boolean LANGUAGE plpgsql
SET client_min_messages = warning AS $$
DECLARE name text; differs boolean;
BEGIN
    -- The search indexes are made when they are first needed.
    FOR name IN SELECT tablename FROM pg_tables
            WHERE schemaname = tenant AND tablename LIKE 'crm\_words\_%' LOOP
        EXECUTE format('DROP TABLE %I.%I', tenant, name);
    END LOOP;
    IF pool.shape(tenant) IS DISTINCT FROM (SELECT shape FROM pool.pristine) THEN
        EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', tenant);
        RETURN false;
    END IF;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = tenant LOOP
        EXECUTE format('SELECT EXISTS (TABLE %1$I.%2$I EXCEPT TABLE pool.%3$I)'
            ' OR EXISTS (TABLE pool.%3$I EXCEPT TABLE %1$I.%2$I)', tenant, name, 'old_' || name)
            INTO differs;
        IF differs THEN
            EXECUTE format('DELETE FROM %I.%I', tenant, name);
            EXECUTE format('INSERT INTO %I.%I TABLE pool.%I', tenant, name, 'old_' || name);
        END IF;
    END LOOP;
    RETURN true;
END
$$;

-- A schema that nobody uses, as if just made; or the name of a new one, which is to be made by the
-- library and then kept.
CREATE FUNCTION pool.take(OUT tenant text, OUT is_new boolean) LANGUAGE plpgsql AS $$
BEGIN
    is_new := false;
    FOR tenant IN SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pool\_%' ORDER BY 1 LOOP
        IF NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory'
                AND objid::bigint = (hashtext(tenant)::bigint & 4294967295))
            AND pg_try_advisory_lock(2, hashtext(tenant)) THEN
            is_new := NOT pool.clean(tenant);
            RETURN;
        END IF;
    END LOOP;
    tenant := 'pool_' || nextval('pool.numbers');
    is_new := true;
    PERFORM pg_advisory_lock(2, hashtext(tenant));
END
$$;

-- A user with a password, which pg_hba.conf asks for.
CREATE FUNCTION pool.make_guarded() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CREATE ROLE guarded LOGIN PASSWORD 'right';
EXCEPTION WHEN duplicate_object THEN
    NULL;
END
$$;
