-- a new database

CREATE TABLE IF NOT EXISTS "crm_meta" ("name" TEXT, "number" INTEGER, "value" TEXT, PRIMARY KEY
    ("name")) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "crm_migration" ("number" INTEGER PRIMARY KEY, "name" TEXT, "at"
    INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS "crm_entity" ("number" INTEGER PRIMARY KEY, "name" TEXT, "label_en"
    TEXT, "label_zh" TEXT, "flags" INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS "crm_field" ("entity" INTEGER, "number" INTEGER, "name" TEXT, "type"
    TEXT, "flags" INTEGER, "size" INTEGER, "target" TEXT, "label_en" TEXT, "label_zh" TEXT,
    "initial" TEXT, PRIMARY KEY ("entity", "number")) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "crm_choice" ("entity" INTEGER, "field" INTEGER, "position" INTEGER,
    "name" TEXT, "label_en" TEXT, "label_zh" TEXT, PRIMARY KEY ("entity", "field", "position"))
    STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "crm_history" ("sequence" INTEGER PRIMARY KEY, "at" INTEGER, "actor"
    INTEGER, "entity" INTEGER, "record_id" INTEGER, "version" INTEGER, "operation" INTEGER,
    "reason" TEXT, "diff" BLOB) STRICT;
CREATE TABLE IF NOT EXISTS "crm_link" ("entity" INTEGER, "record_id" INTEGER, "field" INTEGER,
    "target_id" INTEGER, PRIMARY KEY ("entity", "record_id", "field", "target_id")) STRICT, WITHOUT
    ROWID;
CREATE TABLE IF NOT EXISTS "crm_match_key" ("entity" INTEGER, "record_id" INTEGER, "kind" INTEGER,
    "key" INTEGER, PRIMARY KEY ("entity", "record_id", "kind", "key")) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "crm_history_record" ON "crm_history" ("record_id");
CREATE INDEX IF NOT EXISTS "crm_link_target" ON "crm_link" ("entity", "field", "target_id");
CREATE INDEX IF NOT EXISTS "crm_match_key_key" ON "crm_match_key" ("key", "kind");
CREATE TABLE IF NOT EXISTS "user" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "login"
    TEXT, "email" TEXT, "email_normal" TEXT, "phone" TEXT, "phone_normal" TEXT, "wechat" TEXT,
    "employee_number" TEXT, "title" TEXT, "role" INTEGER, "team" INTEGER, "superior" INTEGER,
    "territory" INTEGER, "active" INTEGER, "language" TEXT, "time_zone" TEXT, "capacity" INTEGER,
    "weight" INTEGER, "calendar" INTEGER, "available_from" INTEGER, "available_until" INTEGER,
    "monthly_leads" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_100_9_10" ON "user" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_100_101" ON "user" ("login") WHERE "login" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_100_105" ON "user" ("employee_number") WHERE
    "employee_number" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_100_107" ON "user" ("role");
CREATE INDEX IF NOT EXISTS "crm_i_100_108" ON "user" ("team");
CREATE INDEX IF NOT EXISTS "crm_i_100_109" ON "user" ("superior");
CREATE TABLE IF NOT EXISTS "role" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT,
    "description" TEXT, "parent" INTEGER, "superuser" INTEGER, "permissions" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_101_9_10" ON "role" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_101_100" ON "role" ("name") WHERE "name" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_101_102" ON "role" ("parent");
CREATE TABLE IF NOT EXISTS "role_permission" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "role"
    INTEGER, "entity_name" TEXT, "read_scope" TEXT, "write_scope" TEXT, "delete_scope" TEXT,
    "can_create" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_102_9_10" ON "role_permission" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_102_100_101" ON "role_permission" ("role", "entity_name")
    WHERE "entity_name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "team" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "code" TEXT,
    "parent" INTEGER, "leader" INTEGER, "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_103_9_10" ON "team" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_103_101" ON "team" ("code") WHERE "code" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_103_102" ON "team" ("parent");
CREATE INDEX IF NOT EXISTS "crm_i_103_103" ON "team" ("leader");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_103_102_100" ON "team" ("parent", "name") WHERE "name" IS
    NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "territory" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "code" TEXT,
    "parent" INTEGER, "manager" INTEGER, "condition" TEXT, "priority" INTEGER, "description" TEXT)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_104_9_10" ON "territory" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_104_101" ON "territory" ("code") WHERE "code" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_104_102" ON "territory" ("parent");
CREATE TABLE IF NOT EXISTS "working_calendar" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT,
    "time_zone" TEXT, "hours" TEXT, "is_default" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_105_9_10" ON "working_calendar" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_105_100" ON "working_calendar" ("name") WHERE "name" IS
    NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "holiday" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "calendar" INTEGER, "day"
    INTEGER, "name" TEXT, "working" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_106_9_10" ON "holiday" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_106_100_101" ON "holiday" ("calendar", "day") WHERE "day"
    IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "skill" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "category"
    TEXT, "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_107_9_10" ON "skill" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_107_100" ON "skill" ("name") WHERE "name" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "exchange_rate" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT,
    "currency_from" TEXT, "currency_to" TEXT, "day" INTEGER, "rate" INTEGER, "source" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_108_9_10" ON "exchange_rate" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_108_100_101_102" ON "exchange_rate" ("currency_from",
    "currency_to", "day") WHERE "day" IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "setting" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "key" TEXT, "value" TEXT,
    "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_109_9_10" ON "setting" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_109_100" ON "setting" ("key") WHERE "key" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "trigger" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT,
    "entity_name" TEXT, "event" TEXT, "due_field" TEXT, "due_offset_days" INTEGER, "event_kind"
    TEXT, "condition" TEXT, "actions" TEXT, "position" INTEGER, "enabled" INTEGER, "description"
    TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_110_9_10" ON "trigger" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_110_101" ON "trigger" ("entity_name");
CREATE TABLE IF NOT EXISTS "approval_flow" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT,
    "edition" INTEGER, "entity_name" TEXT, "condition" TEXT, "steps" TEXT, "enabled" INTEGER,
    "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_111_9_10" ON "approval_flow" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_111_102" ON "approval_flow" ("entity_name");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_111_100_101" ON "approval_flow" ("name", "edition") WHERE
    "edition" IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "approval" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "flow"
    INTEGER, "subject_entity" TEXT, "subject_id" INTEGER, "state" TEXT, "step" INTEGER,
    "requested_by" INTEGER, "requested_at" INTEGER, "decided_at" INTEGER, "snapshot" TEXT,
    "comment" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_112_9_10" ON "approval" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_112_101" ON "approval" ("flow");
CREATE INDEX IF NOT EXISTS "crm_i_112_107" ON "approval" ("requested_by");
CREATE INDEX IF NOT EXISTS "crm_i_112_102_103" ON "approval" ("subject_entity", "subject_id");
CREATE TABLE IF NOT EXISTS "approval_decision" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "approval"
    INTEGER, "step" INTEGER, "approver" INTEGER, "decision" TEXT, "passed_to" INTEGER, "at"
    INTEGER, "comment" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_113_9_10" ON "approval_decision" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_113_100" ON "approval_decision" ("approval");
CREATE INDEX IF NOT EXISTS "crm_i_113_102" ON "approval_decision" ("approver");
CREATE TABLE IF NOT EXISTS "due_work" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "kind" TEXT,
    "entity_name" TEXT, "record_id" INTEGER, "due_at" INTEGER, "state" TEXT, "payload" TEXT,
    "attempts" INTEGER, "last_error" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_114_9_10" ON "due_work" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_114_101_102_100" ON "due_work" ("entity_name",
    "record_id", "kind") WHERE "kind" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_114_104_103" ON "due_work" ("state", "due_at");
CREATE TABLE IF NOT EXISTS "outbox" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "channel" TEXT, "kind"
    TEXT, "recipient" INTEGER, "address" TEXT, "subject" TEXT, "body" TEXT, "payload" TEXT,
    "subject_entity" TEXT, "subject_id" INTEGER, "state" TEXT, "not_before" INTEGER, "taken_until"
    INTEGER, "attempts" INTEGER, "sent_at" INTEGER, "last_error" TEXT, "idempotency_key" TEXT)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_115_9_10" ON "outbox" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_115_102" ON "outbox" ("recipient");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_115_115" ON "outbox" ("idempotency_key") WHERE
    "idempotency_key" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_115_109_111" ON "outbox" ("state", "taken_until");
CREATE INDEX IF NOT EXISTS "crm_i_115_107_108" ON "outbox" ("subject_entity", "subject_id");
CREATE TABLE IF NOT EXISTS "event" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "subject_entity" TEXT,
    "subject_id" INTEGER, "kind" TEXT, "at" INTEGER, "source" TEXT, "properties" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_116_9_10" ON "event" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_116_100_101_103" ON "event" ("subject_entity", "subject_id",
    "at");
CREATE TABLE IF NOT EXISTS "idempotency" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "key" TEXT, "operation"
    TEXT, "request_hash" INTEGER, "answer" TEXT, "expires_at" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_117_9_10" ON "idempotency" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_117_100" ON "idempotency" ("key") WHERE "key" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_117_104" ON "idempotency" ("expires_at");
CREATE TABLE IF NOT EXISTS "note" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "subject_entity" TEXT,
    "subject_id" INTEGER, "title" TEXT, "body" TEXT, "pinned" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_118_9_10" ON "note" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_118_100_101" ON "note" ("subject_entity", "subject_id");
CREATE TABLE IF NOT EXISTS "attachment" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "subject_entity" TEXT,
    "subject_id" INTEGER, "name" TEXT, "uri" TEXT, "media_type" TEXT, "size_bytes" INTEGER,
    "sha256" TEXT, "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_119_9_10" ON "attachment" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_119_100_101" ON "attachment" ("subject_entity", "subject_id");
CREATE TABLE IF NOT EXISTS "tag" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "category"
    TEXT, "color" TEXT, "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_120_9_10" ON "tag" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_120_100" ON "tag" ("name") WHERE "name" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_120_101" ON "tag" ("category");
CREATE TABLE IF NOT EXISTS "tag_link" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "tag" INTEGER,
    "subject_entity" TEXT, "subject_id" INTEGER, "source" TEXT, "rule" INTEGER, "confidence"
    INTEGER, "tagged_at" INTEGER, "expires_at" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_121_9_10" ON "tag_link" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_121_104" ON "tag_link" ("rule");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_121_101_102_100" ON "tag_link" ("subject_entity",
    "subject_id", "tag") WHERE "tag" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_121_100_101" ON "tag_link" ("tag", "subject_entity");
CREATE TABLE IF NOT EXISTS "link" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "kind" TEXT,
    "from_entity" TEXT, "from_id" INTEGER, "to_entity" TEXT, "to_id" INTEGER, "comment" TEXT)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_122_9_10" ON "link" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_122_101_102_100_103_104" ON "link" ("from_entity",
    "from_id", "kind", "to_entity", "to_id") WHERE "to_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_122_103_104" ON "link" ("to_entity", "to_id");
CREATE TABLE IF NOT EXISTS "reminder" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "kind" TEXT,
    "recipient" INTEGER, "subject_entity" TEXT, "subject_id" INTEGER, "remind_at" INTEGER, "state"
    TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_123_9_10" ON "reminder" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_123_102_106_105" ON "reminder" ("recipient", "state",
    "remind_at");
CREATE INDEX IF NOT EXISTS "crm_i_123_103_104" ON "reminder" ("subject_entity", "subject_id");
CREATE TABLE IF NOT EXISTS "import_run" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT,
    "entity_name" TEXT, "file_size" INTEGER, "file_hash" INTEGER, "options" TEXT, "state" TEXT,
    "position" INTEGER, "row_count" INTEGER, "created_count" INTEGER, "updated_count" INTEGER,
    "duplicate_count" INTEGER, "rejected_count" INTEGER, "started_at" INTEGER, "finished_at"
    INTEGER, "last_error" TEXT, "rejects_size" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_124_9_10" ON "import_run" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_124_103" ON "import_run" ("file_hash");
CREATE TABLE IF NOT EXISTS "lead" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "surname"
    TEXT, "given_name" TEXT, "salutation" TEXT, "gender" TEXT, "company" TEXT, "department" TEXT,
    "title" TEXT, "phone" TEXT, "phone_normal" TEXT, "mobile" TEXT, "mobile_normal" TEXT, "email"
    TEXT, "email_normal" TEXT, "wechat" TEXT, "qq" TEXT, "website" TEXT, "country" TEXT, "province"
    TEXT, "city" TEXT, "district" TEXT, "address" TEXT, "postcode" TEXT, "industry" TEXT,
    "company_size" TEXT, "registration_number" TEXT, "language" TEXT, "time_zone" TEXT, "territory"
    INTEGER, "source" INTEGER, "channel" INTEGER, "capture_form" INTEGER, "campaign" TEXT,
    "keyword" TEXT, "landing_page" TEXT, "sourced_by" INTEGER, "status" TEXT, "level" TEXT,
    "validity" TEXT, "validity_reason" TEXT, "validity_at" INTEGER, "score" INTEGER, "grade" TEXT,
    "score_reasons" TEXT, "scored_at" INTEGER, "pool" INTEGER, "pool_entered_at" INTEGER,
    "owner_since" INTEGER, "collected_at" INTEGER, "hold_until" INTEGER, "previous_owner" INTEGER,
    "previous_owner_until" INTEGER, "locked" INTEGER, "first_response_at" INTEGER,
    "last_follow_up_at" INTEGER, "next_follow_up_at" INTEGER, "follow_up_count" INTEGER,
    "recycle_at" INTEGER, "recycle_rule" INTEGER, "recycle_count" INTEGER, "interests" TEXT,
    "preferred_contact" TEXT, "do_not_call" INTEGER, "do_not_email" INTEGER, "budget" INTEGER,
    "currency" TEXT, "needed_by" INTEGER, "description" TEXT, "nurture_track" INTEGER,
    "nurture_state" TEXT, "nurture_step" INTEGER, "nurture_since" INTEGER, "converted_at" INTEGER,
    "converted_account" INTEGER, "converted_contact" INTEGER, "converted_opportunity" INTEGER)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_200_9_10" ON "lead" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_200_142" ON "lead" ("pool");
CREATE INDEX IF NOT EXISTS "crm_i_200_165" ON "lead" ("nurture_track");
CREATE INDEX IF NOT EXISTS "crm_i_200_170" ON "lead" ("converted_account");
CREATE INDEX IF NOT EXISTS "crm_i_200_8_133" ON "lead" ("owner", "status");
CREATE TABLE IF NOT EXISTS "lead_source" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "channel"
    INTEGER, "active" INTEGER, "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_201_9_10" ON "lead_source" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_201_100" ON "lead_source" ("name") WHERE "name" IS NOT
    NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_201_101" ON "lead_source" ("channel");
CREATE TABLE IF NOT EXISTS "channel" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "kind" TEXT,
    "parent" INTEGER, "active" INTEGER, "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_202_9_10" ON "channel" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_202_100" ON "channel" ("name") WHERE "name" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_202_102" ON "channel" ("parent");
CREATE TABLE IF NOT EXISTS "capture_form" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT,
    "key" TEXT, "fields" TEXT, "source" INTEGER, "channel" INTEGER, "campaign" TEXT, "pool"
    INTEGER, "assign" INTEGER, "check_duplicates" INTEGER, "enabled" INTEGER, "description" TEXT)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_203_9_10" ON "capture_form" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_203_101" ON "capture_form" ("key") WHERE "key" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "pool" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT,
    "description" TEXT, "enabled" INTEGER, "is_default" INTEGER, "auto_recycle" INTEGER, "capacity"
    INTEGER, "daily_limit" INTEGER, "cool_down_days" INTEGER, "hold_hours" INTEGER, "hidden_fields"
    TEXT, "on_return" TEXT, "time_zone" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_204_9_10" ON "pool" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_204_100" ON "pool" ("name") WHERE "name" IS NOT NULL AND
    "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "pool_rule" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "pool"
    INTEGER, "kind" TEXT, "position" INTEGER, "enabled" INTEGER, "condition" TEXT, "strategy" TEXT,
    "weights" TEXT, "fall_through" INTEGER, "last_member" INTEGER, "recycle_kind" TEXT, "days"
    INTEGER, "level_days" TEXT, "calendar_days" INTEGER, "and_next" INTEGER, "reminder_days"
    INTEGER, "exempt_converted" INTEGER, "exempt_with_opportunity" INTEGER, "exempt_condition"
    TEXT, "target_pool" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_205_9_10" ON "pool_rule" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_205_101_102_103" ON "pool_rule" ("pool", "kind", "position");
CREATE TABLE IF NOT EXISTS "rotation" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "rule" INTEGER, "user"
    INTEGER, "assigned_count" INTEGER, "virtual_time" INTEGER, "last_assigned_at" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_206_9_10" ON "rotation" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_206_100_101" ON "rotation" ("rule", "user") WHERE "user"
    IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "claim" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "pool" INTEGER, "lead"
    INTEGER, "user" INTEGER, "action" TEXT, "at" INTEGER, "local_day" INTEGER, "from_user" INTEGER,
    "from_pool" INTEGER, "rule" INTEGER, "reason" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_207_9_10" ON "claim" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_207_102_100_105" ON "claim" ("user", "pool", "local_day");
CREATE INDEX IF NOT EXISTS "crm_i_207_101_104" ON "claim" ("lead", "at");
CREATE INDEX IF NOT EXISTS "crm_i_207_102_104" ON "claim" ("user", "at");
CREATE TABLE IF NOT EXISTS "score_model" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "edition"
    INTEGER, "entity_name" TEXT, "kind" TEXT, "enabled" INTEGER, "condition" TEXT, "minimum"
    INTEGER, "maximum" INTEGER, "groups" TEXT, "grades" TEXT, "threshold" INTEGER, "nurture_pool"
    INTEGER, "nurture_track" INTEGER, "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_208_9_10" ON "score_model" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_208_100_101" ON "score_model" ("name", "edition") WHERE
    "edition" IS NOT NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "score_rule" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "model" INTEGER, "name"
    TEXT, "position" INTEGER, "enabled" INTEGER, "group_name" TEXT, "condition" TEXT, "points"
    INTEGER, "event_kind" TEXT, "minimum" INTEGER, "maximum" INTEGER, "daily_cap" INTEGER,
    "window_days" INTEGER, "decay" TEXT, "decay_days" INTEGER, "decay_percent" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_209_9_10" ON "score_rule" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_209_100_102" ON "score_rule" ("model", "position");
CREATE TABLE IF NOT EXISTS "score" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "lead" INTEGER, "model"
    INTEGER, "value" INTEGER, "grade" TEXT, "previous_value" INTEGER, "reasons" TEXT, "at" INTEGER)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_210_9_10" ON "score" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_210_100_106" ON "score" ("lead", "at");
CREATE TABLE IF NOT EXISTS "tag_rule" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT,
    "entity_name" TEXT, "condition" TEXT, "tag" INTEGER, "confidence" INTEGER, "expires_days"
    INTEGER, "take_away" INTEGER, "position" INTEGER, "enabled" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_211_9_10" ON "tag_rule" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_211_103" ON "tag_rule" ("tag");
CREATE TABLE IF NOT EXISTS "duplicate_pair" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "entity_a"
    TEXT, "id_a" INTEGER, "entity_b" TEXT, "id_b" INTEGER, "kinds" TEXT, "probability" INTEGER,
    "state" TEXT, "found_at" INTEGER, "decided_by" INTEGER, "decided_at" INTEGER, "merge" INTEGER)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_212_9_10" ON "duplicate_pair" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_212_100_101_102_103" ON "duplicate_pair" ("entity_a",
    "id_a", "entity_b", "id_b") WHERE "id_b" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_212_102_103" ON "duplicate_pair" ("entity_b", "id_b");
CREATE INDEX IF NOT EXISTS "crm_i_212_106_107" ON "duplicate_pair" ("state", "found_at");
CREATE TABLE IF NOT EXISTS "merge" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "entity_name" TEXT,
    "survivor_id" INTEGER, "losers" TEXT, "policy" TEXT, "journal" TEXT, "at" INTEGER, "undone_at"
    INTEGER, "undone_by" INTEGER, "reason" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_213_9_10" ON "merge" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_213_100_101" ON "merge" ("entity_name", "survivor_id");
CREATE TABLE IF NOT EXISTS "alias" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "entity_name" TEXT,
    "old_id" INTEGER, "survivor_id" INTEGER, "merge" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_214_9_10" ON "alias" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_214_103" ON "alias" ("merge");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_214_100_101" ON "alias" ("entity_name", "old_id") WHERE
    "old_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_214_100_102" ON "alias" ("entity_name", "survivor_id");
CREATE TABLE IF NOT EXISTS "nurture_track" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT,
    "description" TEXT, "steps" TEXT, "exit_condition" TEXT, "return_pool" INTEGER, "enabled"
    INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_215_9_10" ON "nurture_track" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_215_100" ON "nurture_track" ("name") WHERE "name" IS NOT
    NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "registration" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT,
    "company" TEXT, "registration_number" TEXT, "phone" TEXT, "phone_normal" TEXT, "email" TEXT,
    "email_normal" TEXT, "lead" INTEGER, "account" INTEGER, "state" TEXT, "requested_at" INTEGER,
    "valid_from" INTEGER, "valid_until" INTEGER, "extension_count" INTEGER, "conflicts_with"
    INTEGER, "decided_by" INTEGER, "decided_at" INTEGER, "reason" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_216_9_10" ON "registration" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_216_102" ON "registration" ("registration_number");
CREATE INDEX IF NOT EXISTS "crm_i_216_100103" ON "registration" ("phone_normal");
CREATE INDEX IF NOT EXISTS "crm_i_216_100104" ON "registration" ("email_normal");
CREATE INDEX IF NOT EXISTS "crm_i_216_105" ON "registration" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_216_106" ON "registration" ("account");
CREATE INDEX IF NOT EXISTS "crm_i_216_110" ON "registration" ("valid_until");
CREATE INDEX IF NOT EXISTS "crm_i_216_8_107" ON "registration" ("owner", "state");
CREATE TABLE IF NOT EXISTS "conversion" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "lead" INTEGER, "account"
    INTEGER, "contact" INTEGER, "opportunity" INTEGER, "account_created" INTEGER, "contact_created"
    INTEGER, "opportunity_created" INTEGER, "journal" TEXT, "at" INTEGER, "undone_at" INTEGER,
    "undone_by" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_217_9_10" ON "conversion" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_217_100" ON "conversion" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_217_101" ON "conversion" ("account");
CREATE TABLE IF NOT EXISTS "account" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "short_name"
    TEXT, "number" TEXT, "kind" TEXT, "status" TEXT, "level" TEXT, "is_person" INTEGER,
    "market_side" TEXT, "industry" TEXT, "company_size" TEXT, "employee_count" INTEGER,
    "registration_number" TEXT, "legal_representative" TEXT, "founded_on" INTEGER, "parent"
    INTEGER, "phone" TEXT, "phone_normal" TEXT, "email" TEXT, "email_normal" TEXT, "wechat" TEXT,
    "website" TEXT, "country" TEXT, "province" TEXT, "city" TEXT, "district" TEXT, "address" TEXT,
    "postcode" TEXT, "shipping_address" TEXT, "territory" INTEGER, "source" INTEGER, "channel"
    INTEGER, "lead" INTEGER, "currency" TEXT, "annual_revenue" INTEGER, "credit_grade" TEXT,
    "credit_limit" INTEGER, "credit_days" INTEGER, "preferred_contact" TEXT, "owner_since" INTEGER,
    "locked" INTEGER, "last_follow_up_at" INTEGER, "next_follow_up_at" INTEGER, "description" TEXT)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_300_9_10" ON "account" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_300_100" ON "account" ("name");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_300_102" ON "account" ("number") WHERE "number" IS NOT
    NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_300_114" ON "account" ("parent");
CREATE INDEX IF NOT EXISTS "crm_i_300_126" ON "account" ("territory");
CREATE INDEX IF NOT EXISTS "crm_i_300_129" ON "account" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_300_8_104" ON "account" ("owner", "status");
CREATE TABLE IF NOT EXISTS "contact" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "surname"
    TEXT, "given_name" TEXT, "salutation" TEXT, "gender" TEXT, "account" INTEGER, "is_primary"
    INTEGER, "department" TEXT, "title" TEXT, "decision_role" TEXT, "reports_to" INTEGER, "phone"
    TEXT, "phone_normal" TEXT, "mobile" TEXT, "mobile_normal" TEXT, "email" TEXT, "email_normal"
    TEXT, "wechat" TEXT, "qq" TEXT, "birthday" INTEGER, "country" TEXT, "province" TEXT, "city"
    TEXT, "district" TEXT, "address" TEXT, "postcode" TEXT, "language" TEXT, "time_zone" TEXT,
    "source" INTEGER, "lead" INTEGER, "preferred_contact" TEXT, "do_not_call" INTEGER,
    "do_not_email" INTEGER, "last_follow_up_at" INTEGER, "next_follow_up_at" INTEGER, "description"
    TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_301_9_10" ON "contact" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_301_105" ON "contact" ("account");
CREATE INDEX IF NOT EXISTS "crm_i_301_110" ON "contact" ("reports_to");
CREATE INDEX IF NOT EXISTS "crm_i_301_126" ON "contact" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_301_8" ON "contact" ("owner");
CREATE TABLE IF NOT EXISTS "opportunity" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "account"
    INTEGER, "contact" INTEGER, "lead" INTEGER, "stage_group" INTEGER, "stage" INTEGER,
    "stage_since" INTEGER, "last_stage" INTEGER, "outcome" TEXT, "amount" INTEGER, "currency" TEXT,
    "exchange_rate" INTEGER, "probability" INTEGER, "forecast_category" TEXT, "close_date" INTEGER,
    "first_close_date" INTEGER, "push_count" INTEGER, "closed_at" INTEGER, "lost_reason" TEXT,
    "lost_comment" TEXT, "competitors" TEXT, "source" INTEGER, "channel" INTEGER, "campaign" TEXT,
    "next_step" TEXT, "last_follow_up_at" INTEGER, "next_follow_up_at" INTEGER, "description" TEXT)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_302_9_10" ON "opportunity" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_302_101" ON "opportunity" ("account");
CREATE INDEX IF NOT EXISTS "crm_i_302_102" ON "opportunity" ("contact");
CREATE INDEX IF NOT EXISTS "crm_i_302_103" ON "opportunity" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_302_105" ON "opportunity" ("stage");
CREATE INDEX IF NOT EXISTS "crm_i_302_114" ON "opportunity" ("close_date");
CREATE INDEX IF NOT EXISTS "crm_i_302_8_108" ON "opportunity" ("owner", "outcome");
CREATE TABLE IF NOT EXISTS "stage_group" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "is_default"
    INTEGER, "enabled" INTEGER, "allow_back" INTEGER, "allow_reopen" INTEGER, "description" TEXT)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_303_9_10" ON "stage_group" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_303_100" ON "stage_group" ("name") WHERE "name" IS NOT
    NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "stage" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "stage_group" INTEGER,
    "name" TEXT, "position" INTEGER, "outcome" TEXT, "probability" INTEGER, "forecast_category"
    TEXT, "condition" TEXT, "rotting_days" INTEGER, "guidance" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_304_9_10" ON "stage" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_304_100_101" ON "stage" ("stage_group", "name") WHERE
    "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_304_100_102" ON "stage" ("stage_group", "position");
CREATE TABLE IF NOT EXISTS "stage_change" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT,
    "opportunity" INTEGER, "from_stage" INTEGER, "to_stage" INTEGER, "at" INTEGER, "duration_s"
    INTEGER, "outcome" TEXT, "amount" INTEGER, "currency" TEXT, "probability" INTEGER, "comment"
    TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_305_9_10" ON "stage_change" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_305_100_103" ON "stage_change" ("opportunity", "at");
CREATE TABLE IF NOT EXISTS "activity" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "kind" TEXT,
    "subject_entity" TEXT, "subject_id" INTEGER, "lead" INTEGER, "account" INTEGER, "contact"
    INTEGER, "opportunity" INTEGER, "at" INTEGER, "duration_s" INTEGER, "direction" TEXT, "result"
    TEXT, "next_at" INTEGER, "place" TEXT, "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_306_9_10" ON "activity" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_306_104" ON "activity" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_306_105" ON "activity" ("account");
CREATE INDEX IF NOT EXISTS "crm_i_306_106" ON "activity" ("contact");
CREATE INDEX IF NOT EXISTS "crm_i_306_107" ON "activity" ("opportunity");
CREATE INDEX IF NOT EXISTS "crm_i_306_8_108" ON "activity" ("owner", "at");
CREATE TABLE IF NOT EXISTS "task" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "state"
    TEXT, "priority" TEXT, "due_at" INTEGER, "remind_at" INTEGER, "done_at" INTEGER, "kind" TEXT,
    "subject_entity" TEXT, "subject_id" INTEGER, "lead" INTEGER, "account" INTEGER, "contact"
    INTEGER, "opportunity" INTEGER, "assigned_by" INTEGER, "activity" INTEGER, "description" TEXT)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_307_9_10" ON "task" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_307_109" ON "task" ("lead");
CREATE INDEX IF NOT EXISTS "crm_i_307_110" ON "task" ("account");
CREATE INDEX IF NOT EXISTS "crm_i_307_111" ON "task" ("contact");
CREATE INDEX IF NOT EXISTS "crm_i_307_112" ON "task" ("opportunity");
CREATE INDEX IF NOT EXISTS "crm_i_307_8_101_103" ON "task" ("owner", "state", "due_at");
CREATE TABLE IF NOT EXISTS "product" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "code" TEXT,
    "kind" TEXT, "category" TEXT, "brand" TEXT, "unit" TEXT, "barcode" TEXT, "list_price" INTEGER,
    "cost" INTEGER, "currency" TEXT, "tax_rate" INTEGER, "active" INTEGER, "description" TEXT)
    STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_308_9_10" ON "product" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_308_101" ON "product" ("code") WHERE "code" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_308_103" ON "product" ("category");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_308_106" ON "product" ("barcode") WHERE "barcode" IS NOT
    NULL AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "order" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "number" TEXT, "account"
    INTEGER, "contact" INTEGER, "opportunity" INTEGER, "status" TEXT, "channel" TEXT, "placed_at"
    INTEGER, "paid_at" INTEGER, "shipped_at" INTEGER, "completed_at" INTEGER, "currency" TEXT,
    "exchange_rate" INTEGER, "amount" INTEGER, "discount" INTEGER, "tax" INTEGER, "shipping"
    INTEGER, "paid_amount" INTEGER, "refunded_amount" INTEGER, "cost" INTEGER, "item_count"
    INTEGER, "shipping_address" TEXT, "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_309_9_10" ON "order" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_309_100" ON "order" ("number") WHERE "number" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_309_103" ON "order" ("opportunity");
CREATE INDEX IF NOT EXISTS "crm_i_309_101_106" ON "order" ("account", "placed_at");
CREATE INDEX IF NOT EXISTS "crm_i_309_106" ON "order" ("placed_at");
CREATE TABLE IF NOT EXISTS "order_line" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "order" INTEGER,
    "position" INTEGER, "product" INTEGER, "name" TEXT, "quantity" INTEGER, "unit" TEXT, "currency"
    TEXT, "unit_price" INTEGER, "discount" INTEGER, "tax_rate" INTEGER, "amount" INTEGER, "cost"
    INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_310_9_10" ON "order_line" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_310_102" ON "order_line" ("product");
CREATE INDEX IF NOT EXISTS "crm_i_310_100_101" ON "order_line" ("order", "position");
CREATE TABLE IF NOT EXISTS "segment" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "code" TEXT,
    "kind" TEXT, "entity_name" TEXT, "condition" TEXT, "position" INTEGER, "enabled" INTEGER,
    "description" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_400_9_10" ON "segment" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_400_100" ON "segment" ("name") WHERE "name" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_400_101" ON "segment" ("code") WHERE "code" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_400_102_105" ON "segment" ("kind", "position");
CREATE TABLE IF NOT EXISTS "segment_run" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "kind" TEXT,
    "method" TEXT, "bins" INTEGER, "as_of" INTEGER, "currency" TEXT, "customer_count" INTEGER,
    "changed_count" INTEGER, "cuts" TEXT, "counts" TEXT, "migration" TEXT, "previous" INTEGER,
    "quadrants" TEXT, "open_parts" INTEGER, "parts" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_401_9_10" ON "segment_run" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_401_101_104" ON "segment_run" ("kind", "as_of");
CREATE TABLE IF NOT EXISTS "segment_member" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "segment"
    INTEGER, "account" INTEGER, "since" INTEGER, "until" INTEGER, "run" INTEGER, "left_run"
    INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_402_9_10" ON "segment_member" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_402_101_100_102" ON "segment_member" ("account",
    "segment", "since") WHERE "since" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_402_100_103" ON "segment_member" ("segment", "until");
CREATE TABLE IF NOT EXISTS "customer_value" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "account"
    INTEGER, "currency" TEXT, "order_count" INTEGER, "purchase_day_count" INTEGER, "amount"
    INTEGER, "refunded_amount" INTEGER, "margin" INTEGER, "item_count" INTEGER, "first_order_at"
    INTEGER, "last_order_at" INTEGER, "recency_score" INTEGER, "frequency_score" INTEGER,
    "monetary_score" INTEGER, "segment" TEXT, "previous_segment" TEXT, "segment_since" INTEGER,
    "quadrant" TEXT, "run" INTEGER, "gap_count" INTEGER, "gap_days" INTEGER, "gap_days_squared"
    INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_500_9_10" ON "customer_value" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_500_100" ON "customer_value" ("account") WHERE "account"
    IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_500_113" ON "customer_value" ("segment");
CREATE TABLE IF NOT EXISTS "customer_month" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "account"
    INTEGER, "month" INTEGER, "currency" TEXT, "order_count" INTEGER, "amount" INTEGER,
    "item_count" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_501_9_10" ON "customer_month" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_501_100_101" ON "customer_month" ("account", "month")
    WHERE "month" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_501_101" ON "customer_month" ("month");
CREATE TABLE IF NOT EXISTS "rfm_snapshot" ("id" INTEGER PRIMARY KEY, "version" INTEGER,
    "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER,
    "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "run"
    INTEGER, "account" INTEGER, "recency_days" INTEGER, "frequency" INTEGER, "monetary" INTEGER,
    "currency" TEXT, "recency_score" INTEGER, "frequency_score" INTEGER, "monetary_score" INTEGER,
    "segment" TEXT, "previous_segment" TEXT, "quadrant" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_502_9_10" ON "rfm_snapshot" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_502_101_100" ON "rfm_snapshot" ("account", "run") WHERE
    "run" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_502_100_109" ON "rfm_snapshot" ("run", "segment");
CREATE TABLE IF NOT EXISTS "alert_rule" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "kind" TEXT,
    "condition" TEXT, "gap_factor" INTEGER, "minimum_purchase_days" INTEGER, "absolute_days"
    INTEGER, "floor_days" INTEGER, "from_segments" TEXT, "to_segments" TEXT, "severity" TEXT,
    "message" TEXT, "channel" TEXT, "enabled" INTEGER, "position" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_503_9_10" ON "alert_rule" ("external_source",
    "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_503_100" ON "alert_rule" ("name") WHERE "name" IS NOT NULL
    AND "deleted_at" IS NULL;
CREATE TABLE IF NOT EXISTS "alert" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "rule"
    INTEGER, "account" INTEGER, "subject_entity" TEXT, "subject_id" INTEGER, "state" TEXT,
    "severity" TEXT, "episode" INTEGER, "raised_at" INTEGER, "acknowledged_at" INTEGER,
    "acknowledged_by" INTEGER, "closed_at" INTEGER, "reasons" TEXT, "recovered_at" INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_504_9_10" ON "alert" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_504_102" ON "alert" ("account");
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_504_101_103_104_107" ON "alert" ("rule", "subject_entity",
    "subject_id", "episode") WHERE "episode" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_504_8_105" ON "alert" ("owner", "state");

-- reading

CREATE VIRTUAL TABLE IF NOT EXISTS "crm_words_channel" USING fts5(terms, detail=none, columnsize=0,
    tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");

-- definitions of one's own

CREATE TABLE IF NOT EXISTS "visit" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_10000_9_10" ON "visit" ("external_source", "external_id")
    WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX IF NOT EXISTS "crm_i_10000_8" ON "visit" ("owner");
ALTER TABLE "visit" ADD COLUMN "place" TEXT;
ALTER TABLE "lead" ADD COLUMN "shoe_size" INTEGER;
CREATE INDEX IF NOT EXISTS "crm_i_200_10000" ON "lead" ("shoe_size");
ALTER TABLE "lead" ADD COLUMN "badge" TEXT;
CREATE UNIQUE INDEX IF NOT EXISTS "crm_u_200_10001" ON "lead" ("badge") WHERE "badge" IS NOT NULL
    AND "deleted_at" IS NULL;
ALTER TABLE "lead" ADD COLUMN "shirt" TEXT;

-- upkeep

CREATE TABLE IF NOT EXISTS "lead" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "surname"
    TEXT, "given_name" TEXT, "salutation" TEXT, "gender" TEXT, "company" TEXT, "department" TEXT,
    "title" TEXT, "phone" TEXT, "phone_normal" TEXT, "mobile" TEXT, "mobile_normal" TEXT, "email"
    TEXT, "email_normal" TEXT, "wechat" TEXT, "qq" TEXT, "website" TEXT, "country" TEXT, "province"
    TEXT, "city" TEXT, "district" TEXT, "address" TEXT, "postcode" TEXT, "industry" TEXT,
    "company_size" TEXT, "registration_number" TEXT, "language" TEXT, "time_zone" TEXT, "territory"
    INTEGER, "source" INTEGER, "channel" INTEGER, "capture_form" INTEGER, "campaign" TEXT,
    "keyword" TEXT, "landing_page" TEXT, "sourced_by" INTEGER, "status" TEXT, "level" TEXT,
    "validity" TEXT, "validity_reason" TEXT, "validity_at" INTEGER, "score" INTEGER, "grade" TEXT,
    "score_reasons" TEXT, "scored_at" INTEGER, "pool" INTEGER, "pool_entered_at" INTEGER,
    "owner_since" INTEGER, "collected_at" INTEGER, "hold_until" INTEGER, "previous_owner" INTEGER,
    "previous_owner_until" INTEGER, "locked" INTEGER, "first_response_at" INTEGER,
    "last_follow_up_at" INTEGER, "next_follow_up_at" INTEGER, "follow_up_count" INTEGER,
    "recycle_at" INTEGER, "recycle_rule" INTEGER, "recycle_count" INTEGER, "interests" TEXT,
    "preferred_contact" TEXT, "do_not_call" INTEGER, "do_not_email" INTEGER, "budget" INTEGER,
    "currency" TEXT, "needed_by" INTEGER, "description" TEXT, "nurture_track" INTEGER,
    "nurture_state" TEXT, "nurture_step" INTEGER, "nurture_since" INTEGER, "converted_at" INTEGER,
    "converted_account" INTEGER, "converted_contact" INTEGER, "converted_opportunity" INTEGER,
    "shoe_size" INTEGER, "badge" TEXT, "shirt" TEXT) STRICT;
CREATE TABLE IF NOT EXISTS "visit" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at"
    INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at"
    INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "place"
    TEXT) STRICT;
