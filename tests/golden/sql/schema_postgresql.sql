-- a new database

CREATE SCHEMA IF NOT EXISTS "tenant";
CREATE TABLE IF NOT EXISTS "tenant".crm_schema (id bigint PRIMARY KEY, version bigint NOT NULL,
    commits bigint NOT NULL);
CREATE TABLE IF NOT EXISTS "crm_meta" ("name" text COLLATE "C", "number" bigint, "value" text
    COLLATE "C", PRIMARY KEY ("name"));
CREATE TABLE IF NOT EXISTS "crm_migration" ("number" bigint PRIMARY KEY, "name" text COLLATE "C",
    "at" bigint);
CREATE TABLE IF NOT EXISTS "crm_entity" ("number" bigint PRIMARY KEY, "name" text COLLATE "C",
    "label_en" text COLLATE "C", "label_zh" text COLLATE "C", "flags" bigint);
CREATE TABLE IF NOT EXISTS "crm_field" ("entity" bigint, "number" bigint, "name" text COLLATE "C",
    "type" text COLLATE "C", "flags" bigint, "size" bigint, "target" text COLLATE "C", "label_en"
    text COLLATE "C", "label_zh" text COLLATE "C", "initial" text COLLATE "C", PRIMARY KEY
    ("entity", "number"));
CREATE TABLE IF NOT EXISTS "crm_choice" ("entity" bigint, "field" bigint, "position" bigint, "name"
    text COLLATE "C", "label_en" text COLLATE "C", "label_zh" text COLLATE "C", PRIMARY KEY
    ("entity", "field", "position"));
CREATE TABLE IF NOT EXISTS "crm_history" ("sequence" bigint PRIMARY KEY, "at" bigint, "actor"
    bigint, "entity" bigint, "record_id" bigint, "version" bigint, "operation" bigint, "reason"
    text COLLATE "C", "diff" bytea);
CREATE TABLE IF NOT EXISTS "crm_link" ("entity" bigint, "record_id" bigint, "field" bigint,
    "target_id" bigint, PRIMARY KEY ("entity", "record_id", "field", "target_id"));
CREATE TABLE IF NOT EXISTS "crm_match_key" ("entity" bigint, "record_id" bigint, "kind" bigint,
    "key" bigint, PRIMARY KEY ("entity", "record_id", "kind", "key"));
CREATE INDEX IF NOT EXISTS "crm_history_record" ON "crm_history" ("record_id");
CREATE INDEX IF NOT EXISTS "crm_link_target" ON "crm_link" ("entity", "field", "target_id");
CREATE INDEX IF NOT EXISTS "crm_match_key_key" ON "crm_match_key" ("key", "kind");
CREATE TABLE IF NOT EXISTS "user" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text COLLATE
    "C", "login" text COLLATE "C", "email" text COLLATE "C", "email_normal" text COLLATE "C",
    "phone" text COLLATE "C", "phone_normal" text COLLATE "C", "wechat" text COLLATE "C",
    "employee_number" text COLLATE "C", "title" text COLLATE "C", "role" bigint, "team" bigint,
    "superior" bigint, "territory" bigint, "active" bigint, "language" text COLLATE "C",
    "time_zone" text COLLATE "C", "capacity" bigint, "weight" bigint, "calendar" bigint,
    "available_from" bigint, "available_until" bigint, "monthly_leads" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_100_9_10" ON "user" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_100_101" ON "user" ("login") WHERE "login" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_100_105" ON "user" ("employee_number") WHERE
    "employee_number" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_100_107" ON "user" ("role");
CREATE INDEX IF NOT EXISTS "crm_i_100_108" ON "user" ("team");
CREATE INDEX IF NOT EXISTS "crm_i_100_109" ON "user" ("superior");
CREATE TABLE IF NOT EXISTS "role" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text COLLATE
    "C", "description" text COLLATE "C", "parent" bigint, "superuser" bigint, "permissions" text
    COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_101_9_10" ON "role" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_101_100" ON "role" ("name") WHERE "name" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_101_102" ON "role" ("parent");
CREATE TABLE IF NOT EXISTS "role_permission" ("id" bigint PRIMARY KEY, "version" bigint,
    "created_at" bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint,
    "deleted_at" bigint, "owner" bigint, "external_source" text COLLATE "C", "external_id" text
    COLLATE "C", "role" bigint, "entity_name" text COLLATE "C", "read_scope" text COLLATE "C",
    "write_scope" text COLLATE "C", "delete_scope" text COLLATE "C", "can_create" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_102_9_10" ON "role_permission" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_102_100_101" ON "role_permission" ("role", "entity_name")
    WHERE "entity_name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "team" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text COLLATE
    "C", "code" text COLLATE "C", "parent" bigint, "leader" bigint, "description" text COLLATE
    "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_103_9_10" ON "team" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_103_101" ON "team" ("code") WHERE "code" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_103_102" ON "team" ("parent");
CREATE INDEX IF NOT EXISTS "crm_i_103_103" ON "team" ("leader");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_103_102_100" ON "team" ("parent", "name") WHERE "name" IS
    NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "territory" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "code" text COLLATE "C", "parent" bigint, "manager" bigint, "condition" text
    COLLATE "C", "priority" bigint, "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_104_9_10" ON "territory" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_104_101" ON "territory" ("code") WHERE "code" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_104_102" ON "territory" ("parent");
CREATE TABLE IF NOT EXISTS "working_calendar" ("id" bigint PRIMARY KEY, "version" bigint,
    "created_at" bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint,
    "deleted_at" bigint, "owner" bigint, "external_source" text COLLATE "C", "external_id" text
    COLLATE "C", "name" text COLLATE "C", "time_zone" text COLLATE "C", "hours" text COLLATE "C",
    "is_default" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_105_9_10" ON "working_calendar" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_105_100" ON "working_calendar" ("name") WHERE "name" IS
    NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "holiday" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "calendar"
    bigint, "day" bigint, "name" text COLLATE "C", "working" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_106_9_10" ON "holiday" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_106_100_101" ON "holiday" ("calendar", "day") WHERE "day"
    IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "skill" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text COLLATE
    "C", "category" text COLLATE "C", "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_107_9_10" ON "skill" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_107_100" ON "skill" ("name") WHERE "name" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "exchange_rate" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C",
    "currency_from" text COLLATE "C", "currency_to" text COLLATE "C", "day" bigint, "rate" bigint,
    "source" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_108_9_10" ON "exchange_rate" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_108_100_101_102" ON "exchange_rate" ("currency_from",
    "currency_to", "day") WHERE "day" IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "setting" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "key" text
    COLLATE "C", "value" text COLLATE "C", "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_109_9_10" ON "setting" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_109_100" ON "setting" ("key") WHERE "key" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "trigger" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "entity_name" text COLLATE "C", "event" text COLLATE "C", "due_field" text COLLATE
    "C", "due_offset_days" bigint, "event_kind" text COLLATE "C", "condition" text COLLATE "C",
    "actions" text COLLATE "C", "position" bigint, "enabled" bigint, "description" text COLLATE
    "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_110_9_10" ON "trigger" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_110_101" ON "trigger" ("entity_name");
CREATE TABLE IF NOT EXISTS "approval_flow" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "edition" bigint, "entity_name" text COLLATE "C", "condition" text COLLATE "C",
    "steps" text COLLATE "C", "enabled" bigint, "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_111_9_10" ON "approval_flow" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_111_102" ON "approval_flow" ("entity_name");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_111_100_101" ON "approval_flow" ("name", "edition") WHERE
    "edition" IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "approval" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "flow" bigint, "subject_entity" text COLLATE "C", "subject_id" bigint, "state"
    text COLLATE "C", "step" bigint, "requested_by" bigint, "requested_at" bigint, "decided_at"
    bigint, "snapshot" text COLLATE "C", "comment" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_112_9_10" ON "approval" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_112_101" ON "approval" ("flow");
CREATE INDEX IF NOT EXISTS "crm_i_112_107" ON "approval" ("requested_by");
CREATE INDEX IF NOT EXISTS "crm_i_112_102_103" ON "approval" ("subject_entity", "subject_id");
CREATE TABLE IF NOT EXISTS "approval_decision" ("id" bigint PRIMARY KEY, "version" bigint,
    "created_at" bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint,
    "deleted_at" bigint, "owner" bigint, "external_source" text COLLATE "C", "external_id" text
    COLLATE "C", "approval" bigint, "step" bigint, "approver" bigint, "decision" text COLLATE "C",
    "passed_to" bigint, "at" bigint, "comment" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_113_9_10" ON "approval_decision" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_113_100" ON "approval_decision" ("approval");
CREATE INDEX IF NOT EXISTS "crm_i_113_102" ON "approval_decision" ("approver");
CREATE TABLE IF NOT EXISTS "due_work" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "kind" text
    COLLATE "C", "entity_name" text COLLATE "C", "record_id" bigint, "due_at" bigint, "state" text
    COLLATE "C", "payload" text COLLATE "C", "attempts" bigint, "last_error" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_114_9_10" ON "due_work" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_114_101_102_100" ON "due_work" ("entity_name",
    "record_id", "kind") WHERE "kind" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_114_104_103" ON "due_work" ("state", "due_at");
CREATE TABLE IF NOT EXISTS "outbox" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "channel"
    text COLLATE "C", "kind" text COLLATE "C", "recipient" bigint, "address" text COLLATE "C",
    "subject" text COLLATE "C", "body" text COLLATE "C", "payload" text COLLATE "C",
    "subject_entity" text COLLATE "C", "subject_id" bigint, "state" text COLLATE "C", "not_before"
    bigint, "taken_until" bigint, "attempts" bigint, "sent_at" bigint, "last_error" text COLLATE
    "C", "idempotency_key" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_115_9_10" ON "outbox" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_115_102" ON "outbox" ("recipient");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_115_115" ON "outbox" ("idempotency_key") WHERE
    "idempotency_key" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_115_109_111" ON "outbox" ("state", "taken_until");
CREATE INDEX IF NOT EXISTS "crm_i_115_107_108" ON "outbox" ("subject_entity", "subject_id");
CREATE TABLE IF NOT EXISTS "event" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "subject_entity"
    text COLLATE "C", "subject_id" bigint, "kind" text COLLATE "C", "at" bigint, "source" text
    COLLATE "C", "properties" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_116_9_10" ON "event" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_116_100_101_103" ON "event" ("subject_entity", "subject_id",
    "at");
CREATE TABLE IF NOT EXISTS "idempotency" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "key" text
    COLLATE "C", "operation" text COLLATE "C", "request_hash" bigint, "answer" text COLLATE "C",
    "expires_at" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_117_9_10" ON "idempotency" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_117_100" ON "idempotency" ("key") WHERE "key" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_117_104" ON "idempotency" ("expires_at");
CREATE TABLE IF NOT EXISTS "note" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "subject_entity"
    text COLLATE "C", "subject_id" bigint, "title" text COLLATE "C", "body" text COLLATE "C",
    "pinned" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_118_9_10" ON "note" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_118_100_101" ON "note" ("subject_entity", "subject_id");
CREATE TABLE IF NOT EXISTS "attachment" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C",
    "subject_entity" text COLLATE "C", "subject_id" bigint, "name" text COLLATE "C", "uri" text
    COLLATE "C", "media_type" text COLLATE "C", "size_bytes" bigint, "sha256" text COLLATE "C",
    "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_119_9_10" ON "attachment" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_119_100_101" ON "attachment" ("subject_entity", "subject_id");
CREATE TABLE IF NOT EXISTS "tag" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text COLLATE
    "C", "category" text COLLATE "C", "color" text COLLATE "C", "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_120_9_10" ON "tag" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_120_100" ON "tag" ("name") WHERE "name" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_120_101" ON "tag" ("category");
CREATE TABLE IF NOT EXISTS "tag_link" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "tag"
    bigint, "subject_entity" text COLLATE "C", "subject_id" bigint, "source" text COLLATE "C",
    "rule" bigint, "confidence" bigint, "tagged_at" bigint, "expires_at" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_121_9_10" ON "tag_link" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_121_104" ON "tag_link" ("rule");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_121_101_102_100" ON "tag_link" ("subject_entity",
    "subject_id", "tag") WHERE "tag" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_121_100_101" ON "tag_link" ("tag", "subject_entity");
CREATE TABLE IF NOT EXISTS "link" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "kind" text COLLATE
    "C", "from_entity" text COLLATE "C", "from_id" bigint, "to_entity" text COLLATE "C", "to_id"
    bigint, "comment" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_122_9_10" ON "link" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_122_101_102_100_103_104" ON "link" ("from_entity",
    "from_id", "kind", "to_entity", "to_id") WHERE "to_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_122_103_104" ON "link" ("to_entity", "to_id");
CREATE TABLE IF NOT EXISTS "reminder" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "kind" text COLLATE "C", "recipient" bigint, "subject_entity" text COLLATE "C",
    "subject_id" bigint, "remind_at" bigint, "state" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_123_9_10" ON "reminder" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_123_102_106_105" ON "reminder" ("recipient", "state",
    "remind_at");
CREATE INDEX IF NOT EXISTS "crm_i_123_103_104" ON "reminder" ("subject_entity", "subject_id");
CREATE TABLE IF NOT EXISTS "import_run" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "entity_name" text COLLATE "C", "file_size" bigint, "file_hash" bigint, "options"
    text COLLATE "C", "state" text COLLATE "C", "position" bigint, "row_count" bigint,
    "created_count" bigint, "updated_count" bigint, "duplicate_count" bigint, "rejected_count"
    bigint, "started_at" bigint, "finished_at" bigint, "last_error" text COLLATE "C",
    "rejects_size" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_124_9_10" ON "import_run" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_124_103" ON "import_run" ("file_hash");
CREATE TABLE IF NOT EXISTS "lead" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text COLLATE
    "C", "surname" text COLLATE "C", "given_name" text COLLATE "C", "salutation" text COLLATE "C",
    "gender" text COLLATE "C", "company" text COLLATE "C", "department" text COLLATE "C", "title"
    text COLLATE "C", "phone" text COLLATE "C", "phone_normal" text COLLATE "C", "mobile" text
    COLLATE "C", "mobile_normal" text COLLATE "C", "email" text COLLATE "C", "email_normal" text
    COLLATE "C", "wechat" text COLLATE "C", "qq" text COLLATE "C", "website" text COLLATE "C",
    "country" text COLLATE "C", "province" text COLLATE "C", "city" text COLLATE "C", "district"
    text COLLATE "C", "address" text COLLATE "C", "postcode" text COLLATE "C", "industry" text
    COLLATE "C", "company_size" text COLLATE "C", "registration_number" text COLLATE "C",
    "language" text COLLATE "C", "time_zone" text COLLATE "C", "territory" bigint, "source" bigint,
    "channel" bigint, "capture_form" bigint, "campaign" text COLLATE "C", "keyword" text COLLATE
    "C", "landing_page" text COLLATE "C", "sourced_by" bigint, "status" text COLLATE "C", "level"
    text COLLATE "C", "validity" text COLLATE "C", "validity_reason" text COLLATE "C",
    "validity_at" bigint, "score" bigint, "grade" text COLLATE "C", "score_reasons" text COLLATE
    "C", "scored_at" bigint, "pool" bigint, "pool_entered_at" bigint, "owner_since" bigint,
    "collected_at" bigint, "hold_until" bigint, "previous_owner" bigint, "previous_owner_until"
    bigint, "locked" bigint, "first_response_at" bigint, "last_follow_up_at" bigint,
    "next_follow_up_at" bigint, "follow_up_count" bigint, "recycle_at" bigint, "recycle_rule"
    bigint, "recycle_count" bigint, "interests" text COLLATE "C", "preferred_contact" text COLLATE
    "C", "do_not_call" bigint, "do_not_email" bigint, "budget" bigint, "currency" text COLLATE "C",
    "needed_by" bigint, "description" text COLLATE "C", "nurture_track" bigint, "nurture_state"
    text COLLATE "C", "nurture_step" bigint, "nurture_since" bigint, "converted_at" bigint,
    "converted_account" bigint, "converted_contact" bigint, "converted_opportunity" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_200_9_10" ON "lead" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_200_142" ON "lead" ("pool");
CREATE INDEX IF NOT EXISTS "crm_i_200_165" ON "lead" ("nurture_track");
CREATE INDEX IF NOT EXISTS "crm_i_200_170" ON "lead" ("converted_account");
CREATE INDEX IF NOT EXISTS "crm_i_200_8_133" ON "lead" ("owner", "status");
CREATE TABLE IF NOT EXISTS "lead_source" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "channel" bigint, "active" bigint, "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_201_9_10" ON "lead_source" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_201_100" ON "lead_source" ("name") WHERE "name" IS NOT
    NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_201_101" ON "lead_source" ("channel");
CREATE TABLE IF NOT EXISTS "channel" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "kind" text COLLATE "C", "parent" bigint, "active" bigint, "description" text
    COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_202_9_10" ON "channel" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_202_100" ON "channel" ("name") WHERE "name" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_202_102" ON "channel" ("parent");
CREATE TABLE IF NOT EXISTS "capture_form" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "key" text COLLATE "C", "fields" text COLLATE "C", "source" bigint, "channel"
    bigint, "campaign" text COLLATE "C", "pool" bigint, "assign" bigint, "check_duplicates" bigint,
    "enabled" bigint, "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_203_9_10" ON "capture_form" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_203_101" ON "capture_form" ("key") WHERE "key" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "pool" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text COLLATE
    "C", "description" text COLLATE "C", "enabled" bigint, "is_default" bigint, "auto_recycle"
    bigint, "capacity" bigint, "daily_limit" bigint, "cool_down_days" bigint, "hold_hours" bigint,
    "hidden_fields" text COLLATE "C", "on_return" text COLLATE "C", "time_zone" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_204_9_10" ON "pool" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_204_100" ON "pool" ("name") WHERE "name" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "pool_rule" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "pool" bigint, "kind" text COLLATE "C", "position" bigint, "enabled" bigint,
    "condition" text COLLATE "C", "strategy" text COLLATE "C", "weights" text COLLATE "C",
    "fall_through" bigint, "last_member" bigint, "recycle_kind" text COLLATE "C", "days" bigint,
    "level_days" text COLLATE "C", "calendar_days" bigint, "and_next" bigint, "reminder_days"
    bigint, "exempt_converted" bigint, "exempt_with_opportunity" bigint, "exempt_condition" text
    COLLATE "C", "target_pool" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_205_9_10" ON "pool_rule" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_205_101_102_103" ON "pool_rule" ("pool", "kind", "position");
CREATE TABLE IF NOT EXISTS "rotation" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "rule"
    bigint, "user" bigint, "assigned_count" bigint, "virtual_time" bigint, "last_assigned_at"
    bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_206_9_10" ON "rotation" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_206_100_101" ON "rotation" ("rule", "user") WHERE "user"
    IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "claim" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "pool" bigint,
    "lead" bigint, "user" bigint, "action" text COLLATE "C", "at" bigint, "local_day" bigint,
    "from_user" bigint, "from_pool" bigint, "rule" bigint, "reason" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_207_9_10" ON "claim" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_207_102_100_105" ON "claim" ("user", "pool", "local_day");
CREATE INDEX IF NOT EXISTS "crm_i_207_101_104" ON "claim" ("lead", "at");
CREATE INDEX IF NOT EXISTS "crm_i_207_102_104" ON "claim" ("user", "at");
CREATE TABLE IF NOT EXISTS "score_model" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "edition" bigint, "entity_name" text COLLATE "C", "kind" text COLLATE "C",
    "enabled" bigint, "condition" text COLLATE "C", "minimum" bigint, "maximum" bigint, "groups"
    text COLLATE "C", "grades" text COLLATE "C", "threshold" bigint, "nurture_pool" bigint,
    "nurture_track" bigint, "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_208_9_10" ON "score_model" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_208_100_101" ON "score_model" ("name", "edition") WHERE
    "edition" IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "score_rule" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "model"
    bigint, "name" text COLLATE "C", "position" bigint, "enabled" bigint, "group_name" text COLLATE
    "C", "condition" text COLLATE "C", "points" bigint, "event_kind" text COLLATE "C", "minimum"
    bigint, "maximum" bigint, "daily_cap" bigint, "window_days" bigint, "decay" text COLLATE "C",
    "decay_days" bigint, "decay_percent" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_209_9_10" ON "score_rule" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_209_100_102" ON "score_rule" ("model", "position");
CREATE TABLE IF NOT EXISTS "score" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "lead" bigint,
    "model" bigint, "value" bigint, "grade" text COLLATE "C", "previous_value" bigint, "reasons"
    text COLLATE "C", "at" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_210_9_10" ON "score" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_210_100_106" ON "score" ("lead", "at");
CREATE TABLE IF NOT EXISTS "tag_rule" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "entity_name" text COLLATE "C", "condition" text COLLATE "C", "tag" bigint,
    "confidence" bigint, "expires_days" bigint, "take_away" bigint, "position" bigint, "enabled"
    bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_211_9_10" ON "tag_rule" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_211_103" ON "tag_rule" ("tag");
CREATE TABLE IF NOT EXISTS "duplicate_pair" ("id" bigint PRIMARY KEY, "version" bigint,
    "created_at" bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint,
    "deleted_at" bigint, "owner" bigint, "external_source" text COLLATE "C", "external_id" text
    COLLATE "C", "entity_a" text COLLATE "C", "id_a" bigint, "entity_b" text COLLATE "C", "id_b"
    bigint, "kinds" text COLLATE "C", "probability" bigint, "state" text COLLATE "C", "found_at"
    bigint, "decided_by" bigint, "decided_at" bigint, "merge" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_212_9_10" ON "duplicate_pair" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_212_100_101_102_103" ON "duplicate_pair" ("entity_a",
    "id_a", "entity_b", "id_b") WHERE "id_b" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_212_102_103" ON "duplicate_pair" ("entity_b", "id_b");
CREATE INDEX IF NOT EXISTS "crm_i_212_106_107" ON "duplicate_pair" ("state", "found_at");
CREATE TABLE IF NOT EXISTS "merge" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "entity_name" text
    COLLATE "C", "survivor_id" bigint, "losers" text COLLATE "C", "policy" text COLLATE "C",
    "journal" text COLLATE "C", "at" bigint, "undone_at" bigint, "undone_by" bigint, "reason" text
    COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_213_9_10" ON "merge" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_213_100_101" ON "merge" ("entity_name", "survivor_id");
CREATE TABLE IF NOT EXISTS "alias" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "entity_name" text
    COLLATE "C", "old_id" bigint, "survivor_id" bigint, "merge" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_214_9_10" ON "alias" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_214_103" ON "alias" ("merge");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_214_100_101" ON "alias" ("entity_name", "old_id") WHERE
    "old_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_214_100_102" ON "alias" ("entity_name", "survivor_id");
CREATE TABLE IF NOT EXISTS "nurture_track" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "description" text COLLATE "C", "steps" text COLLATE "C", "exit_condition" text
    COLLATE "C", "return_pool" bigint, "enabled" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_215_9_10" ON "nurture_track" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_215_100" ON "nurture_track" ("name") WHERE "name" IS NOT
    NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "registration" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "company" text COLLATE "C", "registration_number" text COLLATE "C", "phone" text
    COLLATE "C", "phone_normal" text COLLATE "C", "email" text COLLATE "C", "email_normal" text
    COLLATE "C", "lead" bigint, "account" bigint, "state" text COLLATE "C", "requested_at" bigint,
    "valid_from" bigint, "valid_until" bigint, "extension_count" bigint, "conflicts_with" bigint,
    "decided_by" bigint, "decided_at" bigint, "reason" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_216_9_10" ON "registration" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_216_102" ON "registration" ("registration_number");
CREATE INDEX IF NOT EXISTS "crm_i_216_100103" ON "registration" ("phone_normal");
CREATE INDEX IF NOT EXISTS "crm_i_216_100104" ON "registration" ("email_normal");
CREATE INDEX IF NOT EXISTS "crm_i_216_105" ON "registration" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_216_106" ON "registration" ("account");
CREATE INDEX IF NOT EXISTS "crm_i_216_110" ON "registration" ("valid_until");
CREATE INDEX IF NOT EXISTS "crm_i_216_8_107" ON "registration" ("owner", "state");
CREATE TABLE IF NOT EXISTS "conversion" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "lead"
    bigint, "account" bigint, "contact" bigint, "opportunity" bigint, "account_created" bigint,
    "contact_created" bigint, "opportunity_created" bigint, "journal" text COLLATE "C", "at"
    bigint, "undone_at" bigint, "undone_by" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_217_9_10" ON "conversion" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_217_100" ON "conversion" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_217_101" ON "conversion" ("account");
CREATE TABLE IF NOT EXISTS "account" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "short_name" text COLLATE "C", "number" text COLLATE "C", "kind" text COLLATE "C",
    "status" text COLLATE "C", "level" text COLLATE "C", "is_person" bigint, "market_side" text
    COLLATE "C", "industry" text COLLATE "C", "company_size" text COLLATE "C", "employee_count"
    bigint, "registration_number" text COLLATE "C", "legal_representative" text COLLATE "C",
    "founded_on" bigint, "parent" bigint, "phone" text COLLATE "C", "phone_normal" text COLLATE
    "C", "email" text COLLATE "C", "email_normal" text COLLATE "C", "wechat" text COLLATE "C",
    "website" text COLLATE "C", "country" text COLLATE "C", "province" text COLLATE "C", "city"
    text COLLATE "C", "district" text COLLATE "C", "address" text COLLATE "C", "postcode" text
    COLLATE "C", "shipping_address" text COLLATE "C", "territory" bigint, "source" bigint,
    "channel" bigint, "lead" bigint, "currency" text COLLATE "C", "annual_revenue" bigint,
    "credit_grade" text COLLATE "C", "credit_limit" bigint, "credit_days" bigint,
    "preferred_contact" text COLLATE "C", "owner_since" bigint, "locked" bigint,
    "last_follow_up_at" bigint, "next_follow_up_at" bigint, "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_300_9_10" ON "account" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_300_100" ON "account" ("name");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_300_102" ON "account" ("number") WHERE "number" IS NOT
    NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_300_114" ON "account" ("parent");
CREATE INDEX IF NOT EXISTS "crm_i_300_126" ON "account" ("territory");
CREATE INDEX IF NOT EXISTS "crm_i_300_129" ON "account" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_300_8_104" ON "account" ("owner", "status");
CREATE TABLE IF NOT EXISTS "contact" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "surname" text COLLATE "C", "given_name" text COLLATE "C", "salutation" text
    COLLATE "C", "gender" text COLLATE "C", "account" bigint, "is_primary" bigint, "department"
    text COLLATE "C", "title" text COLLATE "C", "decision_role" text COLLATE "C", "reports_to"
    bigint, "phone" text COLLATE "C", "phone_normal" text COLLATE "C", "mobile" text COLLATE "C",
    "mobile_normal" text COLLATE "C", "email" text COLLATE "C", "email_normal" text COLLATE "C",
    "wechat" text COLLATE "C", "qq" text COLLATE "C", "birthday" bigint, "country" text COLLATE
    "C", "province" text COLLATE "C", "city" text COLLATE "C", "district" text COLLATE "C",
    "address" text COLLATE "C", "postcode" text COLLATE "C", "language" text COLLATE "C",
    "time_zone" text COLLATE "C", "source" bigint, "lead" bigint, "preferred_contact" text COLLATE
    "C", "do_not_call" bigint, "do_not_email" bigint, "last_follow_up_at" bigint,
    "next_follow_up_at" bigint, "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_301_9_10" ON "contact" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_301_105" ON "contact" ("account");
CREATE INDEX IF NOT EXISTS "crm_i_301_110" ON "contact" ("reports_to");
CREATE INDEX IF NOT EXISTS "crm_i_301_126" ON "contact" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_301_8" ON "contact" ("owner");
CREATE TABLE IF NOT EXISTS "opportunity" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "account" bigint, "contact" bigint, "lead" bigint, "stage_group" bigint, "stage"
    bigint, "stage_since" bigint, "last_stage" bigint, "outcome" text COLLATE "C", "amount" bigint,
    "currency" text COLLATE "C", "exchange_rate" bigint, "probability" bigint, "forecast_category"
    text COLLATE "C", "close_date" bigint, "first_close_date" bigint, "push_count" bigint,
    "closed_at" bigint, "lost_reason" text COLLATE "C", "lost_comment" text COLLATE "C",
    "competitors" text COLLATE "C", "source" bigint, "channel" bigint, "campaign" text COLLATE "C",
    "next_step" text COLLATE "C", "last_follow_up_at" bigint, "next_follow_up_at" bigint,
    "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_302_9_10" ON "opportunity" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_302_101" ON "opportunity" ("account");
CREATE INDEX IF NOT EXISTS "crm_i_302_102" ON "opportunity" ("contact");
CREATE INDEX IF NOT EXISTS "crm_i_302_103" ON "opportunity" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_302_105" ON "opportunity" ("stage");
CREATE INDEX IF NOT EXISTS "crm_i_302_114" ON "opportunity" ("close_date");
CREATE INDEX IF NOT EXISTS "crm_i_302_8_108" ON "opportunity" ("owner", "outcome");
CREATE TABLE IF NOT EXISTS "stage_group" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "is_default" bigint, "enabled" bigint, "allow_back" bigint, "allow_reopen" bigint,
    "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_303_9_10" ON "stage_group" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_303_100" ON "stage_group" ("name") WHERE "name" IS NOT
    NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "stage" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "stage_group"
    bigint, "name" text COLLATE "C", "position" bigint, "outcome" text COLLATE "C", "probability"
    bigint, "forecast_category" text COLLATE "C", "condition" text COLLATE "C", "rotting_days"
    bigint, "guidance" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_304_9_10" ON "stage" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_304_100_101" ON "stage" ("stage_group", "name") WHERE
    "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_304_100_102" ON "stage" ("stage_group", "position");
CREATE TABLE IF NOT EXISTS "stage_change" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C",
    "opportunity" bigint, "from_stage" bigint, "to_stage" bigint, "at" bigint, "duration_s" bigint,
    "outcome" text COLLATE "C", "amount" bigint, "currency" text COLLATE "C", "probability" bigint,
    "comment" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_305_9_10" ON "stage_change" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_305_100_103" ON "stage_change" ("opportunity", "at");
CREATE TABLE IF NOT EXISTS "activity" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "kind" text COLLATE "C", "subject_entity" text COLLATE "C", "subject_id" bigint,
    "lead" bigint, "account" bigint, "contact" bigint, "opportunity" bigint, "at" bigint,
    "duration_s" bigint, "direction" text COLLATE "C", "result" text COLLATE "C", "next_at" bigint,
    "place" text COLLATE "C", "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_306_9_10" ON "activity" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_306_104" ON "activity" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_306_105" ON "activity" ("account");
CREATE INDEX IF NOT EXISTS "crm_i_306_106" ON "activity" ("contact");
CREATE INDEX IF NOT EXISTS "crm_i_306_107" ON "activity" ("opportunity");
CREATE INDEX IF NOT EXISTS "crm_i_306_8_108" ON "activity" ("owner", "at");
CREATE TABLE IF NOT EXISTS "task" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text COLLATE
    "C", "state" text COLLATE "C", "priority" text COLLATE "C", "due_at" bigint, "remind_at"
    bigint, "done_at" bigint, "kind" text COLLATE "C", "subject_entity" text COLLATE "C",
    "subject_id" bigint, "lead" bigint, "account" bigint, "contact" bigint, "opportunity" bigint,
    "assigned_by" bigint, "activity" bigint, "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_307_9_10" ON "task" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_307_109" ON "task" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_307_110" ON "task" ("account");
CREATE INDEX IF NOT EXISTS "crm_i_307_111" ON "task" ("contact");
CREATE INDEX IF NOT EXISTS "crm_i_307_112" ON "task" ("opportunity");
CREATE INDEX IF NOT EXISTS "crm_i_307_8_101_103" ON "task" ("owner", "state", "due_at");
CREATE TABLE IF NOT EXISTS "product" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "code" text COLLATE "C", "kind" text COLLATE "C", "category" text COLLATE "C",
    "brand" text COLLATE "C", "unit" text COLLATE "C", "barcode" text COLLATE "C", "list_price"
    bigint, "cost" bigint, "currency" text COLLATE "C", "tax_rate" bigint, "active" bigint,
    "description" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_308_9_10" ON "product" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_308_101" ON "product" ("code") WHERE "code" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_308_103" ON "product" ("category");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_308_106" ON "product" ("barcode") WHERE "barcode" IS NOT
    NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "order" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "number" text
    COLLATE "C", "account" bigint, "contact" bigint, "opportunity" bigint, "status" text COLLATE
    "C", "channel" text COLLATE "C", "placed_at" bigint, "paid_at" bigint, "shipped_at" bigint,
    "completed_at" bigint, "currency" text COLLATE "C", "exchange_rate" bigint, "amount" bigint,
    "discount" bigint, "tax" bigint, "shipping" bigint, "paid_amount" bigint, "refunded_amount"
    bigint, "cost" bigint, "item_count" bigint, "shipping_address" text COLLATE "C", "description"
    text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_309_9_10" ON "order" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_309_100" ON "order" ("number") WHERE "number" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_309_103" ON "order" ("opportunity");
CREATE INDEX IF NOT EXISTS "crm_i_309_101_106" ON "order" ("account", "placed_at");
CREATE INDEX IF NOT EXISTS "crm_i_309_106" ON "order" ("placed_at");
CREATE TABLE IF NOT EXISTS "order_line" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "order"
    bigint, "position" bigint, "product" bigint, "name" text COLLATE "C", "quantity" bigint, "unit"
    text COLLATE "C", "currency" text COLLATE "C", "unit_price" bigint, "discount" bigint,
    "tax_rate" bigint, "amount" bigint, "cost" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_310_9_10" ON "order_line" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_310_102" ON "order_line" ("product");
CREATE INDEX IF NOT EXISTS "crm_i_310_100_101" ON "order_line" ("order", "position");
CREATE TABLE IF NOT EXISTS "segment" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "code" text COLLATE "C", "kind" text COLLATE "C", "entity_name" text COLLATE "C",
    "condition" text COLLATE "C", "position" bigint, "enabled" bigint, "description" text COLLATE
    "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_400_9_10" ON "segment" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_400_100" ON "segment" ("name") WHERE "name" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_400_101" ON "segment" ("code") WHERE "code" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_400_102_105" ON "segment" ("kind", "position");
CREATE TABLE IF NOT EXISTS "segment_run" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "kind" text COLLATE "C", "method" text COLLATE "C", "bins" bigint, "as_of" bigint,
    "currency" text COLLATE "C", "customer_count" bigint, "changed_count" bigint, "cuts" text
    COLLATE "C", "counts" text COLLATE "C", "migration" text COLLATE "C", "previous" bigint,
    "quadrants" text COLLATE "C", "open_parts" bigint, "parts" text COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_401_9_10" ON "segment_run" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_401_101_104" ON "segment_run" ("kind", "as_of");
CREATE TABLE IF NOT EXISTS "segment_member" ("id" bigint PRIMARY KEY, "version" bigint,
    "created_at" bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint,
    "deleted_at" bigint, "owner" bigint, "external_source" text COLLATE "C", "external_id" text
    COLLATE "C", "segment" bigint, "account" bigint, "since" bigint, "until" bigint, "run" bigint,
    "left_run" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_402_9_10" ON "segment_member" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_402_101_100_102" ON "segment_member" ("account",
    "segment", "since") WHERE "since" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_402_100_103" ON "segment_member" ("segment", "until");
CREATE TABLE IF NOT EXISTS "customer_value" ("id" bigint PRIMARY KEY, "version" bigint,
    "created_at" bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint,
    "deleted_at" bigint, "owner" bigint, "external_source" text COLLATE "C", "external_id" text
    COLLATE "C", "account" bigint, "currency" text COLLATE "C", "order_count" bigint,
    "purchase_day_count" bigint, "amount" bigint, "refunded_amount" bigint, "margin" bigint,
    "item_count" bigint, "first_order_at" bigint, "last_order_at" bigint, "recency_score" bigint,
    "frequency_score" bigint, "monetary_score" bigint, "segment" text COLLATE "C",
    "previous_segment" text COLLATE "C", "segment_since" bigint, "quadrant" text COLLATE "C", "run"
    bigint, "gap_count" bigint, "gap_days" bigint, "gap_days_squared" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_500_9_10" ON "customer_value" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_500_100" ON "customer_value" ("account") WHERE "account"
    IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_500_113" ON "customer_value" ("segment");
CREATE TABLE IF NOT EXISTS "customer_month" ("id" bigint PRIMARY KEY, "version" bigint,
    "created_at" bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint,
    "deleted_at" bigint, "owner" bigint, "external_source" text COLLATE "C", "external_id" text
    COLLATE "C", "account" bigint, "month" bigint, "currency" text COLLATE "C", "order_count"
    bigint, "amount" bigint, "item_count" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_501_9_10" ON "customer_month" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_501_100_101" ON "customer_month" ("account", "month")
    WHERE "month" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_501_101" ON "customer_month" ("month");
CREATE TABLE IF NOT EXISTS "rfm_snapshot" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "run"
    bigint, "account" bigint, "recency_days" bigint, "frequency" bigint, "monetary" bigint,
    "currency" text COLLATE "C", "recency_score" bigint, "frequency_score" bigint, "monetary_score"
    bigint, "segment" text COLLATE "C", "previous_segment" text COLLATE "C", "quadrant" text
    COLLATE "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_502_9_10" ON "rfm_snapshot" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_502_101_100" ON "rfm_snapshot" ("account", "run") WHERE
    "run" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_502_100_109" ON "rfm_snapshot" ("run", "segment");
CREATE TABLE IF NOT EXISTS "alert_rule" ("id" bigint PRIMARY KEY, "version" bigint, "created_at"
    bigint, "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint,
    "owner" bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text
    COLLATE "C", "kind" text COLLATE "C", "condition" text COLLATE "C", "gap_factor" bigint,
    "minimum_purchase_days" bigint, "absolute_days" bigint, "floor_days" bigint, "from_segments"
    text COLLATE "C", "to_segments" text COLLATE "C", "severity" text COLLATE "C", "message" text
    COLLATE "C", "channel" text COLLATE "C", "enabled" bigint, "position" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_503_9_10" ON "alert_rule" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_503_100" ON "alert_rule" ("name") WHERE "name" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "alert" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text COLLATE
    "C", "rule" bigint, "account" bigint, "subject_entity" text COLLATE "C", "subject_id" bigint,
    "state" text COLLATE "C", "severity" text COLLATE "C", "episode" bigint, "raised_at" bigint,
    "acknowledged_at" bigint, "acknowledged_by" bigint, "closed_at" bigint, "reasons" text COLLATE
    "C", "recovered_at" bigint);
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_504_9_10" ON "alert" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_504_102" ON "alert" ("account");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_504_101_103_104_107" ON "alert" ("rule", "subject_entity",
    "subject_id", "episode") WHERE "episode" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_504_8_105" ON "alert" ("owner", "state");

-- reading

CREATE TABLE IF NOT EXISTS "crm_words_channel" (id bigint PRIMARY KEY, terms tsvector NOT NULL);
CREATE INDEX IF NOT EXISTS "crm_words_channel_terms" ON "crm_words_channel" USING gin (terms);

-- definitions of one's own

CREATE TABLE IF NOT EXISTS "visit" ("id" bigint PRIMARY KEY, "version" bigint, "created_at" bigint,
    "created_by" bigint, "updated_at" bigint, "updated_by" bigint, "deleted_at" bigint, "owner"
    bigint, "external_source" text COLLATE "C", "external_id" text COLLATE "C", "name" text COLLATE
    "C");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_10000_9_10" ON "visit" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_10000_8" ON "visit" ("owner");
ALTER TABLE "visit" ADD COLUMN "place" text COLLATE "C";
ALTER TABLE "lead" ADD COLUMN "shoe_size" bigint;
CREATE INDEX IF NOT EXISTS "crm_i_200_10000" ON "lead" ("shoe_size");
ALTER TABLE "lead" ADD COLUMN "badge" text COLLATE "C";
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_200_10001" ON "lead" ("badge") WHERE "badge" IS NOT NULL
    AND "deleted_at" IS NULL;
ALTER TABLE "lead" ADD COLUMN "shirt" text COLLATE "C";
