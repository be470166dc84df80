-- a new database

PRAGMA mmap_size = 0;;
PRAGMA cell_size_check = ON;;
PRAGMA foreign_keys = ON;;
PRAGMA recursive_triggers = OFF;;
PRAGMA application_id;
SELECT count(*) FROM sqlite_schema;
PRAGMA page_size = 4096;;
PRAGMA auto_vacuum = NONE;;
PRAGMA encoding = 'UTF-8';;
BEGIN IMMEDIATE;;
PRAGMA application_id = 12345;;
COMMIT;
PRAGMA cache_size = 12345;
PRAGMA secure_delete = FAST;;
PRAGMA temp_store = MEMORY;;
PRAGMA fullfsync = ON;;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;;
PRAGMA wal_autocheckpoint = 12345;;
PRAGMA journal_size_limit = 12345;
SELECT count(*) FROM pragma_module_list WHERE name = 'fts5';
PRAGMA user_version;
BEGIN IMMEDIATE;
SELECT "number", "name" FROM "crm_entity";
INSERT INTO "crm_migration" ("number", "name", "at") VALUES (?, ?, ?) ON CONFLICT ("number") DO
    UPDATE SET "name" = excluded."name", "at" = excluded."at";
PRAGMA user_version = 1;
INSERT INTO "crm_field" ("entity", … 8 more …, "initial") VALUES (?, … 8 more …, ?) ON CONFLICT
    ("entity", "number") DO UPDATE SET "name" = excluded."name", … 6 more …, "initial" =
    excluded."initial";
SELECT "number" FROM "crm_meta" WHERE name = ?;
BEGIN DEFERRED;
PRAGMA data_version;
SELECT "number", "name", "label_en", "label_zh", "flags" FROM "crm_entity" WHERE number >= ? ORDER
    BY number;
SELECT "entity", … 8 more …, "initial" FROM "crm_field" WHERE number >= ? AND number < ? ORDER BY
    entity, number;
SELECT "t0"."id" FROM "channel" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    (("t0"."external_source" = ?) AND ("t0"."external_id" = ?)) ORDER BY "t0"."id" ASC;
SELECT "t0"."id" FROM "channel" AS "t0" WHERE "t0"."deleted_at" IS NOT NULL AND
    (("t0"."external_source" = ?) AND ("t0"."external_id" = ?)) ORDER BY "t0"."id" ASC;
SAVEPOINT s1;
INSERT INTO "channel" ("id", … 9 more …, "active") VALUES (?, … 9 more …, ?);
SELECT max(sequence) FROM "crm_history";
INSERT INTO "crm_history" ("sequence", … 7 more …, "reason") VALUES (?, … 7 more …, ?);
SELECT "t0"."id", "t0"."tag", "t0"."condition", "t0"."confidence", "t0"."expires_days",
    "t0"."take_away", "t0"."position" FROM "tag_rule" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    "t0"."entity_name" = ? AND "t0"."enabled" = ? ORDER BY "t0"."position" ASC NULLS LAST,
    "t0"."id" ASC LIMIT ?;
RELEASE s1;
SELECT "id", … 13 more …, "description" FROM "channel" WHERE id = ? AND deleted_at IS NULL;
SELECT id FROM "channel" WHERE id = ? AND deleted_at IS NULL;
SELECT "id", … 12 more …, "description" FROM "lead_source" WHERE id = ? AND deleted_at IS NULL;
INSERT INTO "pool" ("id", … 11 more …, "is_default") VALUES (?, … 11 more …, ?);
SELECT "t0"."id" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND "t0"."pool" = ? AND
    ("t0"."owner" IS NOT NULL) ORDER BY "t0"."id" ASC;
SELECT "id", … 20 more …, "time_zone" FROM "pool" WHERE id = ? AND deleted_at IS NULL;
SELECT target_id FROM "crm_link" WHERE record_id = ? AND entity = ? AND field = ? ORDER BY
    target_id;
SELECT count(*) FROM "pool" AS "t0" WHERE "t0"."deleted_at" IS NULL AND ("t0"."is_default" <> 0);
INSERT INTO "pool" ("id", … 16 more …, "on_return") VALUES (?, … 16 more …, ?);
INSERT INTO "pool_rule" ("id", … 18 more …, "exempt_with_opportunity") VALUES (?, … 18 more …, ?);
SELECT "id", … 28 more …, "target_pool" FROM "pool_rule" WHERE id = ? AND deleted_at IS NULL;
INSERT INTO "pool_rule" ("id", … 20 more …, "exempt_with_opportunity") VALUES (?, … 20 more …, ?);
INSERT INTO "score_model" ("id", … 17 more …, "enabled") VALUES (?, … 17 more …, ?);
SELECT "id", … 22 more …, "description" FROM "score_model" WHERE id = ? AND deleted_at IS NULL;
INSERT INTO "score_rule" ("id", … 14 more …, "decay") VALUES (?, … 14 more …, ?);
SELECT "id", … 23 more …, "decay_percent" FROM "score_rule" WHERE id = ? AND deleted_at IS NULL;
INSERT INTO "score_model" ("id", … 13 more …, "enabled") VALUES (?, … 13 more …, ?);
INSERT INTO "score_rule" ("id", … 15 more …, "enabled") VALUES (?, … 15 more …, ?);
SELECT "id", … 14 more …, "description" FROM "stage_group" WHERE id = ? AND deleted_at IS NULL;
SELECT "id", … 17 more …, "guidance" FROM "stage" WHERE id = ? AND deleted_at IS NULL;
INSERT INTO "stage" ("id", … 12 more …, "forecast_category") VALUES (?, … 12 more …, ?);
SELECT "t0"."id", … 13 more …, "t0"."position" FROM "alert_rule" AS "t0" WHERE "t0"."deleted_at" IS
    NULL ORDER BY "t0"."position" ASC NULLS LAST, "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."account", "t0"."id" FROM "customer_value" AS "t0" WHERE "t0"."deleted_at" IS NULL
    ORDER BY "t0"."account" ASC NULLS LAST, "t0"."id" ASC;

-- saving records

PRAGMA page_count;
PRAGMA page_size;
INSERT INTO "role" ("id", … 6 more …, "superuser") VALUES (?, … 6 more …, ?);
INSERT INTO "role_permission" ("id", … 10 more …, "can_create") VALUES (?, … 10 more …, ?);
SELECT "id", … 30 more …, "monthly_leads" FROM "user" WHERE id = ? AND deleted_at IS NULL;
SELECT entity, record_id FROM "crm_match_key" WHERE key = ? AND kind = ? ORDER BY entity, record_id
    LIMIT ?;
INSERT INTO "crm_match_key" ("entity", "record_id", "kind", "key") VALUES (?, ?, ?, ?);
SELECT "id", … 84 more …, "converted_opportunity" FROM "lead" WHERE id = ? AND deleted_at IS NULL;
WITH crm_row AS (SELECT id, owner, version, "title", "city", "owner_since", "recycle_at" FROM
    "lead" WHERE id = ? AND deleted_at IS NULL) SELECT id, version, CASE WHEN 0 = 0 THEN 1 ELSE 0
    END, "title", "city", "owner", "owner_since", "recycle_at" FROM crm_row;
UPDATE "lead" SET "title" = ?, "city" = ?, "version" = ?, "updated_at" = ?, "updated_by" = ? WHERE
    "id" = ? AND "version" = ?;
SELECT "t0"."id", … 7 more …, "t0"."created_at" FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON
    "t1"."id" = "t0"."owner" AND "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NOT NULL
    ORDER BY "t0"."id" ASC LIMIT ?;
WITH crm_row AS (SELECT id, owner, version, "external_source", "external_id", "owner_since",
    "recycle_at" FROM "lead" WHERE id = ? AND deleted_at IS NOT NULL) SELECT id, version, CASE WHEN
    0 = 0 THEN 1 ELSE 0 END, "external_source", "external_id", "owner", "owner_since", "recycle_at"
    FROM crm_row;

-- importing

SELECT "t0"."id", … 6 more …, "t0"."state" FROM "import_run" AS "t0" WHERE "t0"."deleted_at" IS
    NULL AND "t0"."file_hash" = ? AND "t0"."entity_name" = ? AND "t0"."name" = ? AND ("t0"."state"
    <> ?) ORDER BY "t0"."id" DESC NULLS LAST, "t0"."id" ASC LIMIT ?;
INSERT INTO "import_run" ("id", … 19 more …, "rejects_size") VALUES (?, … 19 more …, ?);
SELECT id FROM "pool" WHERE deleted_at IS NULL AND "external_source" = ? AND "external_id" = ?;
SELECT id FROM "pool" WHERE deleted_at IS NULL AND "name" = ?;
INSERT INTO "lead" ("id", … 22 more …, "currency") VALUES (?, … 22 more …, ?);
SELECT "phone_normal", "mobile_normal", "email", "wechat", "registration_number" FROM "lead" WHERE
    id = ? AND deleted_at IS NULL;
SELECT "name", … 8 more …, "validity_reason" FROM "lead" WHERE id = ? AND deleted_at IS NULL;
WITH crm_row AS (SELECT id, owner, version, "name", … 10 more …, "recycle_at" FROM "lead" WHERE id
    = ? AND deleted_at IS NULL) SELECT id, version, CASE WHEN 0 = 0 THEN 1 ELSE 0 END, "name", … 11
    more …, "recycle_at" FROM crm_row;
SELECT "record_id", "kind", "key" FROM "crm_match_key" WHERE record_id = ? AND entity = ?;
SELECT "owner" FROM "account" WHERE id = ?;
SELECT crm_row.id, crm_row."account" FROM "alert" AS crm_row WHERE crm_row."account" = ? AND
    crm_row.deleted_at IS NULL ORDER BY crm_row.id;
SELECT "t0"."id", "t0"."level" FROM "account" AS "t0" WHERE "t0"."deleted_at" IS NULL AND "t0"."id"
    IN (?, … 6 more …, ?) ORDER BY "t0"."id" ASC;
DELETE FROM due_work WHERE record_id = ? AND kind = ? AND entity_name = ? AND deleted_at IS NULL;

-- reading

SELECT sequence, at, actor, version, operation, reason, diff FROM "crm_history" WHERE record_id = ?
    AND entity = ? ORDER BY sequence DESC;
SELECT "owner", … 65 more …, "converted_opportunity" FROM "lead" WHERE id = ?;
SELECT "sequence", … 6 more …, "diff" FROM "crm_history" WHERE sequence > ? ORDER BY sequence LIMIT
    ?;
SELECT sequence, entity, record_id FROM "crm_history" WHERE sequence > ? ORDER BY sequence LIMIT ?;
INSERT OR REPLACE INTO "crm_words_channel" (rowid, terms) VALUES (?, ?);
SELECT name FROM "crm_meta" WHERE name >= ? ORDER BY "name" COLLATE BINARY ASC NULLS LAST;
SELECT "t0"."id", "t0"."name" FROM "user" AS "t0" WHERE "t0"."deleted_at" IS NULL AND "t0"."id" IN
    (SELECT rowid FROM "crm_words_user" WHERE "crm_words_user" MATCH ?) ORDER BY "t0"."id" DESC
    NULLS LAST, "t0"."id" ASC LIMIT ?;
SELECT count(*) FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND ("t0"."city" = ?);
SELECT "t0"."id", … 61 more …, "t0"."nurture_state" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS
    NULL AND ("t0"."city" = ?) ORDER BY "t0"."id" ASC;

-- queries

SELECT "t0"."id", … 7 more …, "t0"."created_at" FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON
    "t1"."id" = "t0"."owner" AND "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND
    (("t0"."score" > ?) AND ("t0"."city" IN (?, ?))) ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 7 more …, "t0"."created_at" FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON
    "t1"."id" = "t0"."owner" AND "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND
    ((substr("t0"."name", 1, length(?)) = ?) OR (length("t0"."email") >= length(?) AND
    substr("t0"."email", length("t0"."email") - length(?) + 1) = ?)) ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 7 more …, "t0"."created_at" FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON
    "t1"."id" = "t0"."owner" AND "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND
    ((instr("t0"."name", ?) > 0) AND ((length("t0"."name")) < ?)) ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 7 more …, "t0"."created_at" FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON
    "t1"."id" = "t0"."owner" AND "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND
    (("t0"."email" IS NULL) AND ("t0"."created_at" <= ?)) ORDER BY "t0"."id" ASC;
SELECT "t0"."name", "t1"."name", "t3"."name", "t0"."id" FROM "lead" AS "t0" LEFT JOIN "user" AS
    "t1" ON "t1"."id" = "t0"."owner" AND "t1"."deleted_at" IS NULL LEFT JOIN "team" AS "t2" ON
    "t2"."id" = "t1"."team" AND "t2"."deleted_at" IS NULL LEFT JOIN "pool" AS "t3" ON "t3"."id" =
    "t0"."pool" AND "t3"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND ("t2"."name" = ?)
    ORDER BY "t0"."id" ASC;
SELECT "t0"."id", "t0"."name", "t0"."score" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL
    ORDER BY "t0"."score" DESC NULLS LAST, "t0"."name" COLLATE BINARY ASC NULLS LAST, "t0"."id" ASC
    LIMIT ?;
SELECT "t0"."id", … 7 more …, "t0"."created_at" FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON
    "t1"."id" = "t0"."owner" AND "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND
    "t0"."id" IN (SELECT rowid FROM "crm_words_lead" WHERE "crm_words_lead" MATCH ?) ORDER BY
    "t0"."id" ASC LIMIT ?;
SELECT count(*) FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON "t1"."id" = "t0"."owner" AND
    "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL;
SELECT "t0"."id", … 6 more …, "t0"."currency" FROM "order" AS "t0" LEFT JOIN "account" AS "t1" ON
    "t1"."id" = "t0"."account" AND "t1"."deleted_at" IS NULL LEFT JOIN "user" AS "t2" ON "t2"."id"
    = "t0"."owner" AND "t2"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND
    (("t0"."currency" = ? AND ("t0"."amount" > ?)) AND ("t1"."name" <> ?)) ORDER BY "t0"."id" ASC;
SELECT "t1"."name", "t0"."placed_at", "t0"."amount", "t0"."currency" FROM "order" AS "t0" LEFT JOIN
    "account" AS "t1" ON "t1"."id" = "t0"."account" AND "t1"."deleted_at" IS NULL WHERE
    "t0"."deleted_at" IS NULL;
SELECT "t0"."id" FROM "user" AS "t0" WHERE "t0"."deleted_at" IS NULL AND "t0"."login" = ? ORDER BY
    "t0"."id" ASC LIMIT ?;
SELECT "role", "team", "active" FROM "user" WHERE deleted_at IS NULL AND id = ?;
SELECT "entity_name", "read_scope", "write_scope", "delete_scope", "can_create" FROM
    "role_permission" WHERE deleted_at IS NULL AND role = ?;
SELECT "t0"."id", … 7 more …, "t0"."created_at" FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON
    "t1"."id" = "t0"."owner" AND "t1"."deleted_at" IS NULL AND ("t1"."owner" = ?) WHERE
    "t0"."deleted_at" IS NULL AND ("t0"."owner" = ?) ORDER BY "t0"."id" ASC LIMIT ?;

-- links and tags

SELECT "t0"."id", "t0"."source", "t0"."expires_at" FROM "tag_link" AS "t0" WHERE "t0"."deleted_at"
    IS NULL AND "t0"."subject_entity" = ? AND "t0"."subject_id" = ? AND "t0"."tag" = ? ORDER BY
    "t0"."id" ASC;
SELECT "t1"."name", "t0"."source", "t2"."name", "t0"."tagged_at", "t0"."expires_at", "t0"."id" FROM
    "tag_link" AS "t0" LEFT JOIN "tag" AS "t1" ON "t1"."id" = "t0"."tag" AND "t1"."deleted_at" IS
    NULL LEFT JOIN "tag_rule" AS "t2" ON "t2"."id" = "t0"."rule" AND "t2"."deleted_at" IS NULL
    WHERE "t0"."deleted_at" IS NULL AND "t0"."subject_entity" = ? AND "t0"."subject_id" = ? AND
    (("t0"."expires_at" IS NULL) OR ("t0"."expires_at" > ?)) ORDER BY "t1"."name" COLLATE BINARY
    ASC NULLS LAST, "t0"."id" ASC;

-- work on leads

SELECT "t0"."id" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND ("t0"."converted_at" IS
    NULL) ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 10 more …, "t0"."edition" FROM "score_model" AS "t0" WHERE "t0"."deleted_at" IS
    NULL AND (("t0"."enabled" <> 0) AND ("t0"."entity_name" = ?)) ORDER BY "t0"."kind" COLLATE
    BINARY DESC NULLS LAST, "t0"."name" COLLATE BINARY ASC NULLS LAST, "t0"."edition" DESC NULLS
    LAST, "t0"."id" ASC;
SELECT "t0"."id", … 12 more …, "t0"."position" FROM "score_rule" AS "t0" WHERE "t0"."deleted_at" IS
    NULL AND "t0"."model" = ? AND ("t0"."enabled" <> 0) ORDER BY "t0"."position" ASC NULLS LAST,
    "t0"."id" ASC;
SELECT "t0"."id", … 11 more …, "t0"."currency" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL
    AND "t0"."id" IN (?, … 6 more …, ?) ORDER BY "t0"."id" ASC;
SELECT "t0"."subject_id", "t0"."kind", "t0"."at", "t0"."id" FROM "event" AS "t0" WHERE
    "t0"."deleted_at" IS NULL AND (("t0"."subject_entity" = ?) AND ("t0"."subject_id" > ?) AND
    ("t0"."subject_id" <= ?) AND ("t0"."at" > ?)) ORDER BY "t0"."subject_id" ASC NULLS LAST,
    "t0"."at" ASC NULLS LAST, "t0"."id" ASC;
WITH crm_row AS (SELECT id, owner, version, "score", "grade", "score_reasons", "scored_at",
    "owner_since", "recycle_at" FROM (VALUES (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?),
    (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?),
    (?), (?)) AS crm_wanted CROSS JOIN "lead" WHERE id = crm_wanted.column1 AND deleted_at IS NULL)
    SELECT id, version, CASE WHEN 0 = 0 THEN 1 ELSE 0 END, "score", "grade", "score_reasons",
    "scored_at", "owner", "owner_since", "recycle_at" FROM crm_row;
SELECT "t0"."id" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND (("t0"."converted_at" IS
    NULL) AND ("t0"."status" <> ?)) ORDER BY "t0"."id" ASC;
UPDATE "lead" SET "status" = ?, version = version + 1, updated_at = ?, updated_by = ? WHERE id IN
    (?, … 30 more …, ?);
SELECT "owner", … 7 more …, "converted_at" FROM "lead" WHERE id = ? AND deleted_at IS NULL;
WITH crm_row AS (SELECT id, owner, version, "owner_since", … 6 more …, "recycle_at" FROM (VALUES
    (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?),
    (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?)) AS crm_wanted CROSS JOIN
    "lead" WHERE id = crm_wanted.column1 AND deleted_at IS NULL) SELECT id, version, CASE WHEN 0 =
    0 THEN 1 ELSE 0 END, "owner", … 7 more …, "recycle_at" FROM crm_row;
SELECT count(*) FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON "t1"."id" = "t0"."owner" AND
    "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND "t0"."pool" = ? AND "t0"."owner"
    = ? AND ("t0"."converted_at" IS NULL);
SELECT count(*) FROM "claim" AS "t0" LEFT JOIN "lead" AS "t1" ON "t1"."id" = "t0"."lead" AND
    "t1"."deleted_at" IS NULL LEFT JOIN "user" AS "t2" ON "t2"."id" = "t0"."user" AND
    "t2"."deleted_at" IS NULL LEFT JOIN "pool" AS "t3" ON "t3"."id" = "t0"."pool" AND
    "t3"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND "t0"."pool" = ? AND "t0"."user" =
    ? AND "t0"."local_day" = ? AND "t0"."action" = ?;
WITH crm_row AS (SELECT id, owner, version, "owner_since", … 7 more …, "recycle_at" FROM "lead"
    WHERE id = ? AND deleted_at IS NULL) SELECT id, version, CASE WHEN 0 = 0 THEN 1 ELSE 0 END,
    "owner", … 8 more …, "recycle_at" FROM crm_row;
SELECT "name", … 9 more …, "recycle_rule" FROM "lead" WHERE id = ? AND deleted_at IS NULL;
UPDATE "lead" SET "owner" = ?, … 7 more …, "updated_by" = ? WHERE "id" = ? AND "version" = ?;
SELECT "t0"."id", … 6 more …, "t0"."available_until", NULL, "t0"."monthly_leads" FROM "user" AS
    "t0" WHERE "t0"."deleted_at" IS NULL ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT id FROM "user" WHERE id = ?;
SELECT "t0"."owner" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND (("t0"."owner" IS NOT
    NULL) AND ("t0"."converted_at" IS NULL));
SELECT "t0"."id", … 6 more …, "t0"."weights", NULL, NULL, NULL, "t0"."position" FROM "pool_rule" AS
    "t0" WHERE "t0"."deleted_at" IS NULL AND (("t0"."kind" = ?) AND ("t0"."enabled" <> 0)) ORDER BY
    "t0"."position" ASC NULLS LAST, "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."id" FROM "lead" AS "t0" LEFT JOIN "pool" AS "t1" ON "t1"."id" = "t0"."pool" AND
    "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND (("t0"."owner" IS NULL) AND
    ("t0"."converted_at" IS NULL) AND (NOT ("t0"."locked" <> 0)) AND (("t0"."pool" IS NULL) OR
    ("t1"."enabled" <> 0))) ORDER BY "t0"."id" ASC;
SELECT "t0"."id", "t0"."recycle_at" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    (("t0"."recycle_at" IS NOT NULL) AND ("t0"."recycle_at" <= ?)) ORDER BY "t0"."recycle_at" ASC
    NULLS LAST, "t0"."id" ASC;
SELECT "id", "kind", "entity_name", "record_id", "due_at", "payload", "attempts" FROM "due_work"
    WHERE state = 'pending' AND due_at <= ? AND deleted_at IS NULL ORDER BY due_at ASC, id ASC
    LIMIT ?;
SELECT due_at FROM due_work WHERE state = 'pending' AND deleted_at IS NULL ORDER BY due_at ASC, id
    ASC LIMIT ?;
SELECT "id", … 10 more …, "attempts" FROM "outbox" WHERE state IN ('pending', 'taken') AND
    taken_until <= ? AND deleted_at IS NULL ORDER BY id ASC LIMIT ?;
SELECT "t0"."id" FROM "account" AS "t0" WHERE "t0"."deleted_at" IS NULL AND "t0"."name" = ? ORDER
    BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC LIMIT ?;
SELECT "id", … 51 more …, "description" FROM "account" WHERE id = ? AND deleted_at IS NULL;
SELECT "id", … 44 more …, "description" FROM "contact" WHERE id = ? AND deleted_at IS NULL;
SELECT "t0"."id", "t0"."position" FROM "stage" AS "t0" LEFT JOIN "stage_group" AS "t1" ON "t1"."id"
    = "t0"."stage_group" AND "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND
    (("t1"."is_default" <> 0) AND ("t1"."enabled" <> 0) AND ("t0"."outcome" = ?)) ORDER BY
    "t0"."position" ASC NULLS LAST, "t0"."id" ASC LIMIT ?;
SELECT "t0"."id", … 6 more …, "t1"."allow_reopen" FROM "stage" AS "t0" LEFT JOIN "stage_group" AS
    "t1" ON "t1"."id" = "t0"."stage_group" AND "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS
    NULL ORDER BY "t0"."position" ASC NULLS LAST, "t0"."id" ASC;
WITH crm_row AS (SELECT id, owner, version, "stage_since", … 12 more …, "push_count" FROM
    "opportunity" WHERE id = ? AND deleted_at IS NULL) SELECT id, version, CASE WHEN 0 = 0 THEN 1
    ELSE 0 END, "stage_since", … 12 more …, "push_count" FROM crm_row;
SELECT "id", … 36 more …, "description" FROM "opportunity" WHERE id = ? AND deleted_at IS NULL;
SELECT "t0"."id", "t0"."account", "t0"."contact", "t0"."opportunity" FROM "activity" AS "t0" WHERE
    "t0"."deleted_at" IS NULL AND "t0"."lead" = ? ORDER BY "t0"."id" ASC;
SELECT "t0"."id" FROM "note" AS "t0" WHERE "t0"."deleted_at" IS NULL AND "t0"."subject_id" = ? AND
    "t0"."subject_entity" = ? ORDER BY "t0"."id" ASC;
WITH crm_row AS (SELECT id, owner, version, "status", "converted_at", "converted_account",
    "converted_contact", "converted_opportunity", "owner_since", "recycle_at" FROM "lead" WHERE id
    = ? AND deleted_at IS NULL) SELECT id, version, CASE WHEN 0 = 0 THEN 1 ELSE 0 END, "status", …
    6 more …, "recycle_at" FROM crm_row;
UPDATE "lead" SET "status" = ?, … 6 more …, "updated_by" = ? WHERE "id" = ? AND "version" = ?;
SELECT "t0"."id", … 6 more …, "t0"."journal" FROM "conversion" AS "t0" WHERE "t0"."deleted_at" IS
    NULL AND "t0"."lead" = ? AND "t0"."undone_at" IS NULL ORDER BY "t0"."id" DESC NULLS LAST,
    "t0"."id" ASC LIMIT ?;
SELECT count(*) FROM "approval" AS "t0" WHERE "t0"."deleted_at" IS NULL AND "t0"."subject_entity" =
    ? AND "t0"."subject_id" = ?;
SELECT count(*) FROM "tag_link" AS "t0" LEFT JOIN "tag" AS "t1" ON "t1"."id" = "t0"."tag" AND
    "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND "t0"."subject_entity" = ? AND
    "t0"."subject_id" = ?;
SELECT count(*) FROM "activity" AS "t0" LEFT JOIN "lead" AS "t1" ON "t1"."id" = "t0"."lead" AND
    "t1"."deleted_at" IS NULL LEFT JOIN "account" AS "t2" ON "t2"."id" = "t0"."account" AND
    "t2"."deleted_at" IS NULL LEFT JOIN "user" AS "t3" ON "t3"."id" = "t0"."owner" AND
    "t3"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND "t0"."subject_entity" = ? AND
    "t0"."subject_id" = ?;
WITH crm_row AS (SELECT id, owner, version, "external_source", … 14 more …, "push_count" FROM
    "opportunity" WHERE id = ? AND deleted_at IS NULL) SELECT id, version, CASE WHEN 0 = 0 THEN 1
    ELSE 0 END, "external_source", … 14 more …, "push_count" FROM crm_row;
SELECT crm_row.id, crm_link.target_id FROM crm_link JOIN "activity" AS crm_row ON crm_row.id =
    crm_link.record_id WHERE crm_link.target_id = ? AND crm_row.deleted_at IS NULL AND
    crm_link.entity = ? AND crm_link.field = ? ORDER BY crm_row.id;
SELECT "t0"."id", "t0"."level" FROM "account" AS "t0" WHERE "t0"."deleted_at" IS NULL AND "t0"."id"
    IN (?) ORDER BY "t0"."id" ASC;

-- duplicates

SELECT id FROM "duplicate_pair" WHERE deleted_at IS NULL AND "entity_a" = ? AND "id_a" = ? AND
    "entity_b" = ? AND "id_b" = ?;
SELECT "t0"."id", … 6 more …, "t0"."state" FROM "duplicate_pair" AS "t0" WHERE "t0"."deleted_at" IS
    NULL AND ("t0"."state" = ?) ORDER BY "t0"."found_at" DESC NULLS LAST, "t0"."id" ASC NULLS LAST,
    "t0"."id" ASC;
SELECT "t0"."state", "t0"."id" FROM "duplicate_pair" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    ((("t0"."entity_a" = ?) AND ("t0"."id_a" = ?) AND ("t0"."entity_b" = ?) AND ("t0"."id_b" = ?))
    OR (("t0"."entity_a" = ?) AND ("t0"."id_a" = ?) AND ("t0"."entity_b" = ?) AND ("t0"."id_b" =
    ?))) ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT "name", … 57 more …, "nurture_state" FROM "lead" WHERE id = ? AND deleted_at IS NULL;
SELECT "t0"."id", "t0"."subject_id" FROM "approval" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    (("t0"."subject_entity" = ?) AND ("t0"."subject_id" IN (?))) ORDER BY "t0"."id" ASC NULLS LAST,
    "t0"."id" ASC;
SELECT "t0"."id", "t0"."from_id" FROM "link" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    (("t0"."from_entity" = ?) AND ("t0"."from_id" IN (?)) AND ((NOT ("t0"."to_entity" = ?)) OR (NOT
    ("t0"."to_id" IN (?, ?))))) ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
INSERT INTO "alias" ("id", … 8 more …, "merge") VALUES (?, … 8 more …, ?);
SELECT "t0"."id" FROM "duplicate_pair" AS "t0" WHERE "t0"."deleted_at" IS NULL AND (("t0"."state" =
    ?) AND ("t0"."entity_a" = ?) AND ("t0"."entity_b" = ?) AND ("t0"."id_a" IN (?, ?)) AND
    ("t0"."id_b" IN (?, ?))) ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;

-- customers and reports

SELECT "t0"."id", … 8 more …, "t0"."quadrant" FROM "customer_value" AS "t0" WHERE "t0"."deleted_at"
    IS NULL ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."id" FROM "account" AS "t0" WHERE "t0"."deleted_at" IS NOT NULL ORDER BY "t0"."id" ASC;
SELECT "t0"."id" FROM "account" AS "t0" WHERE "t0"."deleted_at" IS NULL AND (("t0"."kind" IS NULL)
    OR ("t0"."kind" = ?) OR ("t0"."kind" = ?)) ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."id" FROM "segment_run" AS "t0" WHERE "t0"."deleted_at" IS NULL AND "t0"."kind" = ? AND
    "t0"."open_parts" IS NULL ORDER BY "t0"."id" DESC NULLS LAST, "t0"."id" ASC LIMIT ?;
WITH crm_row AS (SELECT id, owner, version, "recency_score", … 10 more …, "last_order_at" FROM
    (VALUES (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?),
    (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?)) AS crm_wanted CROSS
    JOIN "customer_value" WHERE id = crm_wanted.column1 AND deleted_at IS NULL) SELECT id, version,
    CASE WHEN 0 = 0 THEN 1 ELSE 0 END, "recency_score", … 10 more …, "last_order_at" FROM crm_row;
UPDATE "customer_value" SET "recency_score" = ?, … 8 more …, "updated_by" = ? WHERE "id" = ? AND
    "version" = ?;
SELECT "t0"."id", "t0"."code", "t0"."kind", "t0"."entity_name", "t0"."condition", "t0"."position"
    FROM "segment" AS "t0" WHERE "t0"."deleted_at" IS NULL AND (("t0"."enabled" <> 0) AND
    ("t0"."kind" <> ?)) ORDER BY "t0"."position" ASC NULLS LAST, "t0"."id" ASC NULLS LAST,
    "t0"."id" ASC;
SELECT "t0"."account", "t0"."id" FROM "alert" AS "t0" LEFT JOIN "alert_rule" AS "t1" ON "t1"."id" =
    "t0"."rule" AND "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND
    (("t0"."recovered_at" IS NULL) AND ("t0"."account" IS NOT NULL) AND ("t1"."kind" = ?)) ORDER BY
    "t0"."id" ASC;
SELECT "t0"."id" FROM "segment_run" AS "t0" WHERE "t0"."deleted_at" IS NULL AND (("t0"."kind" = ?)
    AND ("t0"."open_parts" IS NULL)) ORDER BY "t0"."id" DESC NULLS LAST, "t0"."id" ASC LIMIT ?;
SELECT "t0"."segment", "t0"."currency", "t0"."frequency", "t0"."monetary" FROM "rfm_snapshot" AS
    "t0" WHERE "t0"."deleted_at" IS NULL AND "t0"."run" = ? AND ("t0"."segment" IS NOT NULL);
SELECT "t0"."previous_segment", "t0"."segment" FROM "rfm_snapshot" AS "t0" WHERE "t0"."deleted_at"
    IS NULL AND "t0"."run" = ?;
SELECT "t0"."segment" FROM "segment_member" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    ("t0"."until" IS NULL);
SELECT "t0"."id", "t0"."code", "t0"."name", "t0"."kind", "t0"."enabled", "t0"."position" FROM
    "segment" AS "t0" WHERE "t0"."deleted_at" IS NULL ORDER BY "t0"."position" ASC NULLS LAST,
    "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."account", … 7 more …, "t0"."id" FROM "customer_value" AS "t0" LEFT JOIN "account" AS
    "t1" ON "t1"."id" = "t0"."account" AND "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS
    NULL AND ("t0"."segment" = ?) ORDER BY "t0"."amount" DESC NULLS LAST, "t0"."id" ASC LIMIT ?;
SELECT count(*) FROM "alert" AS "t0" LEFT JOIN "account" AS "t1" ON "t1"."id" = "t0"."account" AND
    "t1"."deleted_at" IS NULL LEFT JOIN "alert_rule" AS "t2" ON "t2"."id" = "t0"."rule" AND
    "t2"."deleted_at" IS NULL LEFT JOIN "user" AS "t3" ON "t3"."id" = "t0"."owner" AND
    "t3"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND ("t0"."recovered_at" IS NULL);
SELECT "t0"."id", … 12 more …, "t0"."reasons" FROM "alert" AS "t0" LEFT JOIN "account" AS "t1" ON
    "t1"."id" = "t0"."account" AND "t1"."deleted_at" IS NULL LEFT JOIN "user" AS "t2" ON "t2"."id"
    = "t0"."owner" AND "t2"."deleted_at" IS NULL LEFT JOIN "alert_rule" AS "t3" ON "t3"."id" =
    "t0"."rule" AND "t3"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND ("t0"."state" <>
    ?) ORDER BY "t0"."raised_at" DESC NULLS LAST, "t0"."id" DESC NULLS LAST, "t0"."id" ASC LIMIT ?;
SELECT count(*) FROM "task" AS "t0" LEFT JOIN "lead" AS "t1" ON "t1"."id" = "t0"."lead" AND
    "t1"."deleted_at" IS NULL LEFT JOIN "account" AS "t2" ON "t2"."id" = "t0"."account" AND
    "t2"."deleted_at" IS NULL LEFT JOIN "user" AS "t3" ON "t3"."id" = "t0"."owner" AND
    "t3"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND (("t0"."state" IN (?, ?)) AND
    ("t0"."due_at" <= ?));
SELECT count(*) FROM "task" AS "t0" LEFT JOIN "lead" AS "t1" ON "t1"."id" = "t0"."lead" AND
    "t1"."deleted_at" IS NULL LEFT JOIN "account" AS "t2" ON "t2"."id" = "t0"."account" AND
    "t2"."deleted_at" IS NULL LEFT JOIN "user" AS "t3" ON "t3"."id" = "t0"."owner" AND
    "t3"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND (("t0"."state" IN (?, ?)) AND
    ("t0"."due_at" > ?) AND ("t0"."due_at" <= ?));
SELECT count(*) FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON "t1"."id" = "t0"."owner" AND
    "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND ("t0"."recycle_at" <= ?);
SELECT count(*) FROM "alert" AS "t0" LEFT JOIN "account" AS "t1" ON "t1"."id" = "t0"."account" AND
    "t1"."deleted_at" IS NULL LEFT JOIN "alert_rule" AS "t2" ON "t2"."id" = "t0"."rule" AND
    "t2"."deleted_at" IS NULL LEFT JOIN "user" AS "t3" ON "t3"."id" = "t0"."owner" AND
    "t3"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND ("t0"."state" = ?);
SELECT count(*) FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON "t1"."id" = "t0"."owner" AND
    "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND (("t0"."owner" IS NULL) AND (NOT
    ("t0"."status" IN (?, ?))));
SELECT count(*) FROM "lead" AS "t0" LEFT JOIN "user" AS "t1" ON "t1"."id" = "t0"."owner" AND
    "t1"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND ("t0"."created_at" > ?);
SELECT "t0"."currency", "t0"."amount" FROM "opportunity" AS "t0" WHERE "t0"."deleted_at" IS NULL
    AND ("t0"."outcome" = ?);
SELECT "t0"."placed_at", "t0"."amount", "t0"."currency", "t0"."refunded_amount" FROM "order" AS
    "t0" WHERE "t0"."deleted_at" IS NULL AND ((NOT ("t0"."status" IN (?, ?, ?))) AND
    ("t0"."placed_at" <= ?) AND ("t0"."placed_at" > ?) AND ("t0"."currency" = ?));
SELECT "t0"."segment" FROM "customer_value" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    (("t0"."order_count" > ?) AND ("t0"."segment" IS NOT NULL));
SELECT "t0"."stage", … 7 more …, "t0"."id" FROM "opportunity" AS "t0" LEFT JOIN "stage" AS "t1" ON
    "t1"."id" = "t0"."stage" AND "t1"."deleted_at" IS NULL LEFT JOIN "stage_group" AS "t2" ON
    "t2"."id" = "t0"."stage_group" AND "t2"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL
    AND ("t0"."outcome" = ?) ORDER BY "t0"."id" ASC;
SELECT "t0"."lead", "t0"."at", "t0"."id" FROM "claim" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    ("t0"."action" IN (?, ?)) ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 8 more …, "t0"."updated_at" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL
    AND ("t0"."created_at" <= ?) ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."owner", "t1"."name", "t0"."amount", "t0"."currency", "t0"."id" FROM "opportunity" AS
    "t0" LEFT JOIN "user" AS "t1" ON "t1"."id" = "t0"."owner" AND "t1"."deleted_at" IS NULL WHERE
    "t0"."deleted_at" IS NULL AND ("t0"."outcome" = ?) AND (("t0"."closed_at" > ?) AND
    ("t0"."closed_at" <= ?)) ORDER BY "t0"."id" ASC;
SELECT "t0"."owner", … 6 more …, "t0"."id" FROM "order" AS "t0" LEFT JOIN "user" AS "t1" ON
    "t1"."id" = "t0"."owner" AND "t1"."deleted_at" IS NULL LEFT JOIN "account" AS "t2" ON "t2"."id"
    = "t0"."account" AND "t2"."deleted_at" IS NULL LEFT JOIN "user" AS "t3" ON "t3"."id" =
    "t2"."owner" AND "t3"."deleted_at" IS NULL WHERE "t0"."deleted_at" IS NULL AND (NOT
    ("t0"."status" IN (?, ?, ?))) AND (("t0"."placed_at" > ?) AND ("t0"."placed_at" <= ?)) ORDER BY
    "t0"."id" ASC;
SELECT "t0"."city" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL;
SELECT "t0"."city" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND ("t0"."converted_at" IS
    NOT NULL);

-- parts of jobs

SELECT "t0"."id" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND ((((((((("t0"."id" %
    2147483647) * ("t0"."id" % 2147483647)) % 2147483647) * ("t0"."id" % 2147483647)) % 2147483647)
    * 1327217885) % 2147483647) * ?) >> 31) = ? AND ("t0"."converted_at" IS NULL) ORDER BY
    "t0"."id" ASC;
SELECT "t0"."id", … 11 more …, "t0"."currency" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL
    AND "t0"."id" IN (?) ORDER BY "t0"."id" ASC;
SELECT "t0"."subject_id", "t0"."kind", "t0"."at", "t0"."id" FROM "event" AS "t0" WHERE
    "t0"."deleted_at" IS NULL AND ((((((((("t0"."subject_id" % 2147483647) * ("t0"."subject_id" %
    2147483647)) % 2147483647) * ("t0"."subject_id" % 2147483647)) % 2147483647) * 1327217885) %
    2147483647) * ?) >> 31) = ? AND (("t0"."subject_entity" = ?) AND ("t0"."subject_id" > ?) AND
    ("t0"."subject_id" <= ?) AND ("t0"."at" > ?)) ORDER BY "t0"."subject_id" ASC NULLS LAST,
    "t0"."at" ASC NULLS LAST, "t0"."id" ASC;
SELECT count(*) FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND ((((((((("t0"."id" %
    2147483647) * ("t0"."id" % 2147483647)) % 2147483647) * ("t0"."id" % 2147483647)) % 2147483647)
    * 1327217885) % 2147483647) * ?) >> 31) = ?;
SELECT "t0"."id", … 61 more …, "t0"."nurture_state" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS
    NULL AND ((((((((("t0"."id" % 2147483647) * ("t0"."id" % 2147483647)) % 2147483647) *
    ("t0"."id" % 2147483647)) % 2147483647) * 1327217885) % 2147483647) * ?) >> 31) = ? ORDER BY
    "t0"."id" ASC;
SELECT "t0"."id", "t0"."phone_normal", "t0"."mobile_normal", "t0"."email", "t0"."wechat",
    "t0"."registration_number" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    ((((((((("t0"."id" % 2147483647) * ("t0"."id" % 2147483647)) % 2147483647) * ("t0"."id" %
    2147483647)) % 2147483647) * 1327217885) % 2147483647) * ?) >> 31) = ? ORDER BY "t0"."id" ASC
    NULLS LAST, "t0"."id" ASC;
SELECT "id", "kind", "entity_name", "record_id", "due_at", "payload", "attempts" FROM "due_work"
    WHERE state = 'pending' AND due_at <= ? AND deleted_at IS NULL AND
    ((((((((("due_work"."record_id" % 2147483647) * ("due_work"."record_id" % 2147483647)) %
    2147483647) * ("due_work"."record_id" % 2147483647)) % 2147483647) * 1327217885) % 2147483647)
    * ?) >> 31) = ? ORDER BY due_at ASC, id ASC LIMIT ?;
SELECT due_at FROM due_work WHERE state = 'pending' AND deleted_at IS NULL AND
    ((((((((("due_work"."record_id" % 2147483647) * ("due_work"."record_id" % 2147483647)) %
    2147483647) * ("due_work"."record_id" % 2147483647)) % 2147483647) * 1327217885) % 2147483647)
    * ?) >> 31) = ? ORDER BY due_at ASC, id ASC LIMIT ?;
SELECT "t0"."id" FROM "customer_value" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    ((((((((("t0"."account" % 2147483647) * ("t0"."account" % 2147483647)) % 2147483647) *
    ("t0"."account" % 2147483647)) % 2147483647) * 1327217885) % 2147483647) * ?) >> 31) = ? AND
    (("t0"."run" IS NULL) OR ("t0"."run" <> ?)) ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."id", … 8 more …, "t0"."quadrant" FROM "customer_value" AS "t0" WHERE "t0"."deleted_at"
    IS NULL AND "t0"."id" IN (?, … 6 more …, ?) AND (("t0"."run" IS NULL) OR ("t0"."run" <> ?))
    ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."id" FROM "account" AS "t0" WHERE "t0"."deleted_at" IS NOT NULL AND "t0"."id" IN (?, …
    6 more …, ?) AND ((((((((("t0"."id" % 2147483647) * ("t0"."id" % 2147483647)) % 2147483647) *
    ("t0"."id" % 2147483647)) % 2147483647) * 1327217885) % 2147483647) * ?) >> 31) = ? ORDER BY
    "t0"."id" ASC;
WITH crm_row AS (SELECT id, owner, version, "recency_score", … 10 more …, "last_order_at" FROM
    "customer_value" WHERE id = ? AND deleted_at IS NULL) SELECT id, version, CASE WHEN 0 = 0 THEN
    1 ELSE 0 END, "recency_score", … 10 more …, "last_order_at" FROM crm_row;
SELECT "t0"."id" FROM "account" AS "t0" WHERE "t0"."deleted_at" IS NULL AND ((((((((("t0"."id" %
    2147483647) * ("t0"."id" % 2147483647)) % 2147483647) * ("t0"."id" % 2147483647)) % 2147483647)
    * 1327217885) % 2147483647) * ?) >> 31) = ? AND (("t0"."kind" IS NULL) OR ("t0"."kind" = ?) OR
    ("t0"."kind" = ?)) ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."id", … 8 more …, "t0"."quadrant" FROM "customer_value" AS "t0" WHERE "t0"."deleted_at"
    IS NULL AND "t0"."id" IN (?) AND (("t0"."run" IS NULL) OR ("t0"."run" <> ?)) ORDER BY "t0"."id"
    ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."id" FROM "account" AS "t0" WHERE "t0"."deleted_at" IS NOT NULL AND "t0"."id" IN (?)
    AND ((((((((("t0"."id" % 2147483647) * ("t0"."id" % 2147483647)) % 2147483647) * ("t0"."id" %
    2147483647)) % 2147483647) * 1327217885) % 2147483647) * ?) >> 31) = ? ORDER BY "t0"."id" ASC;

-- definitions of one's own

SELECT name, CASE type WHEN 'INTEGER' THEN 1 WHEN 'REAL' THEN 2 WHEN 'TEXT' THEN 3 WHEN 'BLOB' THEN
    4 ELSE 0 END, max("notnull", pk > 0), pk FROM pragma_table_info($1) ORDER BY cid;
SELECT "name", "label_en", "label_zh" FROM "crm_choice" WHERE entity = ? AND field = ? ORDER BY
    position;
SELECT "id", … 10 more …, "place" FROM "visit" WHERE id = ? AND deleted_at IS NULL;

-- upkeep

PRAGMA integrity_check(100);
SELECT "table" || ' ' || coalesce(rowid, '?') || ': a reference leads to no row of ' || parent FROM
    pragma_foreign_key_check LIMIT 100;
SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual' ORDER BY name;
INSERT INTO "crm_words_account"("crm_words_account") VALUES('integrity-check');
SELECT id FROM "user" WHERE id < 1 OR version IS NULL OR version < 1 OR created_at IS NULL OR
    updated_at IS NULL;
SELECT max(id), min(id) FROM "user" WHERE deleted_at IS NULL AND "external_source" IS NOT NULL AND
    "external_id" IS NOT NULL GROUP BY "external_source", "external_id" HAVING count(id) > 1;
SELECT max(id), min(id) FROM "user" WHERE deleted_at IS NULL AND "login" IS NOT NULL GROUP BY
    "login" HAVING count(id) > 1;
SELECT count(id), count("created_by"), count("updated_by"), count("owner"), count("role"),
    count("team"), count("superior"), count("territory"), count("calendar") FROM "user";
SELECT crm_row.id, crm_row."role" FROM "user" AS crm_row LEFT JOIN "role" AS crm_target ON
    crm_target.id = crm_row."role" WHERE crm_target.id IS NULL AND crm_row."role" >= ? AND NOT
    EXISTS (SELECT 1 FROM "crm_history" AS crm_erased WHERE crm_erased.record_id = crm_row."role"
    AND crm_erased.entity = ? AND crm_erased.operation = ?) ORDER BY crm_row.id + 0;
SELECT id, "language" FROM "user" ORDER BY id;
SELECT crm_row.id, crm_row.version, count(crm_change.sequence) FROM "user" AS crm_row LEFT JOIN
    "crm_history" AS crm_change ON crm_change.record_id = crm_row.id AND crm_change.entity = ? AND
    crm_change.operation <> ? GROUP BY crm_row.id, crm_row.version HAVING
    count(crm_change.sequence) <> crm_row.version OR coalesce(max(crm_change.version), 0) <>
    crm_row.version ORDER BY crm_row.id;
SELECT "t0"."id", … 13 more …, "t0"."monthly_leads" FROM "user" AS "t0" WHERE "t0"."deleted_at" IS
    NULL ORDER BY "t0"."id" ASC;
SELECT count(id), count("created_by"), count("updated_by"), count("owner"), count("parent") FROM
    "role";
SELECT "t0"."id", "t0"."name", "t0"."description", "t0"."superuser" FROM "role" AS "t0" WHERE
    "t0"."deleted_at" IS NULL ORDER BY "t0"."id" ASC;
SELECT count(id), count("created_by"), count("updated_by"), count("owner"), count("parent"),
    count("leader") FROM "team";
SELECT count(id), count("created_by"), count("updated_by"), count("owner") FROM "working_calendar";
SELECT max(id), min(id) FROM "exchange_rate" WHERE deleted_at IS NULL AND "currency_from" IS NOT
    NULL AND "currency_to" IS NOT NULL AND "day" IS NOT NULL GROUP BY "currency_from",
    "currency_to", "day" HAVING count(id) > 1;
SELECT "t0"."id", … 9 more …, "t0"."description" FROM "trigger" AS "t0" WHERE "t0"."deleted_at" IS
    NULL ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 6 more …, "t0"."description" FROM "approval_flow" AS "t0" WHERE
    "t0"."deleted_at" IS NULL ORDER BY "t0"."id" ASC;
SELECT id FROM "approval" WHERE ("subject_entity" IS NULL) <> ("subject_id" IS NULL) ORDER BY id;
SELECT "subject_entity", min(id) FROM "approval" WHERE "subject_entity" IS NOT NULL AND
    "subject_id" IS NOT NULL GROUP BY "subject_entity";
SELECT "t0"."id", … 7 more …, "t0"."comment" FROM "approval" AS "t0" WHERE "t0"."deleted_at" IS
    NULL ORDER BY "t0"."id" ASC;
SELECT count(id), count("created_by"), count("updated_by"), count("owner"), count("approval"),
    count("approver"), count("passed_to") FROM "approval_decision";
SELECT "t0"."id", … 12 more …, "t0"."idempotency_key" FROM "outbox" AS "t0" WHERE "t0"."deleted_at"
    IS NULL ORDER BY "t0"."id" ASC;
SELECT crm_row.id, crm_row."subject_id" FROM "tag_link" AS crm_row LEFT JOIN "lead" AS crm_target
    ON crm_target.id = crm_row."subject_id" WHERE crm_target.id IS NULL AND crm_row."subject_id" >=
    ? AND crm_row."subject_entity" = ? AND NOT EXISTS (SELECT 1 FROM "crm_history" AS crm_erased
    WHERE crm_erased.record_id = crm_row."subject_id" AND crm_erased.entity = ? AND
    crm_erased.operation = ?) ORDER BY crm_row.id + 0;
SELECT max(id), min(id) FROM "link" WHERE deleted_at IS NULL AND "from_entity" IS NOT NULL AND
    "from_id" IS NOT NULL AND "kind" IS NOT NULL AND "to_entity" IS NOT NULL AND "to_id" IS NOT
    NULL GROUP BY "from_entity", "from_id", "kind", "to_entity", "to_id" HAVING count(id) > 1;
SELECT "t0"."id", … 14 more …, "t0"."rejects_size" FROM "import_run" AS "t0" WHERE
    "t0"."deleted_at" IS NULL ORDER BY "t0"."id" ASC;
SELECT count(id), count("created_by"), count("updated_by"), count("owner"), count("territory"),
    count("source"), count("channel"), count("capture_form"), count("sourced_by"), count("pool"),
    count("previous_owner"), count("recycle_rule"), count("nurture_track"),
    count("converted_account"), count("converted_contact"), count("converted_opportunity") FROM
    "lead";
SELECT id, "salutation", … 9 more …, "shirt" FROM "lead" ORDER BY id;
SELECT "t0"."id", … 51 more …, "t0"."badge" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL
    ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 10 more …, "t0"."time_zone" FROM "pool" AS "t0" WHERE "t0"."deleted_at" IS NULL
    ORDER BY "t0"."id" ASC;
SELECT count(id), count("created_by"), count("updated_by"), count("owner"), count("pool"),
    count("lead"), count("user"), count("from_user"), count("from_pool"), count("rule") FROM
    "claim";
SELECT max(id), min(id) FROM "duplicate_pair" WHERE deleted_at IS NULL AND "entity_a" IS NOT NULL
    AND "id_a" IS NOT NULL AND "entity_b" IS NOT NULL AND "id_b" IS NOT NULL GROUP BY "entity_a",
    "id_a", "entity_b", "id_b" HAVING count(id) > 1;
SELECT count(id), count("created_by"), count("updated_by"), count("owner"), count("lead"),
    count("account"), count("conflicts_with"), count("decided_by") FROM "registration";
SELECT id, "kind", … 6 more …, "preferred_contact" FROM "account" ORDER BY id;
SELECT "t0"."id", … 27 more …, "t0"."description" FROM "account" AS "t0" WHERE "t0"."deleted_at" IS
    NULL ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 24 more …, "t0"."description" FROM "contact" AS "t0" WHERE "t0"."deleted_at" IS
    NULL ORDER BY "t0"."id" ASC;
SELECT count(id), count("created_by"), count("updated_by"), count("owner"), count("account"),
    count("contact"), count("lead"), count("stage_group"), count("stage"), count("last_stage"),
    count("source"), count("channel") FROM "opportunity";
SELECT "t0"."id", … 16 more …, "t0"."description" FROM "opportunity" AS "t0" WHERE
    "t0"."deleted_at" IS NULL ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 11 more …, "t0"."description" FROM "product" AS "t0" WHERE "t0"."deleted_at" IS
    NULL ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 17 more …, "t0"."gap_days_squared" FROM "customer_value" AS "t0" WHERE
    "t0"."deleted_at" IS NULL ORDER BY "t0"."id" ASC;
SELECT "t0"."id", … 8 more …, "t0"."previous_segment" FROM "rfm_snapshot" AS "t0" WHERE
    "t0"."deleted_at" IS NULL ORDER BY "t0"."id" ASC;
SELECT min(record_id), entity FROM "crm_history" WHERE NOT (entity IN (?, … 62 more …, ?)) GROUP BY
    entity ORDER BY entity;
SELECT sequence, entity, record_id, diff FROM "crm_history" WHERE diff IS NOT NULL ORDER BY
    sequence;
SELECT DISTINCT crm_side.record_id FROM "crm_link" AS crm_side LEFT JOIN "user" AS crm_row ON
    crm_row.id = crm_side.record_id WHERE crm_side.entity = ? AND crm_row.id IS NULL ORDER BY
    crm_side.record_id;
SELECT crm_side.record_id, crm_side.target_id FROM "crm_link" AS crm_side LEFT JOIN "skill" AS
    crm_row ON crm_row.id = crm_side.target_id WHERE crm_side.entity = ? AND crm_side.field = ? AND
    crm_row.id IS NULL ORDER BY crm_side.record_id;
SELECT "t0"."account", … 12 more …, "t0"."id" FROM "customer_value" AS "t0" WHERE "t0"."deleted_at"
    IS NULL ORDER BY "t0"."account" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."account", … 8 more …, "t0"."id" FROM "order" AS "t0" WHERE "t0"."deleted_at" IS NULL
    ORDER BY "t0"."account" ASC NULLS LAST, "t0"."placed_at" ASC NULLS LAST, "t0"."id" ASC;
SELECT "t0"."id", "t0"."recycle_at" FROM "lead" AS "t0" WHERE "t0"."deleted_at" IS NULL AND
    ("t0"."recycle_at" IS NOT NULL) ORDER BY "t0"."id" ASC NULLS LAST, "t0"."id" ASC;
PRAGMA synchronous = NORMAL;;
SELECT "id" FROM "user" ORDER BY "id" LIMIT ?;
SELECT count(*) FROM "user";
SELECT "entity", … 8 more …, "initial" FROM "crm_field" ORDER BY "entity", "number" LIMIT ?;
SELECT "id", … 30 more …, "monthly_leads" FROM "user" ORDER BY "id" LIMIT ?;
INSERT INTO "user" ("id", … 30 more …, "monthly_leads") VALUES (?, … 30 more …, ?);
SELECT "id", … 13 more …, "permissions" FROM "role" ORDER BY "id" LIMIT ?;
SELECT "id", … 14 more …, "can_create" FROM "role_permission" ORDER BY "id" LIMIT ?;
SELECT "id", … 15 more …, "description" FROM "territory" ORDER BY "id" LIMIT ?;
SELECT "id", … 12 more …, "is_default" FROM "working_calendar" ORDER BY "id" LIMIT ?;
SELECT "id", … 11 more …, "description" FROM "skill" ORDER BY "id" LIMIT ?;
SELECT "id", … 19 more …, "description" FROM "trigger" ORDER BY "id" LIMIT ?;
SELECT "id", … 16 more …, "last_error" FROM "due_work" ORDER BY "id" LIMIT ?;
SELECT "id", … 24 more …, "idempotency_key" FROM "outbox" ORDER BY "id" LIMIT ?;
INSERT INTO "import_run" ("id", … 24 more …, "rejects_size") VALUES (?, … 24 more …, ?);
SELECT "id", … 87 more …, "shirt" FROM "lead" ORDER BY "id" LIMIT ?;
INSERT INTO "lead" ("id", … 87 more …, "shirt") VALUES (?, … 87 more …, ?);
SELECT "id", … 20 more …, "time_zone" FROM "pool" ORDER BY "id" LIMIT ?;
SELECT "id", … 28 more …, "target_pool" FROM "pool_rule" ORDER BY "id" LIMIT ?;
INSERT INTO "pool_rule" ("id", … 28 more …, "target_pool") VALUES (?, … 28 more …, ?);
SELECT "id", … 18 more …, "reason" FROM "claim" ORDER BY "id" LIMIT ?;
SELECT "id", … 22 more …, "description" FROM "score_model" ORDER BY "id" LIMIT ?;
SELECT "id", … 23 more …, "decay_percent" FROM "score_rule" ORDER BY "id" LIMIT ?;
INSERT INTO "score_rule" ("id", … 23 more …, "decay_percent") VALUES (?, … 23 more …, ?);
SELECT "id", … 17 more …, "enabled" FROM "tag_rule" ORDER BY "id" LIMIT ?;
SELECT "id", … 26 more …, "reason" FROM "registration" ORDER BY "id" LIMIT ?;
SELECT "id", … 51 more …, "description" FROM "account" ORDER BY "id" LIMIT ?;
INSERT INTO "account" ("id", … 51 more …, "description") VALUES (?, … 51 more …, ?);
SELECT "id", … 44 more …, "description" FROM "contact" ORDER BY "id" LIMIT ?;
INSERT INTO "contact" ("id", … 44 more …, "description") VALUES (?, … 44 more …, ?);
SELECT "id", … 36 more …, "description" FROM "opportunity" ORDER BY "id" LIMIT ?;
INSERT INTO "opportunity" ("id", … 36 more …, "description") VALUES (?, … 36 more …, ?);
SELECT "id", … 21 more …, "description" FROM "product" ORDER BY "id" LIMIT ?;
SELECT "id", … 29 more …, "gap_days_squared" FROM "customer_value" ORDER BY "id" LIMIT ?;
INSERT INTO "customer_value" ("id", … 29 more …, "gap_days_squared") VALUES (?, … 29 more …, ?);
SELECT "id", … 10 more …, "place" FROM "visit" ORDER BY "id" LIMIT ?;
SELECT "name", "number", "value" FROM "crm_meta" ORDER BY "name" COLLATE BINARY LIMIT ?;
DELETE FROM "crm_meta" WHERE "name" = ?;
SELECT "sequence", … 7 more …, "diff" FROM "crm_history" ORDER BY "sequence" LIMIT ?;
ROLLBACK;
