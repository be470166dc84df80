PRAGMA application_id = 1279480397;
PRAGMA user_version = 1;
BEGIN;
CREATE VIRTUAL TABLE "crm_words_user" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_skill" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_pool" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_pool_rule" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_score_model" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_score_rule" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_lead" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_note" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_account" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_vehicle" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_order" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_alert_rule" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_alert" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_contact" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_opportunity" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE "crm_words_tag" USING fts5(terms, detail=none, columnsize=0, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
DELETE FROM "crm_words_user_data";
DELETE FROM "crm_words_user_idx";
DELETE FROM "crm_words_user_content";
DELETE FROM "crm_words_user_config";
DELETE FROM "crm_words_skill_data";
DELETE FROM "crm_words_skill_idx";
DELETE FROM "crm_words_skill_content";
DELETE FROM "crm_words_skill_config";
DELETE FROM "crm_words_pool_data";
DELETE FROM "crm_words_pool_idx";
DELETE FROM "crm_words_pool_content";
DELETE FROM "crm_words_pool_config";
DELETE FROM "crm_words_pool_rule_data";
DELETE FROM "crm_words_pool_rule_idx";
DELETE FROM "crm_words_pool_rule_content";
DELETE FROM "crm_words_pool_rule_config";
DELETE FROM "crm_words_score_model_data";
DELETE FROM "crm_words_score_model_idx";
DELETE FROM "crm_words_score_model_content";
DELETE FROM "crm_words_score_model_config";
DELETE FROM "crm_words_score_rule_data";
DELETE FROM "crm_words_score_rule_idx";
DELETE FROM "crm_words_score_rule_content";
DELETE FROM "crm_words_score_rule_config";
DELETE FROM "crm_words_lead_data";
DELETE FROM "crm_words_lead_idx";
DELETE FROM "crm_words_lead_content";
DELETE FROM "crm_words_lead_config";
DELETE FROM "crm_words_note_data";
DELETE FROM "crm_words_note_idx";
DELETE FROM "crm_words_note_content";
DELETE FROM "crm_words_note_config";
DELETE FROM "crm_words_account_data";
DELETE FROM "crm_words_account_idx";
DELETE FROM "crm_words_account_content";
DELETE FROM "crm_words_account_config";
DELETE FROM "crm_words_vehicle_data";
DELETE FROM "crm_words_vehicle_idx";
DELETE FROM "crm_words_vehicle_content";
DELETE FROM "crm_words_vehicle_config";
DELETE FROM "crm_words_order_data";
DELETE FROM "crm_words_order_idx";
DELETE FROM "crm_words_order_content";
DELETE FROM "crm_words_order_config";
DELETE FROM "crm_words_alert_rule_data";
DELETE FROM "crm_words_alert_rule_idx";
DELETE FROM "crm_words_alert_rule_content";
DELETE FROM "crm_words_alert_rule_config";
DELETE FROM "crm_words_alert_data";
DELETE FROM "crm_words_alert_idx";
DELETE FROM "crm_words_alert_content";
DELETE FROM "crm_words_alert_config";
DELETE FROM "crm_words_contact_data";
DELETE FROM "crm_words_contact_idx";
DELETE FROM "crm_words_contact_content";
DELETE FROM "crm_words_contact_config";
DELETE FROM "crm_words_opportunity_data";
DELETE FROM "crm_words_opportunity_idx";
DELETE FROM "crm_words_opportunity_content";
DELETE FROM "crm_words_opportunity_config";
DELETE FROM "crm_words_tag_data";
DELETE FROM "crm_words_tag_idx";
DELETE FROM "crm_words_tag_content";
DELETE FROM "crm_words_tag_config";
CREATE TABLE "crm_meta" ("name" TEXT, "number" INTEGER, "value" TEXT, PRIMARY KEY ("name")) STRICT, WITHOUT ROWID;
CREATE TABLE "crm_migration" ("number" INTEGER PRIMARY KEY, "name" TEXT, "at" INTEGER) STRICT;
CREATE TABLE "crm_entity" ("number" INTEGER PRIMARY KEY, "name" TEXT, "label_en" TEXT, "label_zh" TEXT, "flags" INTEGER) STRICT;
CREATE TABLE "crm_field" ("entity" INTEGER, "number" INTEGER, "name" TEXT, "type" TEXT, "flags" INTEGER, "size" INTEGER, "target" TEXT, "label_en" TEXT, "label_zh" TEXT, "initial" TEXT, PRIMARY KEY ("entity", "number")) STRICT, WITHOUT ROWID;
CREATE TABLE "crm_choice" ("entity" INTEGER, "field" INTEGER, "position" INTEGER, "name" TEXT, "label_en" TEXT, "label_zh" TEXT, PRIMARY KEY ("entity", "field", "position")) STRICT, WITHOUT ROWID;
CREATE TABLE "crm_history" ("sequence" INTEGER PRIMARY KEY, "at" INTEGER, "actor" INTEGER, "entity" INTEGER, "record_id" INTEGER, "version" INTEGER, "operation" INTEGER, "reason" TEXT, "diff" BLOB) STRICT;
CREATE TABLE "crm_link" ("entity" INTEGER, "record_id" INTEGER, "field" INTEGER, "target_id" INTEGER, PRIMARY KEY ("entity", "record_id", "field", "target_id")) STRICT, WITHOUT ROWID;
CREATE TABLE "crm_match_key" ("entity" INTEGER, "record_id" INTEGER, "kind" INTEGER, "key" INTEGER, PRIMARY KEY ("entity", "record_id", "kind", "key")) STRICT, WITHOUT ROWID;
CREATE TABLE "user" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "login" TEXT, "email" TEXT, "email_normal" TEXT, "phone" TEXT, "phone_normal" TEXT, "wechat" TEXT, "employee_number" TEXT, "title" TEXT, "role" INTEGER, "team" INTEGER, "superior" INTEGER, "territory" INTEGER, "active" INTEGER, "language" TEXT, "time_zone" TEXT, "capacity" INTEGER, "weight" INTEGER, "calendar" INTEGER, "available_from" INTEGER, "available_until" INTEGER) STRICT;
CREATE TABLE "role" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "description" TEXT, "parent" INTEGER, "superuser" INTEGER, "permissions" TEXT) STRICT;
CREATE TABLE "role_permission" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "role" INTEGER, "entity_name" TEXT, "read_scope" TEXT, "write_scope" TEXT, "delete_scope" TEXT, "can_create" INTEGER) STRICT;
CREATE TABLE "team" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "code" TEXT, "parent" INTEGER, "leader" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "territory" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "code" TEXT, "parent" INTEGER, "manager" INTEGER, "condition" TEXT, "priority" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "working_calendar" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "time_zone" TEXT, "hours" TEXT, "is_default" INTEGER) STRICT;
CREATE TABLE "holiday" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "calendar" INTEGER, "day" INTEGER, "name" TEXT, "working" INTEGER) STRICT;
CREATE TABLE "skill" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "category" TEXT, "description" TEXT) STRICT;
CREATE TABLE "exchange_rate" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "currency_from" TEXT, "currency_to" TEXT, "day" INTEGER, "rate" INTEGER, "source" TEXT) STRICT;
CREATE TABLE "setting" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "key" TEXT, "value" TEXT, "description" TEXT) STRICT;
CREATE TABLE "trigger" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "entity_name" TEXT, "event" TEXT, "due_field" TEXT, "due_offset_days" INTEGER, "event_kind" TEXT, "condition" TEXT, "actions" TEXT, "position" INTEGER, "enabled" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "approval_flow" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "edition" INTEGER, "entity_name" TEXT, "condition" TEXT, "steps" TEXT, "enabled" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "approval" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "flow" INTEGER, "subject_entity" TEXT, "subject_id" INTEGER, "state" TEXT, "step" INTEGER, "requested_by" INTEGER, "requested_at" INTEGER, "decided_at" INTEGER, "snapshot" TEXT, "comment" TEXT) STRICT;
CREATE TABLE "approval_decision" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "approval" INTEGER, "step" INTEGER, "approver" INTEGER, "decision" TEXT, "passed_to" INTEGER, "at" INTEGER, "comment" TEXT) STRICT;
CREATE TABLE "due_work" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "kind" TEXT, "entity_name" TEXT, "record_id" INTEGER, "due_at" INTEGER, "state" TEXT, "payload" TEXT, "attempts" INTEGER, "last_error" TEXT) STRICT;
CREATE TABLE "outbox" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "channel" TEXT, "kind" TEXT, "recipient" INTEGER, "address" TEXT, "subject" TEXT, "body" TEXT, "payload" TEXT, "subject_entity" TEXT, "subject_id" INTEGER, "state" TEXT, "not_before" INTEGER, "taken_until" INTEGER, "attempts" INTEGER, "sent_at" INTEGER, "last_error" TEXT, "idempotency_key" TEXT) STRICT;
CREATE TABLE "event" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "subject_entity" TEXT, "subject_id" INTEGER, "kind" TEXT, "at" INTEGER, "source" TEXT, "properties" TEXT) STRICT;
CREATE TABLE "idempotency" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "key" TEXT, "operation" TEXT, "request_hash" INTEGER, "answer" TEXT, "expires_at" INTEGER) STRICT;
CREATE TABLE "note" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "subject_entity" TEXT, "subject_id" INTEGER, "title" TEXT, "body" TEXT, "pinned" INTEGER) STRICT;
CREATE TABLE "attachment" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "subject_entity" TEXT, "subject_id" INTEGER, "name" TEXT, "uri" TEXT, "media_type" TEXT, "size_bytes" INTEGER, "sha256" TEXT, "description" TEXT) STRICT;
CREATE TABLE "tag" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "category" TEXT, "color" TEXT, "description" TEXT) STRICT;
CREATE TABLE "tag_link" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "tag" INTEGER, "subject_entity" TEXT, "subject_id" INTEGER, "source" TEXT, "rule" INTEGER, "confidence" INTEGER, "tagged_at" INTEGER, "expires_at" INTEGER) STRICT;
CREATE TABLE "link" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "kind" TEXT, "from_entity" TEXT, "from_id" INTEGER, "to_entity" TEXT, "to_id" INTEGER, "comment" TEXT) STRICT;
CREATE TABLE "reminder" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "kind" TEXT, "recipient" INTEGER, "subject_entity" TEXT, "subject_id" INTEGER, "remind_at" INTEGER, "state" TEXT) STRICT;
CREATE TABLE "import_run" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "entity_name" TEXT, "file_size" INTEGER, "file_hash" INTEGER, "options" TEXT, "state" TEXT, "position" INTEGER, "row_count" INTEGER, "created_count" INTEGER, "updated_count" INTEGER, "duplicate_count" INTEGER, "rejected_count" INTEGER, "started_at" INTEGER, "finished_at" INTEGER, "last_error" TEXT) STRICT;
CREATE TABLE "lead" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "surname" TEXT, "given_name" TEXT, "salutation" TEXT, "gender" TEXT, "company" TEXT, "department" TEXT, "title" TEXT, "phone" TEXT, "phone_normal" TEXT, "mobile" TEXT, "mobile_normal" TEXT, "email" TEXT, "email_normal" TEXT, "wechat" TEXT, "qq" TEXT, "website" TEXT, "country" TEXT, "province" TEXT, "city" TEXT, "district" TEXT, "address" TEXT, "postcode" TEXT, "industry" TEXT, "company_size" TEXT, "registration_number" TEXT, "language" TEXT, "time_zone" TEXT, "territory" INTEGER, "source" INTEGER, "channel" INTEGER, "capture_form" INTEGER, "campaign" TEXT, "keyword" TEXT, "landing_page" TEXT, "sourced_by" INTEGER, "status" TEXT, "level" TEXT, "validity" TEXT, "validity_reason" TEXT, "validity_at" INTEGER, "score" INTEGER, "grade" TEXT, "score_reasons" TEXT, "scored_at" INTEGER, "pool" INTEGER, "pool_entered_at" INTEGER, "owner_since" INTEGER, "collected_at" INTEGER, "hold_until" INTEGER, "previous_owner" INTEGER, "previous_owner_until" INTEGER, "locked" INTEGER, "first_response_at" INTEGER, "last_follow_up_at" INTEGER, "next_follow_up_at" INTEGER, "follow_up_count" INTEGER, "recycle_at" INTEGER, "recycle_rule" INTEGER, "recycle_count" INTEGER, "interests" TEXT, "preferred_contact" TEXT, "do_not_call" INTEGER, "do_not_email" INTEGER, "budget" INTEGER, "currency" TEXT, "needed_by" INTEGER, "description" TEXT, "nurture_track" INTEGER, "nurture_state" TEXT, "nurture_step" INTEGER, "nurture_since" INTEGER, "converted_at" INTEGER, "converted_account" INTEGER, "converted_contact" INTEGER, "converted_opportunity" INTEGER, "age" INTEGER, "second_phone" TEXT, "second_phone_normal" TEXT, "size" TEXT) STRICT;
CREATE TABLE "lead_source" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "channel" INTEGER, "active" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "channel" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "kind" TEXT, "parent" INTEGER, "active" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "capture_form" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "key" TEXT, "fields" TEXT, "source" INTEGER, "channel" INTEGER, "campaign" TEXT, "pool" INTEGER, "assign" INTEGER, "check_duplicates" INTEGER, "enabled" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "pool" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "description" TEXT, "enabled" INTEGER, "is_default" INTEGER, "auto_recycle" INTEGER, "capacity" INTEGER, "daily_limit" INTEGER, "cool_down_days" INTEGER, "hold_hours" INTEGER, "hidden_fields" TEXT, "on_return" TEXT, "time_zone" TEXT) STRICT;
CREATE TABLE "pool_rule" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "pool" INTEGER, "kind" TEXT, "position" INTEGER, "enabled" INTEGER, "condition" TEXT, "strategy" TEXT, "weights" TEXT, "fall_through" INTEGER, "last_member" INTEGER, "recycle_kind" TEXT, "days" INTEGER, "level_days" TEXT, "calendar_days" INTEGER, "and_next" INTEGER, "reminder_days" INTEGER, "exempt_converted" INTEGER, "exempt_with_opportunity" INTEGER, "exempt_condition" TEXT, "target_pool" INTEGER) STRICT;
CREATE TABLE "rotation" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "rule" INTEGER, "user" INTEGER, "assigned_count" INTEGER, "virtual_time" INTEGER, "last_assigned_at" INTEGER) STRICT;
CREATE TABLE "claim" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "pool" INTEGER, "lead" INTEGER, "user" INTEGER, "action" TEXT, "at" INTEGER, "local_day" INTEGER, "from_user" INTEGER, "from_pool" INTEGER, "rule" INTEGER, "reason" TEXT) STRICT;
CREATE TABLE "score_model" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "edition" INTEGER, "entity_name" TEXT, "kind" TEXT, "enabled" INTEGER, "condition" TEXT, "minimum" INTEGER, "maximum" INTEGER, "groups" TEXT, "grades" TEXT, "threshold" INTEGER, "nurture_pool" INTEGER, "nurture_track" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "score_rule" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "model" INTEGER, "name" TEXT, "position" INTEGER, "enabled" INTEGER, "group_name" TEXT, "condition" TEXT, "points" INTEGER, "event_kind" TEXT, "minimum" INTEGER, "maximum" INTEGER, "daily_cap" INTEGER, "window_days" INTEGER, "decay" TEXT, "decay_days" INTEGER, "decay_percent" INTEGER) STRICT;
CREATE TABLE "score" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "lead" INTEGER, "model" INTEGER, "value" INTEGER, "grade" TEXT, "previous_value" INTEGER, "reasons" TEXT, "at" INTEGER) STRICT;
CREATE TABLE "tag_rule" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "entity_name" TEXT, "condition" TEXT, "tag" INTEGER, "confidence" INTEGER, "expires_days" INTEGER, "take_away" INTEGER, "position" INTEGER, "enabled" INTEGER) STRICT;
CREATE TABLE "duplicate_pair" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "entity_a" TEXT, "id_a" INTEGER, "entity_b" TEXT, "id_b" INTEGER, "kinds" TEXT, "probability" INTEGER, "state" TEXT, "found_at" INTEGER, "decided_by" INTEGER, "decided_at" INTEGER, "merge" INTEGER) STRICT;
CREATE TABLE "merge" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "entity_name" TEXT, "survivor_id" INTEGER, "losers" TEXT, "policy" TEXT, "journal" TEXT, "at" INTEGER, "undone_at" INTEGER, "undone_by" INTEGER, "reason" TEXT) STRICT;
CREATE TABLE "alias" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "entity_name" TEXT, "old_id" INTEGER, "survivor_id" INTEGER, "merge" INTEGER) STRICT;
CREATE TABLE "nurture_track" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "description" TEXT, "steps" TEXT, "exit_condition" TEXT, "return_pool" INTEGER, "enabled" INTEGER) STRICT;
CREATE TABLE "registration" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "company" TEXT, "registration_number" TEXT, "phone" TEXT, "phone_normal" TEXT, "email" TEXT, "email_normal" TEXT, "lead" INTEGER, "account" INTEGER, "state" TEXT, "requested_at" INTEGER, "valid_from" INTEGER, "valid_until" INTEGER, "extension_count" INTEGER, "conflicts_with" INTEGER, "decided_by" INTEGER, "decided_at" INTEGER, "reason" TEXT) STRICT;
CREATE TABLE "conversion" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "lead" INTEGER, "account" INTEGER, "contact" INTEGER, "opportunity" INTEGER, "account_created" INTEGER, "contact_created" INTEGER, "opportunity_created" INTEGER, "journal" TEXT, "at" INTEGER, "undone_at" INTEGER, "undone_by" INTEGER) STRICT;
CREATE TABLE "account" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "short_name" TEXT, "number" TEXT, "kind" TEXT, "status" TEXT, "level" TEXT, "is_person" INTEGER, "market_side" TEXT, "industry" TEXT, "company_size" TEXT, "employee_count" INTEGER, "registration_number" TEXT, "legal_representative" TEXT, "founded_on" INTEGER, "parent" INTEGER, "phone" TEXT, "phone_normal" TEXT, "email" TEXT, "email_normal" TEXT, "wechat" TEXT, "website" TEXT, "country" TEXT, "province" TEXT, "city" TEXT, "district" TEXT, "address" TEXT, "postcode" TEXT, "shipping_address" TEXT, "territory" INTEGER, "source" INTEGER, "channel" INTEGER, "lead" INTEGER, "currency" TEXT, "annual_revenue" INTEGER, "credit_grade" TEXT, "credit_limit" INTEGER, "credit_days" INTEGER, "preferred_contact" TEXT, "owner_since" INTEGER, "locked" INTEGER, "last_follow_up_at" INTEGER, "next_follow_up_at" INTEGER, "description" TEXT, "membership" TEXT) STRICT;
CREATE TABLE "contact" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "surname" TEXT, "given_name" TEXT, "salutation" TEXT, "gender" TEXT, "account" INTEGER, "is_primary" INTEGER, "department" TEXT, "title" TEXT, "decision_role" TEXT, "reports_to" INTEGER, "phone" TEXT, "phone_normal" TEXT, "mobile" TEXT, "mobile_normal" TEXT, "email" TEXT, "email_normal" TEXT, "wechat" TEXT, "qq" TEXT, "birthday" INTEGER, "country" TEXT, "province" TEXT, "city" TEXT, "district" TEXT, "address" TEXT, "postcode" TEXT, "language" TEXT, "time_zone" TEXT, "source" INTEGER, "lead" INTEGER, "preferred_contact" TEXT, "do_not_call" INTEGER, "do_not_email" INTEGER, "last_follow_up_at" INTEGER, "next_follow_up_at" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "opportunity" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "account" INTEGER, "contact" INTEGER, "lead" INTEGER, "stage_group" INTEGER, "stage" INTEGER, "stage_since" INTEGER, "last_stage" INTEGER, "outcome" TEXT, "amount" INTEGER, "currency" TEXT, "exchange_rate" INTEGER, "probability" INTEGER, "forecast_category" TEXT, "close_date" INTEGER, "first_close_date" INTEGER, "push_count" INTEGER, "closed_at" INTEGER, "lost_reason" TEXT, "lost_comment" TEXT, "competitors" TEXT, "source" INTEGER, "channel" INTEGER, "campaign" TEXT, "next_step" TEXT, "last_follow_up_at" INTEGER, "next_follow_up_at" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "stage_group" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "is_default" INTEGER, "enabled" INTEGER, "allow_back" INTEGER, "allow_reopen" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "stage" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "stage_group" INTEGER, "name" TEXT, "position" INTEGER, "outcome" TEXT, "probability" INTEGER, "forecast_category" TEXT, "condition" TEXT, "rotting_days" INTEGER, "guidance" TEXT) STRICT;
CREATE TABLE "stage_change" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "opportunity" INTEGER, "from_stage" INTEGER, "to_stage" INTEGER, "at" INTEGER, "duration_s" INTEGER, "outcome" TEXT, "amount" INTEGER, "currency" TEXT, "probability" INTEGER, "comment" TEXT) STRICT;
CREATE TABLE "activity" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "kind" TEXT, "subject_entity" TEXT, "subject_id" INTEGER, "lead" INTEGER, "account" INTEGER, "contact" INTEGER, "opportunity" INTEGER, "at" INTEGER, "duration_s" INTEGER, "direction" TEXT, "result" TEXT, "next_at" INTEGER, "place" TEXT, "description" TEXT) STRICT;
CREATE TABLE "task" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "state" TEXT, "priority" TEXT, "due_at" INTEGER, "remind_at" INTEGER, "done_at" INTEGER, "kind" TEXT, "subject_entity" TEXT, "subject_id" INTEGER, "lead" INTEGER, "account" INTEGER, "contact" INTEGER, "opportunity" INTEGER, "assigned_by" INTEGER, "activity" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "product" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "code" TEXT, "kind" TEXT, "category" TEXT, "brand" TEXT, "unit" TEXT, "barcode" TEXT, "list_price" INTEGER, "cost" INTEGER, "currency" TEXT, "tax_rate" INTEGER, "active" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "order" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "number" TEXT, "account" INTEGER, "contact" INTEGER, "opportunity" INTEGER, "status" TEXT, "channel" TEXT, "placed_at" INTEGER, "paid_at" INTEGER, "shipped_at" INTEGER, "completed_at" INTEGER, "currency" TEXT, "exchange_rate" INTEGER, "amount" INTEGER, "discount" INTEGER, "tax" INTEGER, "shipping" INTEGER, "paid_amount" INTEGER, "refunded_amount" INTEGER, "cost" INTEGER, "item_count" INTEGER, "shipping_address" TEXT, "description" TEXT) STRICT;
CREATE TABLE "order_line" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "order" INTEGER, "position" INTEGER, "product" INTEGER, "name" TEXT, "quantity" INTEGER, "unit" TEXT, "currency" TEXT, "unit_price" INTEGER, "discount" INTEGER, "tax_rate" INTEGER, "amount" INTEGER, "cost" INTEGER) STRICT;
CREATE TABLE "segment" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "code" TEXT, "kind" TEXT, "entity_name" TEXT, "condition" TEXT, "position" INTEGER, "enabled" INTEGER, "description" TEXT) STRICT;
CREATE TABLE "segment_run" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "kind" TEXT, "method" TEXT, "bins" INTEGER, "as_of" INTEGER, "currency" TEXT, "customer_count" INTEGER, "changed_count" INTEGER, "cuts" TEXT, "counts" TEXT, "migration" TEXT, "previous" INTEGER) STRICT;
CREATE TABLE "segment_member" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "segment" INTEGER, "account" INTEGER, "since" INTEGER, "until" INTEGER, "run" INTEGER) STRICT;
CREATE TABLE "customer_value" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "account" INTEGER, "currency" TEXT, "order_count" INTEGER, "purchase_day_count" INTEGER, "amount" INTEGER, "refunded_amount" INTEGER, "margin" INTEGER, "item_count" INTEGER, "first_order_at" INTEGER, "last_order_at" INTEGER, "recency_score" INTEGER, "frequency_score" INTEGER, "monetary_score" INTEGER, "segment" TEXT, "previous_segment" TEXT, "segment_since" INTEGER, "quadrant" TEXT, "run" INTEGER, "gap_count" INTEGER, "gap_days" INTEGER, "gap_days_squared" INTEGER) STRICT;
CREATE TABLE "customer_month" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "account" INTEGER, "month" INTEGER, "currency" TEXT, "order_count" INTEGER, "amount" INTEGER, "item_count" INTEGER) STRICT;
CREATE TABLE "rfm_snapshot" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "run" INTEGER, "account" INTEGER, "recency_days" INTEGER, "frequency" INTEGER, "monetary" INTEGER, "currency" TEXT, "recency_score" INTEGER, "frequency_score" INTEGER, "monetary_score" INTEGER, "segment" TEXT, "previous_segment" TEXT, "quadrant" TEXT) STRICT;
CREATE TABLE "alert_rule" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "kind" TEXT, "condition" TEXT, "gap_factor" INTEGER, "minimum_purchase_days" INTEGER, "absolute_days" INTEGER, "floor_days" INTEGER, "from_segments" TEXT, "to_segments" TEXT, "severity" TEXT, "message" TEXT, "channel" TEXT, "enabled" INTEGER, "position" INTEGER) STRICT;
CREATE TABLE "alert" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "rule" INTEGER, "account" INTEGER, "subject_entity" TEXT, "subject_id" INTEGER, "state" TEXT, "severity" TEXT, "episode" INTEGER, "raised_at" INTEGER, "acknowledged_at" INTEGER, "acknowledged_by" INTEGER, "closed_at" INTEGER, "reasons" TEXT, "recovered_at" TEXT) STRICT;
CREATE TABLE "vehicle" ("id" INTEGER PRIMARY KEY, "version" INTEGER, "created_at" INTEGER, "created_by" INTEGER, "updated_at" INTEGER, "updated_by" INTEGER, "deleted_at" INTEGER, "owner" INTEGER, "external_source" TEXT, "external_id" TEXT, "name" TEXT, "plate" TEXT, "holder" INTEGER, "currency" TEXT, "price" INTEGER, "colour" TEXT) STRICT;
INSERT INTO "crm_meta" VALUES
('access',3,NULL),
('catalogue',4909775700189692162,NULL),
('crm_words_account',1,NULL),
('crm_words_alert',1,NULL),
('crm_words_alert_rule',1,NULL),
('crm_words_contact',1,NULL),
('crm_words_lead',1,NULL),
('crm_words_note',1,NULL),
('crm_words_opportunity',1,NULL),
('crm_words_order',1,NULL),
('crm_words_pool',1,NULL),
('crm_words_pool_rule',1,NULL),
('crm_words_score_model',1,NULL),
('crm_words_score_rule',1,NULL),
('crm_words_skill',1,NULL),
('crm_words_tag',1,NULL),
('crm_words_user',1,NULL),
('crm_words_vehicle',1,NULL),
('currency',NULL,'CNY'),
('library',NULL,'0.1.0'),
('node',24,NULL),
('schema',13,NULL),
('search_sequence',30,NULL),
('time_zone',NULL,'Asia/Shanghai');
INSERT INTO "crm_migration" VALUES
(1,'first tables',1769932800000000);
INSERT INTO "crm_entity" VALUES
(100,'user','User','用户',0),
(101,'role','Role','角色',0),
(102,'role_permission','Role permission','角色权限',0),
(103,'team','Team','团队',0),
(104,'territory','Territory','销售区域',0),
(105,'working_calendar','Working calendar','工作日历',0),
(106,'holiday','Holiday','节假日',0),
(107,'skill','Skill','技能',0),
(108,'exchange_rate','Exchange rate','汇率',0),
(109,'setting','Setting','设置',0),
(110,'trigger','Trigger','触发器',0),
(111,'approval_flow','Approval flow','审批流程',0),
(112,'approval','Approval','审批',0),
(113,'approval_decision','Approval decision','审批意见',6),
(114,'due_work','Due work','到期任务',18),
(115,'outbox','Outbox message','待发消息',18),
(116,'event','Behaviour event','行为事件',6),
(117,'idempotency','Idempotency key','幂等记录',18),
(118,'note','Note','便签',0),
(119,'attachment','Attachment','附件',0),
(120,'tag','Tag','标签',0),
(121,'tag_link','Tag of a record','记录标签',0),
(122,'link','Link','关联',0),
(123,'reminder','Reminder','提醒',0),
(124,'import_run','Import run','导入任务',2),
(200,'lead','Lead','线索',8),
(201,'lead_source','Lead source','线索来源',0),
(202,'channel','Channel','渠道',0),
(203,'capture_form','Capture form','获客表单',0),
(204,'pool','Lead pool','线索池',0),
(205,'pool_rule','Pool rule','线索池规则',0),
(206,'rotation','Rotation','轮转状态',18),
(207,'claim','Claim','领取记录',6),
(208,'score_model','Score model','评分模型',0),
(209,'score_rule','Score rule','评分规则',0),
(210,'score','Score','评分记录',6),
(211,'tag_rule','Tag rule','打标规则',0),
(212,'duplicate_pair','Duplicate pair','重复对',2),
(213,'merge','Merge','合并记录',2),
(214,'alias','Alias of a merged record','合并别名',18),
(215,'nurture_track','Nurture track','培育计划',0),
(216,'registration','Deal registration','报备',0),
(217,'conversion','Conversion','线索转化',2),
(300,'account','Account','客户',8),
(301,'contact','Contact','联系人',8),
(302,'opportunity','Opportunity','商机',0),
(303,'stage_group','Sales process','商机阶段组',0),
(304,'stage','Stage','商机阶段',0),
(305,'stage_change','Stage change','阶段变更',6),
(306,'activity','Activity','跟进记录',0),
(307,'task','Task','任务',0),
(308,'product','Product','产品',0),
(309,'order','Order','订单',0),
(310,'order_line','Order line','订单明细',0),
(400,'segment','Segment','分群',0),
(401,'segment_run','Segment run','分群运行',2),
(402,'segment_member','Segment member','分群成员',2),
(500,'customer_value','Customer value','客户价值',2),
(501,'customer_month','Customer month','客户月度汇总',2),
(502,'rfm_snapshot','RFM snapshot','RFM快照',6),
(503,'alert_rule','Alert rule','预警规则',0),
(504,'alert','Alert','预警',0),
(10000,'vehicle','vehicle','车辆',1);
INSERT INTO "crm_field" VALUES
(100,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(100,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(100,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(100,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(100,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(100,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(100,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(100,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(100,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(100,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(100,100,'name','text',9,255,NULL,'Name','姓名',NULL),
(100,101,'login','text',11,64,NULL,'Login','登录名',NULL),
(100,102,'email','email',24,320,NULL,'E-mail','邮箱',NULL),
(100,103,'phone','phone',16,64,NULL,'Phone','电话',NULL),
(100,104,'wechat','text',16,64,NULL,'WeChat','微信',NULL),
(100,105,'employee_number','text',2,64,NULL,'Employee number','工号',NULL),
(100,106,'title','text',0,255,NULL,'Title','职务',NULL),
(100,107,'role','reference',4,0,'role','Role','角色',NULL),
(100,108,'team','reference',4,0,'team','Team','团队',NULL),
(100,109,'superior','reference',4,0,'user','Superior','上级',NULL),
(100,110,'territory','reference',0,0,'territory','Territory','销售区域',NULL),
(100,111,'active','bool',1,0,NULL,'Active','启用','true'),
(100,112,'language','choice',0,0,'language','Language','语言',NULL),
(100,113,'time_zone','text',0,64,NULL,'Time zone','时区',NULL),
(100,114,'capacity','integer',0,0,NULL,'Lead capacity','线索容量',NULL),
(100,115,'weight','integer',1,0,NULL,'Assignment weight','分配权重','1'),
(100,116,'skills','references',0,0,'skill','Skills','技能',NULL),
(100,117,'calendar','reference',0,0,'working_calendar','Working calendar','工作日历',NULL),
(100,118,'available_from','time',0,0,NULL,'Available from','可分配起始时间',NULL),
(100,119,'available_until','time',0,0,NULL,'Available until','可分配截止时间',NULL),
(100,100102,'email_normal','text',176,320,NULL,'E-mail, normal form','邮箱（标准形式）',NULL),
(100,100103,'phone_normal','text',176,64,NULL,'Phone, normal form','电话（标准形式）',NULL),
(101,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(101,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(101,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(101,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(101,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(101,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(101,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(101,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(101,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(101,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(101,100,'name','text',11,255,NULL,'Name','名称',NULL),
(101,101,'description','text',0,500,NULL,'Description','说明',NULL),
(101,102,'parent','reference',4,0,'role','Parent role','上级角色',NULL),
(101,103,'superuser','bool',1,0,NULL,'Superuser','超级用户','false'),
(101,104,'permissions','choices',0,0,'permission','Permissions','功能权限',NULL),
(102,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(102,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(102,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(102,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(102,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(102,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(102,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(102,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(102,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(102,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(102,100,'role','reference',1,0,'role','Role','角色',NULL),
(102,101,'entity_name','text',1,64,NULL,'Entity, or * for all','实体（*为全部）',NULL),
(102,102,'read_scope','choice',1,0,'scope','May read','查看范围','own'),
(102,103,'write_scope','choice',1,0,'scope','May change','编辑范围','own'),
(102,104,'delete_scope','choice',1,0,'scope','May delete','删除范围','none'),
(102,105,'can_create','bool',1,0,NULL,'May create','允许新建','true'),
(103,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(103,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(103,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(103,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(103,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(103,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(103,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(103,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(103,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(103,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(103,100,'name','text',9,255,NULL,'Name','名称',NULL),
(103,101,'code','text',2,64,NULL,'Code','编码',NULL),
(103,102,'parent','reference',4,0,'team','Parent team','上级团队',NULL),
(103,103,'leader','reference',4,0,'user','Leader','团队长',NULL),
(103,104,'description','text',0,500,NULL,'Description','说明',NULL),
(104,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(104,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(104,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(104,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(104,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(104,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(104,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(104,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(104,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(104,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(104,100,'name','text',9,255,NULL,'Name','名称',NULL),
(104,101,'code','text',2,64,NULL,'Code','编码',NULL),
(104,102,'parent','reference',4,0,'territory','Parent territory','上级区域',NULL),
(104,103,'manager','reference',0,0,'user','Manager','区域经理',NULL),
(104,104,'condition','text',0,8000,NULL,'Condition','归属条件',NULL),
(104,105,'priority','integer',1,0,NULL,'Priority','优先级','0'),
(104,106,'description','text',0,500,NULL,'Description','说明',NULL),
(105,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(105,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(105,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(105,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(105,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(105,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(105,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(105,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(105,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(105,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(105,100,'name','text',11,255,NULL,'Name','名称',NULL),
(105,101,'time_zone','text',1,64,NULL,'Time zone','时区','UTC'),
(105,102,'hours','json',0,65536,NULL,'Hours of each weekday','每周工作时段',NULL),
(105,103,'is_default','bool',1,0,NULL,'Default','默认','false'),
(106,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(106,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(106,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(106,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(106,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(106,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(106,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(106,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(106,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(106,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(106,100,'calendar','reference',1,0,'working_calendar','Working calendar','工作日历',NULL),
(106,101,'day','date',1,0,NULL,'Day','日期',NULL),
(106,102,'name','text',1,255,NULL,'Name','名称',NULL),
(106,103,'working','bool',1,0,NULL,'Make-up working day','调休上班','false'),
(107,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(107,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(107,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(107,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(107,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(107,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(107,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(107,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(107,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(107,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(107,100,'name','text',11,255,NULL,'Name','名称',NULL),
(107,101,'category','text',0,64,NULL,'Category','类别',NULL),
(107,102,'description','text',0,500,NULL,'Description','说明',NULL),
(108,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(108,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(108,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(108,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(108,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(108,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(108,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(108,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(108,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(108,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(108,100,'currency_from','text',1,3,NULL,'From currency','原币种',NULL),
(108,101,'currency_to','text',1,3,NULL,'To currency','目标币种',NULL),
(108,102,'day','date',1,0,NULL,'Valid from','生效日期',NULL),
(108,103,'rate','decimal',1,9,NULL,'Rate','汇率',NULL),
(108,104,'source','text',0,64,NULL,'Source','来源',NULL),
(109,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(109,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(109,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(109,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(109,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(109,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(109,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(109,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(109,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(109,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(109,100,'key','text',3,64,NULL,'Key','键',NULL),
(109,101,'value','json',0,65536,NULL,'Value','值',NULL),
(109,102,'description','text',0,500,NULL,'Description','说明',NULL),
(110,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(110,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(110,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(110,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(110,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(110,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(110,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(110,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(110,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(110,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(110,100,'name','text',9,255,NULL,'Name','名称',NULL),
(110,101,'entity_name','text',5,64,NULL,'Entity','实体',NULL),
(110,102,'event','choice',1,0,'trigger_event','Runs when','触发时机','save'),
(110,103,'due_field','text',0,64,NULL,'Date field','日期字段',NULL),
(110,104,'due_offset_days','integer',0,0,NULL,'Days after the date','偏移天数',NULL),
(110,105,'event_kind','text',0,64,NULL,'Kind of behaviour event','行为事件类型',NULL),
(110,106,'condition','text',0,8000,NULL,'Condition','条件',NULL),
(110,107,'actions','json',0,65536,NULL,'Actions','动作',NULL),
(110,108,'position','integer',1,0,NULL,'Position','顺序','0'),
(110,109,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(110,110,'description','text',0,500,NULL,'Description','说明',NULL),
(111,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(111,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(111,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(111,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(111,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(111,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(111,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(111,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(111,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(111,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(111,100,'name','text',9,255,NULL,'Name','名称',NULL),
(111,101,'edition','integer',1,0,NULL,'Edition','流程版本','1'),
(111,102,'entity_name','text',5,64,NULL,'Entity','实体',NULL),
(111,103,'condition','text',0,8000,NULL,'Condition','适用条件',NULL),
(111,104,'steps','json',1,65536,NULL,'Steps','审批步骤','[]'),
(111,105,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(111,106,'description','text',0,500,NULL,'Description','说明',NULL),
(112,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(112,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(112,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(112,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(112,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(112,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(112,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(112,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(112,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(112,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(112,100,'name','text',9,255,NULL,'Subject','标题',NULL),
(112,101,'flow','reference',5,0,'approval_flow','Flow','审批流程',NULL),
(112,102,'subject_entity','text',1,64,NULL,'Subject entity','对象实体',NULL),
(112,103,'subject_id','integer',1,0,NULL,'Subject id','对象编号',NULL),
(112,104,'state','choice',1,0,'approval_state','State','状态','pending'),
(112,105,'step','integer',1,0,NULL,'Current step','当前步骤','0'),
(112,106,'approvers','references',0,0,'user','Waiting for','待审批人',NULL),
(112,107,'requested_by','reference',4,0,'user','Requested by','申请人',NULL),
(112,108,'requested_at','time',0,0,NULL,'Requested at','申请时间',NULL),
(112,109,'decided_at','time',0,0,NULL,'Decided at','完成时间',NULL),
(112,110,'snapshot','json',0,65536,NULL,'Subject as submitted','提交快照',NULL),
(112,111,'comment','text',0,500,NULL,'Comment','备注',NULL),
(113,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(113,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(113,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(113,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(113,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(113,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(113,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(113,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(113,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(113,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(113,100,'approval','reference',5,0,'approval','Approval','审批',NULL),
(113,101,'step','integer',1,0,NULL,'Step','步骤',NULL),
(113,102,'approver','reference',5,0,'user','Approver','审批人',NULL),
(113,103,'decision','choice',1,0,'approval_decision_kind','Decision','审批意见',NULL),
(113,104,'passed_to','reference',0,0,'user','Passed to','转交人',NULL),
(113,105,'at','time',1,0,NULL,'At','时间',NULL),
(113,106,'comment','text',0,500,NULL,'Comment','备注',NULL),
(114,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(114,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(114,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(114,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(114,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(114,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(114,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(114,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(114,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(114,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(114,100,'kind','text',1,64,NULL,'Kind','类型',NULL),
(114,101,'entity_name','text',1,64,NULL,'Entity','实体',NULL),
(114,102,'record_id','integer',1,0,NULL,'Record id','记录编号',NULL),
(114,103,'due_at','time',1,0,NULL,'Due at','到期时间',NULL),
(114,104,'state','choice',1,0,'work_state','State','状态','pending'),
(114,105,'payload','json',0,65536,NULL,'Payload','参数',NULL),
(114,106,'attempts','integer',1,0,NULL,'Attempts','尝试次数','0'),
(114,107,'last_error','text',0,500,NULL,'Last error','最近错误',NULL),
(115,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(115,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(115,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(115,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(115,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(115,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(115,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(115,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(115,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(115,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(115,100,'channel','choice',1,0,'outbox_channel','Channel','发送渠道','notification'),
(115,101,'kind','text',1,64,NULL,'Kind','类型',NULL),
(115,102,'recipient','reference',4,0,'user','Recipient','接收人',NULL),
(115,103,'address','text',16,500,NULL,'Address','接收地址',NULL),
(115,104,'subject','text',0,500,NULL,'Subject','主题',NULL),
(115,105,'body','text',16,20000,NULL,'Body','内容',NULL),
(115,106,'payload','json',16,65536,NULL,'Payload','参数',NULL),
(115,107,'subject_entity','text',0,64,NULL,'Subject entity','对象实体',NULL),
(115,108,'subject_id','integer',0,0,NULL,'Subject id','对象编号',NULL),
(115,109,'state','choice',1,0,'outbox_state','State','状态','pending'),
(115,110,'not_before','time',0,0,NULL,'Not before','最早发送时间',NULL),
(115,111,'taken_until','time',0,0,NULL,'Taken until','占用截止时间',NULL),
(115,112,'attempts','integer',1,0,NULL,'Attempts','尝试次数','0'),
(115,113,'sent_at','time',0,0,NULL,'Sent at','发送时间',NULL),
(115,114,'last_error','text',0,500,NULL,'Last error','最近错误',NULL),
(115,115,'idempotency_key','text',2,200,NULL,'Idempotency key','幂等键',NULL),
(116,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(116,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(116,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(116,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(116,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(116,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(116,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(116,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(116,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(116,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(116,100,'subject_entity','text',1,64,NULL,'Subject entity','对象实体',NULL),
(116,101,'subject_id','integer',1,0,NULL,'Subject id','对象编号',NULL),
(116,102,'kind','text',1,64,NULL,'Kind','类型',NULL),
(116,103,'at','time',1,0,NULL,'At','时间',NULL),
(116,104,'source','text',0,64,NULL,'Source','来源',NULL),
(116,105,'properties','json',16,65536,NULL,'Properties','属性',NULL),
(117,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(117,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(117,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(117,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(117,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(117,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(117,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(117,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(117,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(117,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(117,100,'key','text',3,200,NULL,'Key','幂等键',NULL),
(117,101,'operation','text',1,64,NULL,'Operation','操作',NULL),
(117,102,'request_hash','integer',0,0,NULL,'Hash of the request','请求摘要',NULL),
(117,103,'answer','json',0,4194304,NULL,'Answer','结果',NULL),
(117,104,'expires_at','time',4,0,NULL,'Expires at','过期时间',NULL),
(118,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(118,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(118,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(118,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(118,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(118,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(118,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(118,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(118,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(118,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(118,100,'subject_entity','text',1,64,NULL,'Subject entity','对象实体',NULL),
(118,101,'subject_id','integer',1,0,NULL,'Subject id','对象编号',NULL),
(118,102,'title','text',8,255,NULL,'Title','标题',NULL),
(118,103,'body','text',25,20000,NULL,'Body','内容',NULL),
(118,104,'pinned','bool',1,0,NULL,'Pinned','置顶','false'),
(119,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(119,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(119,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(119,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(119,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(119,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(119,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(119,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(119,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(119,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(119,100,'subject_entity','text',1,64,NULL,'Subject entity','对象实体',NULL),
(119,101,'subject_id','integer',1,0,NULL,'Subject id','对象编号',NULL),
(119,102,'name','text',9,255,NULL,'File name','文件名',NULL),
(119,103,'uri','url',1,2048,NULL,'Where it is kept','存储地址',NULL),
(119,104,'media_type','text',0,127,NULL,'Media type','文件类型',NULL),
(119,105,'size_bytes','integer',0,0,NULL,'Size in bytes','文件大小',NULL),
(119,106,'sha256','text',0,64,NULL,'SHA-256','SHA-256',NULL),
(119,107,'description','text',0,500,NULL,'Description','说明',NULL),
(120,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(120,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(120,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(120,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(120,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(120,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(120,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(120,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(120,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(120,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(120,100,'name','text',11,64,NULL,'Name','名称',NULL),
(120,101,'category','text',4,64,NULL,'Category','标签组',NULL),
(120,102,'color','text',0,16,NULL,'Colour','颜色',NULL),
(120,103,'description','text',0,500,NULL,'Description','说明',NULL),
(121,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(121,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(121,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(121,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(121,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(121,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(121,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(121,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(121,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(121,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(121,100,'tag','reference',1,0,'tag','Tag','标签',NULL),
(121,101,'subject_entity','text',1,64,NULL,'Subject entity','对象实体',NULL),
(121,102,'subject_id','integer',1,0,NULL,'Subject id','对象编号',NULL),
(121,103,'source','choice',1,0,'tag_source','Given by','打标方式','manual'),
(121,104,'rule','reference',4,0,'tag_rule','Rule','打标规则',NULL),
(121,105,'confidence','decimal',0,4,NULL,'Confidence','置信度',NULL),
(121,106,'tagged_at','time',1,0,NULL,'Tagged at','打标时间',NULL),
(121,107,'expires_at','time',0,0,NULL,'Expires at','过期时间',NULL),
(122,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(122,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(122,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(122,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(122,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(122,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(122,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(122,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(122,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(122,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(122,100,'kind','text',1,64,NULL,'Kind','关系类型',NULL),
(122,101,'from_entity','text',1,64,NULL,'From entity','起点实体',NULL),
(122,102,'from_id','integer',1,0,NULL,'From id','起点编号',NULL),
(122,103,'to_entity','text',1,64,NULL,'To entity','终点实体',NULL),
(122,104,'to_id','integer',1,0,NULL,'To id','终点编号',NULL),
(122,105,'comment','text',0,500,NULL,'Comment','备注',NULL),
(123,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(123,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(123,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(123,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(123,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(123,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(123,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(123,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(123,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(123,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(123,100,'name','text',9,255,NULL,'Text','内容',NULL),
(123,101,'kind','choice',1,0,'reminder_kind','Kind','类型','prompt'),
(123,102,'recipient','reference',1,0,'user','Recipient','接收人',NULL),
(123,103,'subject_entity','text',0,64,NULL,'Subject entity','对象实体',NULL),
(123,104,'subject_id','integer',0,0,NULL,'Subject id','对象编号',NULL),
(123,105,'remind_at','time',1,0,NULL,'Remind at','提醒时间',NULL),
(123,106,'state','choice',1,0,'reminder_state','State','状态','pending'),
(124,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(124,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(124,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(124,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(124,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(124,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(124,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(124,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(124,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(124,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(124,100,'name','text',9,500,NULL,'File','文件',NULL),
(124,101,'entity_name','text',1,64,NULL,'Entity','实体',NULL),
(124,102,'file_size','integer',0,0,NULL,'File size','文件大小',NULL),
(124,103,'file_hash','integer',4,0,NULL,'File hash','文件摘要',NULL),
(124,104,'options','json',0,65536,NULL,'Options and mapping','选项与映射',NULL),
(124,105,'state','choice',1,0,'import_state','State','状态','running'),
(124,106,'position','integer',1,0,NULL,'Bytes done','已处理字节','0'),
(124,107,'row_count','integer',1,0,NULL,'Rows','行数','0'),
(124,108,'created_count','integer',1,0,NULL,'Created','新建数','0'),
(124,109,'updated_count','integer',1,0,NULL,'Updated','更新数','0'),
(124,110,'duplicate_count','integer',1,0,NULL,'Duplicates','重复数','0'),
(124,111,'rejected_count','integer',1,0,NULL,'Rejected','拒绝数','0'),
(124,112,'started_at','time',0,0,NULL,'Started at','开始时间',NULL),
(124,113,'finished_at','time',0,0,NULL,'Finished at','结束时间',NULL),
(124,114,'last_error','text',0,500,NULL,'Last error','最近错误',NULL),
(200,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(200,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(200,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(200,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(200,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(200,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(200,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(200,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(200,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(200,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(200,100,'name','text',24,255,NULL,'Name','姓名',NULL),
(200,101,'surname','text',16,255,NULL,'Surname','姓',NULL),
(200,102,'given_name','text',16,255,NULL,'Given name','名',NULL),
(200,103,'salutation','choice',0,0,'salutation','Salutation','称谓',NULL),
(200,104,'gender','choice',16,0,'gender','Gender','性别',NULL),
(200,105,'company','text',8,500,NULL,'Company','公司',NULL),
(200,106,'department','text',0,255,NULL,'Department','部门',NULL),
(200,107,'title','text',0,255,NULL,'Title','职务',NULL),
(200,108,'phone','phone',24,64,NULL,'Phone','电话',NULL),
(200,109,'mobile','phone',24,64,NULL,'Mobile','手机',NULL),
(200,110,'email','email',24,320,NULL,'E-mail','邮箱',NULL),
(200,111,'wechat','text',24,64,NULL,'WeChat','微信',NULL),
(200,112,'qq','text',16,20,NULL,'QQ','QQ',NULL),
(200,113,'website','url',0,2048,NULL,'Website','网站',NULL),
(200,114,'country','text',0,64,NULL,'Country','国家',NULL),
(200,115,'province','text',0,64,NULL,'Province','省份',NULL),
(200,116,'city','text',0,64,NULL,'City','城市',NULL),
(200,117,'district','text',0,64,NULL,'District','区县',NULL),
(200,118,'address','text',16,500,NULL,'Address','地址',NULL),
(200,119,'postcode','text',0,16,NULL,'Postcode','邮编',NULL),
(200,120,'industry','choice',0,0,'industry','Industry','行业',NULL),
(200,121,'company_size','choice',0,0,'company_size','Company size','公司规模',NULL),
(200,122,'registration_number','text',0,64,NULL,'Registration number','统一社会信用代码',NULL),
(200,123,'language','text',0,35,NULL,'Language','语言',NULL),
(200,124,'time_zone','text',0,64,NULL,'Time zone','时区',NULL),
(200,125,'territory','reference',0,0,'territory','Territory','销售区域',NULL),
(200,126,'source','reference',0,0,'lead_source','Source','线索来源',NULL),
(200,127,'channel','reference',0,0,'channel','Channel','渠道',NULL),
(200,128,'capture_form','reference',0,0,'capture_form','Capture form','获客表单',NULL),
(200,129,'campaign','text',0,255,NULL,'Campaign','营销活动',NULL),
(200,130,'keyword','text',0,255,NULL,'Keyword','关键词',NULL),
(200,131,'landing_page','url',0,2048,NULL,'Landing page','落地页',NULL),
(200,132,'sourced_by','reference',0,0,'user','Sourced by','自拓人',NULL),
(200,133,'status','choice',1,0,'lead_status','Status','状态','new'),
(200,134,'level','choice',0,0,'customer_level','Level','级别',NULL),
(200,135,'validity','choice',1,0,'validity','Validity','有效性','unknown'),
(200,136,'validity_reason','text',0,500,NULL,'Reason of validity','有效性原因',NULL),
(200,137,'validity_at','time',0,0,NULL,'Validity checked at','验证时间',NULL),
(200,138,'score','integer',160,0,NULL,'Score','评分',NULL),
(200,139,'grade','text',160,16,NULL,'Grade','等级',NULL),
(200,140,'score_reasons','json',160,65536,NULL,'Reasons of the score','评分原因',NULL),
(200,141,'scored_at','time',160,0,NULL,'Scored at','评分时间',NULL),
(200,142,'pool','reference',4,0,'pool','Lead pool','线索池',NULL),
(200,143,'pool_entered_at','time',0,0,NULL,'In the pool since','入池时间',NULL),
(200,144,'owner_since','time',0,0,NULL,'Owned since','归属时间',NULL),
(200,145,'collected_at','time',0,0,NULL,'Collected at','领取时间',NULL),
(200,146,'hold_until','time',0,0,NULL,'On hold until','保留截止时间',NULL),
(200,147,'previous_owner','reference',0,0,'user','Previous owner','前负责人',NULL),
(200,148,'previous_owner_until','time',0,0,NULL,'Previous owner until','前负责人归属截止时间',NULL),
(200,149,'locked','bool',1,0,NULL,'Locked','锁定','false'),
(200,150,'first_response_at','time',32,0,NULL,'First response at','首次响应时间',NULL),
(200,151,'last_follow_up_at','time',32,0,NULL,'Last follow-up at','最后跟进时间',NULL),
(200,152,'next_follow_up_at','time',0,0,NULL,'Next follow-up at','下次跟进时间',NULL),
(200,153,'follow_up_count','integer',161,0,NULL,'Follow-ups','跟进次数','0'),
(200,154,'recycle_at','time',160,0,NULL,'Recycled at the latest','预计回收时间',NULL),
(200,155,'recycle_rule','reference',160,0,'pool_rule','Recycle rule','回收规则',NULL),
(200,156,'recycle_count','integer',129,0,NULL,'Times recycled','回收次数','0'),
(200,157,'interests','choices',0,0,'interest','Interests','意向',NULL),
(200,158,'preferred_contact','choice',0,0,'contact_way','Preferred contact','首选联系方式',NULL),
(200,159,'do_not_call','bool',1,0,NULL,'Do not call','请勿致电','false'),
(200,160,'do_not_email','bool',1,0,NULL,'Do not e-mail','请勿发邮件','false'),
(200,161,'budget','money',0,0,NULL,'Budget','预算',NULL),
(200,162,'currency','text',0,3,NULL,'Currency','币种',NULL),
(200,163,'needed_by','date',0,0,NULL,'Needed by','预计采购日期',NULL),
(200,164,'description','text',8,20000,NULL,'Description','描述',NULL),
(200,165,'nurture_track','reference',4,0,'nurture_track','Nurture track','培育计划',NULL),
(200,166,'nurture_state','choice',0,0,'nurture_state','Nurture state','培育状态',NULL),
(200,167,'nurture_step','integer',128,0,NULL,'Nurture step','培育步骤',NULL),
(200,168,'nurture_since','time',128,0,NULL,'Nurtured since','培育开始时间',NULL),
(200,169,'converted_at','time',128,0,NULL,'Converted at','转化时间',NULL),
(200,170,'converted_account','reference',132,0,'account','Converted to account','转化客户',NULL),
(200,171,'converted_contact','reference',128,0,'contact','Converted to contact','转化联系人',NULL),
(200,172,'converted_opportunity','reference',128,0,'opportunity','Converted to opportunity','转化商机',NULL),
(200,10000,'age','integer',4,0,NULL,'age','年龄',NULL),
(200,10001,'second_phone','phone',0,64,NULL,'second_phone','备用电话',NULL),
(200,10002,'size','choice',0,0,'lead.size','size','size',NULL),
(200,100108,'phone_normal','text',176,64,NULL,'Phone, normal form','电话（标准形式）',NULL),
(200,100109,'mobile_normal','text',176,64,NULL,'Mobile, normal form','手机（标准形式）',NULL),
(200,100110,'email_normal','text',176,320,NULL,'E-mail, normal form','邮箱（标准形式）',NULL),
(200,110001,'second_phone_normal','text',160,64,NULL,'second_phone, normal form','备用电话（标准形式）',NULL),
(201,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(201,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(201,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(201,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(201,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(201,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(201,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(201,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(201,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(201,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(201,100,'name','text',11,255,NULL,'Name','名称',NULL),
(201,101,'channel','reference',4,0,'channel','Channel','渠道',NULL),
(201,102,'active','bool',1,0,NULL,'Active','启用','true'),
(201,103,'description','text',0,500,NULL,'Description','说明',NULL),
(202,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(202,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(202,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(202,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(202,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(202,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(202,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(202,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(202,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(202,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(202,100,'name','text',11,255,NULL,'Name','名称',NULL),
(202,101,'kind','choice',1,0,'channel_kind','Kind','类型','other'),
(202,102,'parent','reference',4,0,'channel','Parent channel','上级渠道',NULL),
(202,103,'active','bool',1,0,NULL,'Active','启用','true'),
(202,104,'description','text',0,500,NULL,'Description','说明',NULL),
(203,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(203,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(203,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(203,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(203,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(203,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(203,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(203,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(203,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(203,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(203,100,'name','text',9,255,NULL,'Name','名称',NULL),
(203,101,'key','text',3,64,NULL,'Key','表单标识',NULL),
(203,102,'fields','json',1,65536,NULL,'Fields taken','采集字段','[]'),
(203,103,'source','reference',0,0,'lead_source','Source','线索来源',NULL),
(203,104,'channel','reference',0,0,'channel','Channel','渠道',NULL),
(203,105,'campaign','text',0,255,NULL,'Campaign','营销活动',NULL),
(203,106,'pool','reference',0,0,'pool','Lead pool','线索池',NULL),
(203,107,'assign','bool',1,0,NULL,'Assign by rule at once','立即按规则分配','true'),
(203,108,'check_duplicates','bool',1,0,NULL,'Check for duplicates','查重','true'),
(203,109,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(203,110,'description','text',0,500,NULL,'Description','说明',NULL),
(204,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(204,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(204,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(204,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(204,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(204,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(204,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(204,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(204,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(204,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(204,100,'name','text',11,255,NULL,'Name','名称',NULL),
(204,101,'description','text',0,500,NULL,'Description','说明',NULL),
(204,102,'teams','references',0,0,'team','Member teams','成员团队',NULL),
(204,103,'users','references',0,0,'user','Member users','成员用户',NULL),
(204,104,'administrators','references',0,0,'user','Administrators','管理员',NULL),
(204,105,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(204,106,'is_default','bool',1,0,NULL,'Default pool','默认线索池','false'),
(204,107,'auto_recycle','bool',1,0,NULL,'Recycle by rule','自动回收','true'),
(204,108,'capacity','integer',0,0,NULL,'Capacity per member','库容（每人）',NULL),
(204,109,'daily_limit','integer',0,0,NULL,'Claims per day','每日领取上限',NULL),
(204,110,'cool_down_days','integer',0,0,NULL,'Cool-down of the previous owner (days)','前负责人冷却天数',NULL),
(204,111,'hold_hours','integer',0,0,NULL,'Hold on new leads (hours)','新线索保留小时数',NULL),
(204,112,'hidden_fields','json',0,65536,NULL,'Fields hidden in the pool','隐藏字段',NULL),
(204,113,'on_return','choice',1,0,'lead_status','Status of returned leads','退回后状态','recycled'),
(204,114,'time_zone','text',0,64,NULL,'Time zone','时区',NULL),
(205,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(205,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(205,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(205,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(205,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(205,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(205,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(205,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(205,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(205,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(205,100,'name','text',9,255,NULL,'Name','名称',NULL),
(205,101,'pool','reference',0,0,'pool','Lead pool','线索池',NULL),
(205,102,'kind','choice',1,0,'pool_rule_kind','Kind','类型',NULL),
(205,103,'position','integer',1,0,NULL,'Position','顺序','0'),
(205,104,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(205,105,'condition','text',0,8000,NULL,'Condition','条件',NULL),
(205,106,'strategy','choice',0,0,'assign_strategy','Strategy','分配方式',NULL),
(205,107,'members','references',0,0,'user','Members','成员',NULL),
(205,108,'teams','references',0,0,'team','Teams','团队',NULL),
(205,109,'weights','json',0,65536,NULL,'Weight of each member','成员权重',NULL),
(205,110,'skills','references',0,0,'skill','Skills needed','所需技能',NULL),
(205,111,'fall_through','bool',1,0,NULL,'Else try the rules below','无人可分时继续','false'),
(205,112,'last_member','reference',160,0,'user','Last chosen member','上次分配成员',NULL),
(205,113,'recycle_kind','choice',0,0,'recycle_kind','Recycled for','回收原因',NULL),
(205,114,'days','integer',0,0,NULL,'After days','天数',NULL),
(205,115,'level_days','json',0,65536,NULL,'After days, by level','各级别天数',NULL),
(205,116,'calendar_days','bool',1,0,NULL,'Count calendar days','按自然日计算','false'),
(205,117,'and_next','bool',1,0,NULL,'Only together with the next rule','与下一条规则同时满足','false'),
(205,118,'reminder_days','integer',0,0,NULL,'Remind days before','提前提醒天数',NULL),
(205,119,'exempt_converted','bool',1,0,NULL,'Spare converted leads','已成交不回收','true'),
(205,120,'exempt_with_opportunity','bool',1,0,NULL,'Spare leads with an open opportunity','有商机不回收','true'),
(205,121,'exempt_condition','text',0,8000,NULL,'Spare leads where','豁免条件',NULL),
(205,122,'target_pool','reference',0,0,'pool','Goes to pool','回收至线索池',NULL),
(206,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(206,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(206,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(206,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(206,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(206,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(206,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(206,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(206,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(206,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(206,100,'rule','reference',1,0,'pool_rule','Rule','分配规则',NULL),
(206,101,'user','reference',1,0,'user','Member','成员',NULL),
(206,102,'assigned_count','integer',1,0,NULL,'Assigned','已分配数','0'),
(206,103,'virtual_time','integer',1,0,NULL,'Virtual time','虚拟时间','0'),
(206,104,'last_assigned_at','time',0,0,NULL,'Last assigned at','最近分配时间',NULL),
(207,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(207,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(207,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(207,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(207,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(207,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(207,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(207,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(207,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(207,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(207,100,'pool','reference',0,0,'pool','Lead pool','线索池',NULL),
(207,101,'lead','reference',1,0,'lead','Lead','线索',NULL),
(207,102,'user','reference',0,0,'user','User','用户',NULL),
(207,103,'action','choice',1,0,'claim_action','Action','操作',NULL),
(207,104,'at','time',1,0,NULL,'At','时间',NULL),
(207,105,'local_day','date',1,0,NULL,'Local day','当地日期',NULL),
(207,106,'from_user','reference',0,0,'user','From user','原负责人',NULL),
(207,107,'from_pool','reference',0,0,'pool','From pool','原线索池',NULL),
(207,108,'rule','reference',0,0,'pool_rule','Rule','规则',NULL),
(207,109,'reason','text',0,500,NULL,'Reason','原因',NULL),
(208,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(208,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(208,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(208,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(208,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(208,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(208,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(208,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(208,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(208,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(208,100,'name','text',9,255,NULL,'Name','名称',NULL),
(208,101,'edition','integer',1,0,NULL,'Edition','模型版本','1'),
(208,102,'entity_name','text',1,64,NULL,'Entity','实体','lead'),
(208,103,'kind','choice',1,0,'score_kind','Kind','类型','fit'),
(208,104,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(208,105,'condition','text',0,8000,NULL,'Scores records where','适用条件',NULL),
(208,106,'minimum','decimal',0,3,NULL,'Minimum','最低分','0'),
(208,107,'maximum','decimal',0,3,NULL,'Maximum','最高分','100'),
(208,108,'groups','json',0,65536,NULL,'Minimum and maximum of groups','分组上下限',NULL),
(208,109,'grades','json',0,65536,NULL,'Grades and their minimum','等级划分',NULL),
(208,110,'threshold','integer',0,0,NULL,'Qualified from','合格分数',NULL),
(208,111,'nurture_pool','reference',0,0,'pool','Pool of the others','培育池',NULL),
(208,112,'nurture_track','reference',0,0,'nurture_track','Nurture track of the others','培育计划',NULL),
(208,113,'description','text',0,500,NULL,'Description','说明',NULL),
(209,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(209,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(209,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(209,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(209,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(209,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(209,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(209,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(209,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(209,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(209,100,'model','reference',1,0,'score_model','Model','评分模型',NULL),
(209,101,'name','text',9,255,NULL,'Name','名称',NULL),
(209,102,'position','integer',1,0,NULL,'Position','顺序','0'),
(209,103,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(209,104,'group_name','text',0,64,NULL,'Group','分组',NULL),
(209,105,'condition','text',0,8000,NULL,'Condition','条件',NULL),
(209,106,'points','decimal',1,3,NULL,'Points','分值',NULL),
(209,107,'event_kind','text',0,64,NULL,'Per behaviour event','行为事件类型',NULL),
(209,108,'minimum','decimal',0,3,NULL,'At least points','分值下限',NULL),
(209,109,'maximum','decimal',0,3,NULL,'At most points','分值上限',NULL),
(209,110,'daily_cap','decimal',0,3,NULL,'At most points a day','每日分值上限',NULL),
(209,111,'window_days','integer',0,0,NULL,'Events of the last days','统计天数',NULL),
(209,112,'decay','choice',1,0,'decay_kind','Decay','衰减方式','none'),
(209,113,'decay_days','integer',0,0,NULL,'Days of decay: to zero, to half, of a step','衰减周期天数',NULL),
(209,114,'decay_percent','decimal',0,1,NULL,'Lost at each step (%)','每级衰减比例（%）',NULL),
(210,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(210,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(210,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(210,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(210,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(210,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(210,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(210,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(210,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(210,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(210,100,'lead','reference',1,0,'lead','Lead','线索',NULL),
(210,101,'model','reference',1,0,'score_model','Model','评分模型',NULL),
(210,102,'value','integer',1,0,NULL,'Value','分数',NULL),
(210,103,'grade','text',0,16,NULL,'Grade','等级',NULL),
(210,104,'previous_value','integer',0,0,NULL,'Previous value','上次分数',NULL),
(210,105,'reasons','json',0,65536,NULL,'Reasons','原因',NULL),
(210,106,'at','time',1,0,NULL,'At','时间',NULL),
(211,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(211,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(211,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(211,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(211,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(211,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(211,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(211,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(211,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(211,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(211,100,'name','text',9,255,NULL,'Name','名称',NULL),
(211,101,'entity_name','text',1,64,NULL,'Entity','实体',NULL),
(211,102,'condition','text',1,8000,NULL,'Condition','条件',NULL),
(211,103,'tag','reference',5,0,'tag','Tag','标签',NULL),
(211,104,'confidence','decimal',0,4,NULL,'Confidence','置信度',NULL),
(211,105,'expires_days','integer',0,0,NULL,'Expires after days','有效天数',NULL),
(211,106,'take_away','bool',1,0,NULL,'Taken away when no longer met','不再满足时移除','true'),
(211,107,'position','integer',1,0,NULL,'Position','顺序','0'),
(211,108,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(212,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(212,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(212,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(212,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(212,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(212,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(212,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(212,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(212,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(212,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(212,100,'entity_a','text',1,64,NULL,'First entity','实体一',NULL),
(212,101,'id_a','integer',1,0,NULL,'First id','编号一',NULL),
(212,102,'entity_b','text',1,64,NULL,'Second entity','实体二',NULL),
(212,103,'id_b','integer',1,0,NULL,'Second id','编号二',NULL),
(212,104,'kinds','choices',1,0,'duplicate_kind','Found by','匹配依据',NULL),
(212,105,'probability','decimal',0,6,NULL,'Probability','概率',NULL),
(212,106,'state','choice',1,0,'duplicate_state','State','状态','open'),
(212,107,'found_at','time',0,0,NULL,'Found at','发现时间',NULL),
(212,108,'decided_by','reference',0,0,'user','Decided by','处理人',NULL),
(212,109,'decided_at','time',0,0,NULL,'Decided at','处理时间',NULL),
(212,110,'merge','reference',0,0,'merge','Merge','合并记录',NULL),
(213,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(213,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(213,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(213,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(213,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(213,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(213,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(213,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(213,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(213,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(213,100,'entity_name','text',1,64,NULL,'Entity','实体',NULL),
(213,101,'survivor_id','integer',1,0,NULL,'Survivor id','保留记录编号',NULL),
(213,102,'losers','json',1,65536,NULL,'Merged ids','被合并编号',NULL),
(213,103,'policy','json',0,65536,NULL,'Survivorship','取值策略',NULL),
(213,104,'journal','json',17,4194304,NULL,'Journal','合并日志',NULL),
(213,105,'at','time',1,0,NULL,'At','时间',NULL),
(213,106,'undone_at','time',0,0,NULL,'Undone at','撤销时间',NULL),
(213,107,'undone_by','reference',0,0,'user','Undone by','撤销人',NULL),
(213,108,'reason','text',0,500,NULL,'Reason','原因',NULL),
(214,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(214,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(214,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(214,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(214,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(214,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(214,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(214,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(214,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(214,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(214,100,'entity_name','text',1,64,NULL,'Entity','实体',NULL),
(214,101,'old_id','integer',1,0,NULL,'Old id','原编号',NULL),
(214,102,'survivor_id','integer',1,0,NULL,'Survivor id','保留记录编号',NULL),
(214,103,'merge','reference',4,0,'merge','Merge','合并记录',NULL),
(215,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(215,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(215,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(215,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(215,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(215,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(215,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(215,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(215,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(215,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(215,100,'name','text',11,255,NULL,'Name','名称',NULL),
(215,101,'description','text',0,500,NULL,'Description','说明',NULL),
(215,102,'steps','json',1,65536,NULL,'Steps','培育步骤','[]'),
(215,103,'exit_condition','text',0,8000,NULL,'Left when','退出条件',NULL),
(215,104,'return_pool','reference',0,0,'pool','Pool after the track','培育后线索池',NULL),
(215,105,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(216,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(216,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(216,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(216,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(216,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(216,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(216,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(216,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(216,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(216,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(216,100,'name','text',9,255,NULL,'Target','报备对象',NULL),
(216,101,'company','text',8,500,NULL,'Company','公司',NULL),
(216,102,'registration_number','text',4,64,NULL,'Registration number','统一社会信用代码',NULL),
(216,103,'phone','phone',16,64,NULL,'Phone','电话',NULL),
(216,104,'email','email',16,320,NULL,'E-mail','邮箱',NULL),
(216,105,'lead','reference',4,0,'lead','Lead','线索',NULL),
(216,106,'account','reference',4,0,'account','Account','客户',NULL),
(216,107,'state','choice',1,0,'registration_state','State','状态','pending'),
(216,108,'requested_at','time',0,0,NULL,'Requested at','报备时间',NULL),
(216,109,'valid_from','time',0,0,NULL,'Valid from','生效时间',NULL),
(216,110,'valid_until','time',4,0,NULL,'Valid until','有效期至',NULL),
(216,111,'extension_count','integer',1,0,NULL,'Extensions','延期次数','0'),
(216,112,'conflicts_with','reference',0,0,'registration','Conflicts with','冲突报备',NULL),
(216,113,'decided_by','reference',0,0,'user','Decided by','审核人',NULL),
(216,114,'decided_at','time',0,0,NULL,'Decided at','审核时间',NULL),
(216,115,'reason','text',0,500,NULL,'Reason','原因',NULL),
(216,100103,'phone_normal','text',180,64,NULL,'Phone, normal form','电话（标准形式）',NULL),
(216,100104,'email_normal','text',180,320,NULL,'E-mail, normal form','邮箱（标准形式）',NULL),
(217,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(217,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(217,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(217,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(217,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(217,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(217,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(217,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(217,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(217,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(217,100,'lead','reference',5,0,'lead','Lead','线索',NULL),
(217,101,'account','reference',4,0,'account','Account','客户',NULL),
(217,102,'contact','reference',0,0,'contact','Contact','联系人',NULL),
(217,103,'opportunity','reference',0,0,'opportunity','Opportunity','商机',NULL),
(217,104,'account_created','bool',1,0,NULL,'Account is new','新建客户','false'),
(217,105,'contact_created','bool',1,0,NULL,'Contact is new','新建联系人','false'),
(217,106,'opportunity_created','bool',1,0,NULL,'Opportunity is new','新建商机','false'),
(217,107,'journal','json',17,4194304,NULL,'Journal','转化日志',NULL),
(217,108,'at','time',1,0,NULL,'At','时间',NULL),
(217,109,'undone_at','time',0,0,NULL,'Undone at','撤销时间',NULL),
(217,110,'undone_by','reference',0,0,'user','Undone by','撤销人',NULL),
(300,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(300,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(300,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(300,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(300,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(300,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(300,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(300,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(300,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(300,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(300,100,'name','text',25,500,NULL,'Name','客户名称',NULL),
(300,101,'short_name','text',8,255,NULL,'Short name','简称',NULL),
(300,102,'number','text',10,64,NULL,'Account number','客户编号',NULL),
(300,103,'kind','choice',0,0,'account_kind','Kind','类型',NULL),
(300,104,'status','choice',1,0,'account_status','Status','状态','active'),
(300,105,'level','choice',0,0,'customer_level','Level','级别',NULL),
(300,106,'is_person','bool',1,0,NULL,'Person','个人客户','false'),
(300,107,'market_side','choice',0,0,'market_side','Market side','市场端',NULL),
(300,108,'industry','choice',0,0,'industry','Industry','行业',NULL),
(300,109,'company_size','choice',0,0,'company_size','Company size','公司规模',NULL),
(300,110,'employee_count','integer',0,0,NULL,'Employees','员工人数',NULL),
(300,111,'registration_number','text',0,64,NULL,'Registration number','统一社会信用代码',NULL),
(300,112,'legal_representative','text',16,255,NULL,'Legal representative','法定代表人',NULL),
(300,113,'founded_on','date',0,0,NULL,'Founded on','成立日期',NULL),
(300,114,'parent','reference',4,0,'account','Parent account','上级客户',NULL),
(300,115,'phone','phone',24,64,NULL,'Phone','电话',NULL),
(300,116,'email','email',24,320,NULL,'E-mail','邮箱',NULL),
(300,117,'wechat','text',24,64,NULL,'WeChat','微信',NULL),
(300,118,'website','url',0,2048,NULL,'Website','网站',NULL),
(300,119,'country','text',0,64,NULL,'Country','国家',NULL),
(300,120,'province','text',0,64,NULL,'Province','省份',NULL),
(300,121,'city','text',0,64,NULL,'City','城市',NULL),
(300,122,'district','text',0,64,NULL,'District','区县',NULL),
(300,123,'address','text',16,500,NULL,'Address','地址',NULL),
(300,124,'postcode','text',0,16,NULL,'Postcode','邮编',NULL),
(300,125,'shipping_address','text',16,500,NULL,'Shipping address','收货地址',NULL),
(300,126,'territory','reference',4,0,'territory','Territory','销售区域',NULL),
(300,127,'source','reference',0,0,'lead_source','Source','客户来源',NULL),
(300,128,'channel','reference',0,0,'channel','Channel','渠道',NULL),
(300,129,'lead','reference',4,0,'lead','From lead','来源线索',NULL),
(300,130,'currency','text',0,3,NULL,'Currency','币种',NULL),
(300,131,'annual_revenue','money',0,0,NULL,'Annual revenue','年营业额',NULL),
(300,132,'credit_grade','choice',0,0,'credit_grade','Credit grade','信用等级',NULL),
(300,133,'credit_limit','money',0,0,NULL,'Credit limit','信用额度',NULL),
(300,134,'credit_days','integer',0,0,NULL,'Days of credit','账期天数',NULL),
(300,135,'preferred_contact','choice',0,0,'contact_way','Preferred contact','首选联系方式',NULL),
(300,136,'owner_since','time',0,0,NULL,'Owned since','归属时间',NULL),
(300,137,'locked','bool',1,0,NULL,'Locked','锁定','false'),
(300,138,'last_follow_up_at','time',32,0,NULL,'Last follow-up at','最后跟进时间',NULL),
(300,139,'next_follow_up_at','time',0,0,NULL,'Next follow-up at','下次跟进时间',NULL),
(300,140,'description','text',8,20000,NULL,'Description','描述',NULL),
(300,10000,'membership','text',2,40,NULL,'membership','membership',NULL),
(300,100115,'phone_normal','text',176,64,NULL,'Phone, normal form','电话（标准形式）',NULL),
(300,100116,'email_normal','text',176,320,NULL,'E-mail, normal form','邮箱（标准形式）',NULL),
(301,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(301,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(301,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(301,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(301,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(301,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(301,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(301,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(301,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(301,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(301,100,'name','text',25,255,NULL,'Name','姓名',NULL),
(301,101,'surname','text',16,255,NULL,'Surname','姓',NULL),
(301,102,'given_name','text',16,255,NULL,'Given name','名',NULL),
(301,103,'salutation','choice',0,0,'salutation','Salutation','称谓',NULL),
(301,104,'gender','choice',16,0,'gender','Gender','性别',NULL),
(301,105,'account','reference',4,0,'account','Account','客户',NULL),
(301,106,'is_primary','bool',1,0,NULL,'Primary contact','首要联系人','false'),
(301,107,'department','text',0,255,NULL,'Department','部门',NULL),
(301,108,'title','text',8,255,NULL,'Title','职务',NULL),
(301,109,'decision_role','choice',0,0,'decision_role','Role in decisions','决策角色',NULL),
(301,110,'reports_to','reference',4,0,'contact','Reports to','直属上级',NULL),
(301,111,'phone','phone',24,64,NULL,'Phone','电话',NULL),
(301,112,'mobile','phone',24,64,NULL,'Mobile','手机',NULL),
(301,113,'email','email',24,320,NULL,'E-mail','邮箱',NULL),
(301,114,'wechat','text',24,64,NULL,'WeChat','微信',NULL),
(301,115,'qq','text',16,20,NULL,'QQ','QQ',NULL),
(301,116,'birthday','date',16,0,NULL,'Birthday','生日',NULL),
(301,117,'country','text',0,64,NULL,'Country','国家',NULL),
(301,118,'province','text',0,64,NULL,'Province','省份',NULL),
(301,119,'city','text',0,64,NULL,'City','城市',NULL),
(301,120,'district','text',0,64,NULL,'District','区县',NULL),
(301,121,'address','text',16,500,NULL,'Address','地址',NULL),
(301,122,'postcode','text',0,16,NULL,'Postcode','邮编',NULL),
(301,123,'language','text',0,35,NULL,'Language','语言',NULL),
(301,124,'time_zone','text',0,64,NULL,'Time zone','时区',NULL),
(301,125,'source','reference',0,0,'lead_source','Source','来源',NULL),
(301,126,'lead','reference',4,0,'lead','From lead','来源线索',NULL),
(301,127,'preferred_contact','choice',0,0,'contact_way','Preferred contact','首选联系方式',NULL),
(301,128,'do_not_call','bool',1,0,NULL,'Do not call','请勿致电','false'),
(301,129,'do_not_email','bool',1,0,NULL,'Do not e-mail','请勿发邮件','false'),
(301,130,'last_follow_up_at','time',32,0,NULL,'Last follow-up at','最后跟进时间',NULL),
(301,131,'next_follow_up_at','time',0,0,NULL,'Next follow-up at','下次跟进时间',NULL),
(301,132,'description','text',8,20000,NULL,'Description','描述',NULL),
(301,100111,'phone_normal','text',176,64,NULL,'Phone, normal form','电话（标准形式）',NULL),
(301,100112,'mobile_normal','text',176,64,NULL,'Mobile, normal form','手机（标准形式）',NULL),
(301,100113,'email_normal','text',176,320,NULL,'E-mail, normal form','邮箱（标准形式）',NULL),
(302,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(302,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(302,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(302,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(302,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(302,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(302,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(302,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(302,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(302,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(302,100,'name','text',9,500,NULL,'Name','商机名称',NULL),
(302,101,'account','reference',4,0,'account','Account','客户',NULL),
(302,102,'contact','reference',4,0,'contact','Contact','联系人',NULL),
(302,103,'lead','reference',4,0,'lead','From lead','来源线索',NULL),
(302,104,'stage_group','reference',0,0,'stage_group','Sales process','商机阶段组',NULL),
(302,105,'stage','reference',4,0,'stage','Stage','阶段',NULL),
(302,106,'stage_since','time',0,0,NULL,'In the stage since','进入阶段时间',NULL),
(302,107,'last_stage','reference',128,0,'stage','Last open stage','最后进行中阶段',NULL),
(302,108,'outcome','choice',1,0,'opportunity_outcome','Outcome','结果','open'),
(302,109,'amount','money',0,0,NULL,'Amount','金额',NULL),
(302,110,'currency','text',0,3,NULL,'Currency','币种',NULL),
(302,111,'exchange_rate','decimal',0,9,NULL,'Exchange rate','汇率',NULL),
(302,112,'probability','integer',0,0,NULL,'Probability (%)','赢率（%）',NULL),
(302,113,'forecast_category','choice',0,0,'forecast_category','Forecast category','预测类别',NULL),
(302,114,'close_date','date',4,0,NULL,'Close date','预计成交日期',NULL),
(302,115,'first_close_date','date',128,0,NULL,'First close date','最初预计成交日期',NULL),
(302,116,'push_count','integer',129,0,NULL,'Times pushed back','延期次数','0'),
(302,117,'closed_at','time',0,0,NULL,'Closed at','结束时间',NULL),
(302,118,'lost_reason','choice',0,0,'lost_reason','Lost because of','输单原因',NULL),
(302,119,'lost_comment','text',0,500,NULL,'Comment on the loss','输单说明',NULL),
(302,120,'competitors','text',0,500,NULL,'Competitors','竞争对手',NULL),
(302,121,'source','reference',0,0,'lead_source','Source','来源',NULL),
(302,122,'channel','reference',0,0,'channel','Channel','渠道',NULL),
(302,123,'campaign','text',0,255,NULL,'Campaign','营销活动',NULL),
(302,124,'next_step','text',0,500,NULL,'Next step','下一步',NULL),
(302,125,'last_follow_up_at','time',32,0,NULL,'Last follow-up at','最后跟进时间',NULL),
(302,126,'next_follow_up_at','time',0,0,NULL,'Next follow-up at','下次跟进时间',NULL),
(302,127,'description','text',8,20000,NULL,'Description','描述',NULL),
(303,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(303,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(303,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(303,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(303,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(303,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(303,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(303,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(303,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(303,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(303,100,'name','text',11,255,NULL,'Name','名称',NULL),
(303,101,'is_default','bool',1,0,NULL,'Default','默认','false'),
(303,102,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(303,103,'allow_back','bool',1,0,NULL,'May move back','允许回退','true'),
(303,104,'allow_reopen','bool',1,0,NULL,'May reopen','允许重开','false'),
(303,105,'description','text',0,500,NULL,'Description','说明',NULL),
(304,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(304,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(304,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(304,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(304,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(304,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(304,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(304,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(304,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(304,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(304,100,'stage_group','reference',1,0,'stage_group','Sales process','商机阶段组',NULL),
(304,101,'name','text',9,255,NULL,'Name','名称',NULL),
(304,102,'position','integer',1,0,NULL,'Position','顺序','0'),
(304,103,'outcome','choice',1,0,'opportunity_outcome','Outcome','结果','open'),
(304,104,'probability','integer',1,0,NULL,'Probability (%)','赢率（%）','0'),
(304,105,'forecast_category','choice',1,0,'forecast_category','Forecast category','预测类别','pipeline'),
(304,106,'condition','text',0,8000,NULL,'May be entered when','进入条件',NULL),
(304,107,'rotting_days','integer',0,0,NULL,'Overdue after days','停留预警天数',NULL),
(304,108,'guidance','text',0,20000,NULL,'Guidance','销售指引',NULL),
(305,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(305,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(305,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(305,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(305,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(305,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(305,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(305,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(305,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(305,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(305,100,'opportunity','reference',1,0,'opportunity','Opportunity','商机',NULL),
(305,101,'from_stage','reference',0,0,'stage','From stage','原阶段',NULL),
(305,102,'to_stage','reference',1,0,'stage','To stage','新阶段',NULL),
(305,103,'at','time',1,0,NULL,'At','时间',NULL),
(305,104,'duration_s','integer',0,0,NULL,'Seconds in the old stage','原阶段停留秒数',NULL),
(305,105,'outcome','choice',1,0,'opportunity_outcome','Outcome','结果','open'),
(305,106,'amount','money',0,0,NULL,'Amount','金额',NULL),
(305,107,'currency','text',0,3,NULL,'Currency','币种',NULL),
(305,108,'probability','integer',0,0,NULL,'Probability (%)','赢率（%）',NULL),
(305,109,'comment','text',0,500,NULL,'Comment','备注',NULL),
(306,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(306,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(306,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(306,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(306,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(306,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(306,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(306,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(306,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(306,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(306,100,'name','text',8,500,NULL,'Subject','主题',NULL),
(306,101,'kind','choice',1,0,'activity_kind','Kind','类型',NULL),
(306,102,'subject_entity','text',0,64,NULL,'Subject entity','对象实体',NULL),
(306,103,'subject_id','integer',0,0,NULL,'Subject id','对象编号',NULL),
(306,104,'lead','reference',4,0,'lead','Lead','线索',NULL),
(306,105,'account','reference',4,0,'account','Account','客户',NULL),
(306,106,'contact','reference',4,0,'contact','Contact','联系人',NULL),
(306,107,'opportunity','reference',4,0,'opportunity','Opportunity','商机',NULL),
(306,108,'at','time',1,0,NULL,'At','时间',NULL),
(306,109,'duration_s','integer',0,0,NULL,'Duration (seconds)','时长（秒）',NULL),
(306,110,'direction','choice',0,0,'direction','Direction','方向',NULL),
(306,111,'result','choice',0,0,'activity_result','Result','结果',NULL),
(306,112,'next_at','time',0,0,NULL,'Next follow-up at','下次跟进时间',NULL),
(306,113,'place','text',0,500,NULL,'Place','地点',NULL),
(306,114,'participants','references',0,0,'user','Participants','参与人',NULL),
(306,115,'contacts','references',0,0,'contact','Contacts present','客户参与人',NULL),
(306,116,'description','text',24,20000,NULL,'Description','跟进内容',NULL),
(307,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(307,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(307,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(307,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(307,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(307,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(307,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(307,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(307,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(307,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(307,100,'name','text',9,500,NULL,'Name','任务',NULL),
(307,101,'state','choice',1,0,'task_state','State','状态','open'),
(307,102,'priority','choice',1,0,'priority','Priority','优先级','normal'),
(307,103,'due_at','time',0,0,NULL,'Due at','截止时间',NULL),
(307,104,'remind_at','time',0,0,NULL,'Remind at','提醒时间',NULL),
(307,105,'done_at','time',0,0,NULL,'Done at','完成时间',NULL),
(307,106,'kind','choice',0,0,'activity_kind','Kind of activity','活动类型',NULL),
(307,107,'subject_entity','text',0,64,NULL,'Subject entity','对象实体',NULL),
(307,108,'subject_id','integer',0,0,NULL,'Subject id','对象编号',NULL),
(307,109,'lead','reference',4,0,'lead','Lead','线索',NULL),
(307,110,'account','reference',4,0,'account','Account','客户',NULL),
(307,111,'contact','reference',4,0,'contact','Contact','联系人',NULL),
(307,112,'opportunity','reference',4,0,'opportunity','Opportunity','商机',NULL),
(307,113,'assigned_by','reference',0,0,'user','Assigned by','指派人',NULL),
(307,114,'activity','reference',0,0,'activity','Done by activity','完成活动',NULL),
(307,115,'description','text',8,20000,NULL,'Description','描述',NULL),
(308,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(308,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(308,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(308,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(308,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(308,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(308,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(308,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(308,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(308,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(308,100,'name','text',9,500,NULL,'Name','产品名称',NULL),
(308,101,'code','text',10,64,NULL,'Code','产品编码',NULL),
(308,102,'kind','choice',1,0,'product_kind','Kind','类型','goods'),
(308,103,'category','text',4,255,NULL,'Category','类别',NULL),
(308,104,'brand','text',0,255,NULL,'Brand','品牌',NULL),
(308,105,'unit','text',0,32,NULL,'Unit','单位',NULL),
(308,106,'barcode','text',2,64,NULL,'Barcode','条码',NULL),
(308,107,'list_price','money',0,0,NULL,'List price','标准价格',NULL),
(308,108,'cost','money',0,0,NULL,'Cost','成本',NULL),
(308,109,'currency','text',0,3,NULL,'Currency','币种',NULL),
(308,110,'tax_rate','decimal',0,4,NULL,'Tax rate (%)','税率（%）',NULL),
(308,111,'active','bool',1,0,NULL,'On sale','在售','true'),
(308,112,'description','text',8,20000,NULL,'Description','描述',NULL),
(309,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(309,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(309,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(309,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(309,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(309,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(309,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(309,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(309,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(309,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(309,100,'number','text',11,64,NULL,'Order number','订单号',NULL),
(309,101,'account','reference',1,0,'account','Account','客户',NULL),
(309,102,'contact','reference',0,0,'contact','Contact','联系人',NULL),
(309,103,'opportunity','reference',4,0,'opportunity','Opportunity','商机',NULL),
(309,104,'status','choice',1,0,'order_status','Status','状态','placed'),
(309,105,'channel','choice',0,0,'order_channel','Channel','订单渠道',NULL),
(309,106,'placed_at','time',1,0,NULL,'Placed at','下单时间',NULL),
(309,107,'paid_at','time',0,0,NULL,'Paid at','付款时间',NULL),
(309,108,'shipped_at','time',0,0,NULL,'Shipped at','发货时间',NULL),
(309,109,'completed_at','time',0,0,NULL,'Completed at','完成时间',NULL),
(309,110,'currency','text',1,3,NULL,'Currency','币种',NULL),
(309,111,'exchange_rate','decimal',0,9,NULL,'Exchange rate','汇率',NULL),
(309,112,'amount','money',1,0,NULL,'Amount','订单金额',NULL),
(309,113,'discount','money',0,0,NULL,'Discount','优惠金额',NULL),
(309,114,'tax','money',0,0,NULL,'Tax','税额',NULL),
(309,115,'shipping','money',0,0,NULL,'Shipping','运费',NULL),
(309,116,'paid_amount','money',0,0,NULL,'Paid','已付金额',NULL),
(309,117,'refunded_amount','money',0,0,NULL,'Refunded','退款金额',NULL),
(309,118,'cost','money',0,0,NULL,'Cost','成本',NULL),
(309,119,'item_count','integer',0,0,NULL,'Items','件数',NULL),
(309,120,'shipping_address','text',16,500,NULL,'Shipping address','收货地址',NULL),
(309,121,'description','text',8,20000,NULL,'Description','备注',NULL),
(310,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(310,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(310,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(310,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(310,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(310,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(310,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(310,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(310,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(310,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(310,100,'order','reference',1,0,'order','Order','订单',NULL),
(310,101,'position','integer',1,0,NULL,'Position','行号','1'),
(310,102,'product','reference',4,0,'product','Product','产品',NULL),
(310,103,'name','text',8,500,NULL,'Product name','产品名称',NULL),
(310,104,'quantity','decimal',1,4,NULL,'Quantity','数量','1'),
(310,105,'unit','text',0,32,NULL,'Unit','单位',NULL),
(310,106,'currency','text',1,3,NULL,'Currency','币种',NULL),
(310,107,'unit_price','money',0,0,NULL,'Unit price','单价',NULL),
(310,108,'discount','money',0,0,NULL,'Discount','优惠金额',NULL),
(310,109,'tax_rate','decimal',0,4,NULL,'Tax rate (%)','税率（%）',NULL),
(310,110,'amount','money',1,0,NULL,'Amount','金额',NULL),
(310,111,'cost','money',0,0,NULL,'Cost','成本',NULL),
(400,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(400,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(400,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(400,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(400,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(400,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(400,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(400,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(400,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(400,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(400,100,'name','text',11,255,NULL,'Name','名称',NULL),
(400,101,'code','text',3,64,NULL,'Code','编码',NULL),
(400,102,'kind','choice',1,0,'segment_kind','Kind','类型','rule'),
(400,103,'entity_name','text',1,64,NULL,'Entity','实体','account'),
(400,104,'condition','text',0,8000,NULL,'Condition','条件',NULL),
(400,105,'position','integer',1,0,NULL,'Position','顺序','0'),
(400,106,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(400,107,'description','text',0,500,NULL,'Description','说明',NULL),
(401,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(401,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(401,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(401,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(401,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(401,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(401,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(401,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(401,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(401,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(401,100,'name','text',8,255,NULL,'Name','名称',NULL),
(401,101,'kind','choice',1,0,'segment_kind','Kind','类型','rfm'),
(401,102,'method','choice',0,0,'rfm_method','Scoring','评分方法',NULL),
(401,103,'bins','integer',0,0,NULL,'Bins','分档数',NULL),
(401,104,'as_of','time',1,0,NULL,'As of','统计时点',NULL),
(401,105,'currency','text',0,3,NULL,'Currency','币种',NULL),
(401,106,'customer_count','integer',1,0,NULL,'Customers','客户数','0'),
(401,107,'changed_count','integer',1,0,NULL,'Moved','迁移数','0'),
(401,108,'cuts','json',0,65536,NULL,'Cuts','分位点',NULL),
(401,109,'counts','json',0,65536,NULL,'Customers a segment','各分群客户数',NULL),
(401,110,'migration','json',0,65536,NULL,'Moves since the previous run','分群迁移',NULL),
(401,111,'previous','reference',0,0,'segment_run','Previous run','上次运行',NULL),
(402,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(402,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(402,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(402,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(402,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(402,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(402,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(402,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(402,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(402,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(402,100,'segment','reference',1,0,'segment','Segment','分群',NULL),
(402,101,'account','reference',1,0,'account','Account','客户',NULL),
(402,102,'since','time',1,0,NULL,'Since','进入时间',NULL),
(402,103,'until','time',0,0,NULL,'Until','离开时间',NULL),
(402,104,'run','reference',0,0,'segment_run','Entered by run','进入批次',NULL),
(500,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(500,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(500,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(500,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(500,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(500,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(500,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(500,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(500,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(500,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(500,100,'account','reference',3,0,'account','Account','客户',NULL),
(500,101,'currency','text',128,3,NULL,'Currency','币种',NULL),
(500,102,'order_count','integer',129,0,NULL,'Orders','订单数','0'),
(500,103,'purchase_day_count','integer',129,0,NULL,'Days with an order','购买天数','0'),
(500,104,'amount','money',129,0,NULL,'Amount','累计金额','0'),
(500,105,'refunded_amount','money',129,0,NULL,'Refunded','累计退款','0'),
(500,106,'margin','money',129,0,NULL,'Margin','累计毛利','0'),
(500,107,'item_count','integer',129,0,NULL,'Items','累计件数','0'),
(500,108,'first_order_at','time',128,0,NULL,'First order at','首次下单时间',NULL),
(500,109,'last_order_at','time',128,0,NULL,'Last order at','最近下单时间',NULL),
(500,110,'recency_score','integer',128,0,NULL,'R','R分值',NULL),
(500,111,'frequency_score','integer',128,0,NULL,'F','F分值',NULL),
(500,112,'monetary_score','integer',128,0,NULL,'M','M分值',NULL),
(500,113,'segment','text',132,64,NULL,'Segment','RFM分群',NULL),
(500,114,'previous_segment','text',128,64,NULL,'Previous segment','前一分群',NULL),
(500,115,'segment_since','time',128,0,NULL,'In the segment since','进入分群时间',NULL),
(500,116,'quadrant','choice',128,0,'quadrant','Quadrant','价值象限',NULL),
(500,117,'run','reference',128,0,'segment_run','Run','分群运行',NULL),
(500,118,'gap_count','integer',129,0,NULL,'Gaps between days of purchase','购买间隔数','0'),
(500,119,'gap_days','integer',129,0,NULL,'Days of all gaps','间隔天数合计','0'),
(500,120,'gap_days_squared','integer',129,0,NULL,'Squared days of all gaps','间隔天数平方和','0'),
(501,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(501,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(501,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(501,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(501,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(501,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(501,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(501,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(501,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(501,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(501,100,'account','reference',1,0,'account','Account','客户',NULL),
(501,101,'month','date',1,0,NULL,'Month','月份',NULL),
(501,102,'currency','text',128,3,NULL,'Currency','币种',NULL),
(501,103,'order_count','integer',129,0,NULL,'Orders','订单数','0'),
(501,104,'amount','money',129,0,NULL,'Amount','金额','0'),
(501,105,'item_count','integer',129,0,NULL,'Items','件数','0'),
(502,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(502,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(502,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(502,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(502,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(502,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(502,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(502,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(502,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(502,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(502,100,'run','reference',1,0,'segment_run','Run','分群运行',NULL),
(502,101,'account','reference',1,0,'account','Account','客户',NULL),
(502,102,'recency_days','integer',0,0,NULL,'Recency (days)','距上次购买天数',NULL),
(502,103,'frequency','integer',1,0,NULL,'Frequency','购买频次','0'),
(502,104,'monetary','money',1,0,NULL,'Monetary','消费金额','0'),
(502,105,'currency','text',0,3,NULL,'Currency','币种',NULL),
(502,106,'recency_score','integer',0,0,NULL,'R','R分值',NULL),
(502,107,'frequency_score','integer',0,0,NULL,'F','F分值',NULL),
(502,108,'monetary_score','integer',0,0,NULL,'M','M分值',NULL),
(502,109,'segment','text',0,64,NULL,'Segment','RFM分群',NULL),
(502,110,'previous_segment','text',0,64,NULL,'Previous segment','前一分群',NULL),
(502,111,'quadrant','choice',0,0,'quadrant','Quadrant','价值象限',NULL),
(503,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(503,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(503,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(503,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(503,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(503,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(503,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(503,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(503,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(503,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(503,100,'name','text',11,255,NULL,'Name','名称',NULL),
(503,101,'kind','choice',1,0,'alert_kind','Kind','类型','silence'),
(503,102,'condition','text',0,8000,NULL,'Only accounts where','适用条件',NULL),
(503,103,'gap_factor','decimal',0,3,NULL,'Silent for times the usual gap','购买周期倍数',NULL),
(503,104,'minimum_purchase_days','integer',0,0,NULL,'Purchase days that make a gap usual','最少购买天数',NULL),
(503,105,'absolute_days','integer',0,0,NULL,'Silent for days','未购买天数',NULL),
(503,106,'floor_days','integer',0,0,NULL,'Never before days','最少等待天数',NULL),
(503,107,'from_segments','json',0,65536,NULL,'From segments','原分群',NULL),
(503,108,'to_segments','json',0,65536,NULL,'To segments','新分群',NULL),
(503,109,'severity','choice',1,0,'severity','Severity','级别','warning'),
(503,110,'message','text',0,500,NULL,'Message','消息内容',NULL),
(503,111,'channel','choice',1,0,'outbox_channel','Sent by','发送渠道','notification'),
(503,112,'enabled','bool',1,0,NULL,'Enabled','启用','true'),
(503,113,'position','integer',1,0,NULL,'Position','顺序','0'),
(504,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(504,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(504,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(504,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(504,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(504,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(504,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(504,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(504,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(504,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(504,100,'name','text',8,500,NULL,'Text','内容',NULL),
(504,101,'rule','reference',1,0,'alert_rule','Rule','预警规则',NULL),
(504,102,'account','reference',4,0,'account','Account','客户',NULL),
(504,103,'subject_entity','text',1,64,NULL,'Subject entity','对象实体',NULL),
(504,104,'subject_id','integer',1,0,NULL,'Subject id','对象编号',NULL),
(504,105,'state','choice',1,0,'alert_state','State','状态','open'),
(504,106,'severity','choice',1,0,'severity','Severity','级别','warning'),
(504,107,'episode','integer',1,0,NULL,'Episode','第几次','1'),
(504,108,'raised_at','time',1,0,NULL,'Raised at','预警时间',NULL),
(504,109,'acknowledged_at','time',0,0,NULL,'Acknowledged at','确认时间',NULL),
(504,110,'acknowledged_by','reference',0,0,'user','Acknowledged by','确认人',NULL),
(504,111,'closed_at','time',0,0,NULL,'Closed at','关闭时间',NULL),
(504,112,'reasons','json',0,65536,NULL,'Reasons','原因',NULL),
(504,10000,'recovered_at','text',0,40,NULL,'Back since','Back since',NULL),
(10000,1,'id','integer',192,0,NULL,'Id','编号',NULL),
(10000,2,'version','integer',192,0,NULL,'Version','版本',NULL),
(10000,3,'created_at','time',192,0,NULL,'Created at','创建时间',NULL),
(10000,4,'created_by','reference',192,0,'user','Created by','创建人',NULL),
(10000,5,'updated_at','time',192,0,NULL,'Updated at','更新时间',NULL),
(10000,6,'updated_by','reference',192,0,'user','Updated by','更新人',NULL),
(10000,7,'deleted_at','time',192,0,NULL,'Deleted at','删除时间',NULL),
(10000,8,'owner','reference',64,0,'user','Owner','负责人',NULL),
(10000,9,'external_source','text',64,64,NULL,'External source','外部来源',NULL),
(10000,10,'external_id','text',64,200,NULL,'External id','外部编号',NULL),
(10000,99,'currency','text',0,3,NULL,'Currency','币种',NULL),
(10000,100,'name','text',8,255,NULL,'Name','名称',NULL),
(10000,10000,'plate','text',2,255,NULL,'plate','车牌',NULL),
(10000,10001,'holder','reference',0,0,'account','holder','holder',NULL),
(10000,10002,'price','money',0,0,NULL,'price','price',NULL),
(10000,10003,'skills','references',0,0,'skill','skills','skills',NULL),
(10000,10004,'colour','text',256,255,NULL,'colour','colour',NULL);
INSERT INTO "crm_choice" VALUES
(200,10002,1,'small','Small','Small'),
(200,10002,2,'large','Large','Large');
INSERT INTO "crm_history" VALUES
(1,1769932800000000,NULL,100,805709021184004096,1,1,NULL,NULL),
(2,1769932800000000,NULL,100,805709021184008192,1,1,NULL,NULL),
(3,1769932800000000,NULL,107,805709021184012288,1,1,NULL,NULL),
(4,1769932800000000,NULL,100,805709021184004096,2,2,NULL,X'74500180e08080e0829d970b'),
(5,1769932800000000,NULL,204,805709021184016384,1,1,NULL,NULL),
(6,1769932800000000,NULL,205,805709021184020480,1,1,NULL,NULL),
(7,1769932800000000,NULL,208,805709021184024576,1,1,NULL,NULL),
(8,1769932800000000,NULL,209,805709021184028672,1,1,NULL,NULL),
(9,1769932800000000,NULL,200,805709021184032768,1,1,NULL,NULL),
(10,1769932800000000,NULL,200,805709021184036864,1,1,NULL,NULL),
(11,1769932800000000,NULL,200,805709021184040960,1,1,NULL,NULL),
(12,1769932800000000,NULL,200,805709021184045056,1,1,NULL,NULL),
(13,1769932800000000,NULL,200,805709021184036864,2,2,NULL,X'69300441636d656b300343454f'),
(14,1769932800000000,NULL,200,805709021184036864,3,2,NULL,X'69330441636d650841636d65204c7464'),
(15,1769932800000000,NULL,200,805709021184045056,2,3,NULL,NULL),
(16,1769932800000000,NULL,118,805709021184049152,1,1,NULL,NULL),
(17,1769932800000000,NULL,300,805709021184053248,1,1,NULL,NULL),
(18,1769932800000000,NULL,300,805709021184057344,1,1,NULL,NULL),
(19,1769932800000000,NULL,10000,805709021184061440,1,1,NULL,NULL),
(20,1769932800000000,NULL,309,805709021184065536,1,1,NULL,NULL),
(21,1769932800000000,NULL,309,805709021184069632,1,1,NULL,NULL),
(22,1769932800000000,NULL,309,805709021184073728,1,1,NULL,NULL),
(23,1769932800000000,NULL,503,805709021184077824,1,1,NULL,NULL),
(24,1769932800000000,NULL,504,805709021184081920,1,1,NULL,NULL),
(25,1769932800000000,NULL,300,805709021184090112,1,1,NULL,NULL),
(26,1769932800000000,NULL,301,805709021184090113,1,1,NULL,NULL),
(27,1769932800000000,NULL,302,805709021184090114,1,1,NULL,NULL),
(28,1769932800000000,NULL,200,805709021184036864,4,7,NULL,X'850133036e657709636f6e766572746564a90110808090fdd2efa406aa011080808b80c085baae16ab011082808b80c085baae16ac011084808b80c085baae16'),
(29,1769932800000000,NULL,120,805709021184094208,1,1,NULL,NULL),
(30,1769932800000000,NULL,121,805709021184098304,1,1,NULL,NULL);
INSERT INTO "crm_link" VALUES
(100,805709021184004096,116,805709021184012288),
(10000,805709021184061440,10003,805709021184012288);
INSERT INTO "crm_match_key" VALUES
(200,805709021184032768,1,-3161442498756451558),
(200,805709021184032768,1,2642507960104645568),
(200,805709021184040960,3,3568897573071107667),
(200,805709021184045056,1,8180939401239079030);
INSERT INTO "user" VALUES
(805709021184004096,2,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'王芳','wang',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,1,NULL,NULL,NULL),
(805709021184008192,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'Li','li',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,1,NULL,NULL,NULL);
INSERT INTO "skill" VALUES
(805709021184012288,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'销售',NULL,NULL);
INSERT INTO "note" VALUES
(805709021184049152,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'lead',805709021184032768,'首次','谈得很好',0);
INSERT INTO "tag" VALUES
(805709021184094208,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'重点',NULL,NULL,NULL);
INSERT INTO "tag_link" VALUES
(805709021184098304,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,805709021184094208,'lead',805709021184032768,'manual',NULL,NULL,1769932800000000,NULL);
INSERT INTO "lead" VALUES
(805709021184032768,1,1769932800000000,NULL,1769932800000000,NULL,NULL,805709021184004096,NULL,NULL,'张伟',NULL,NULL,NULL,NULL,'星河科技',NULL,NULL,NULL,NULL,'13912345678','+8613912345678','Zhang@Example.com','Zhang@example.com',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'new',NULL,'valid','mobile,email',NULL,30,NULL,'[{"model":"805709021184024576","kind":"rule","rule":"805709021184028672","name":"大","points":30}]',1769932800000000,NULL,NULL,1769932800000000,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,0,NULL,NULL,0,NULL,NULL,0,0,NULL,'CNY',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,33,'138 0000 1111','+8613800001111','large'),
(805709021184036864,4,1769932800000000,NULL,1769932800000000,NULL,NULL,805709021184008192,NULL,NULL,'Ann Lee',NULL,NULL,NULL,NULL,'Acme Ltd',NULL,'CEO',NULL,NULL,NULL,NULL,'ann@example.com','ann@example.com',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'converted',NULL,'valid','email',NULL,0,NULL,'[]',1769932800000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,0,NULL,NULL,0,NULL,NULL,0,0,NULL,'CNY',NULL,NULL,NULL,NULL,NULL,NULL,1769932800000000,805709021184090112,805709021184090113,805709021184090114,28,NULL,NULL,NULL),
(805709021184040960,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'李娜',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'lina_88',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'new',NULL,'valid','wechat',NULL,0,NULL,'[]',1769932800000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,0,NULL,NULL,0,NULL,NULL,0,0,NULL,'CNY',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,19,NULL,NULL,NULL),
(805709021184045056,2,1769932800000000,NULL,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,'删除我',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'13700001111','+8613700001111',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'new',NULL,'valid','mobile',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,0,NULL,NULL,0,NULL,NULL,0,0,NULL,'CNY',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pool" VALUES
(805709021184016384,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'公海',NULL,1,1,1,5,2,NULL,NULL,NULL,'recycled',NULL);
INSERT INTO "pool_rule" VALUES
(805709021184020480,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'闲置',805709021184016384,'recycle',1,1,'age > 20',NULL,NULL,0,NULL,'no_follow_up',10,NULL,0,0,NULL,1,1,NULL,NULL);
INSERT INTO "score_model" VALUES
(805709021184024576,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'M',1,'lead','fit',1,NULL,0,100000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "score_rule" VALUES
(805709021184028672,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,805709021184024576,'大',1,1,NULL,'size == "large"',30000,NULL,NULL,NULL,NULL,NULL,'none',NULL,NULL);
INSERT INTO "score" VALUES
(805709021184086016,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,805709021184032768,805709021184024576,30,NULL,NULL,'[{"model":"805709021184024576","kind":"rule","rule":"805709021184028672","name":"大","points":30}]',1769932800000000),
(805709021184086017,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,805709021184036864,805709021184024576,0,NULL,NULL,'[]',1769932800000000),
(805709021184086018,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,805709021184040960,805709021184024576,0,NULL,NULL,'[]',1769932800000000);
INSERT INTO "conversion" VALUES
(805709021184090115,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,805709021184036864,805709021184090112,805709021184090113,805709021184090114,1,1,1,'{"filled":[],"relinked":[],"links":[],"status":"new","versions":{"account":1,"contact":1,"opportunity":1}}',1769932800000000,NULL,NULL);
INSERT INTO "account" VALUES
(805709021184053248,1,1769932800000000,NULL,1769932800000000,NULL,NULL,805709021184004096,NULL,NULL,'星河科技有限公司',NULL,NULL,NULL,'active',NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'CNY',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'VIP-1'),
(805709021184057344,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'Northwind',NULL,NULL,NULL,'active',NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'CNY',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'VIP-2'),
(805709021184090112,1,1769932800000000,NULL,1769932800000000,NULL,NULL,805709021184008192,NULL,NULL,'Acme Ltd',NULL,NULL,NULL,'active',NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,805709021184036864,'CNY',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "contact" VALUES
(805709021184090113,1,1769932800000000,NULL,1769932800000000,NULL,NULL,805709021184008192,NULL,NULL,'Ann Lee',NULL,NULL,NULL,NULL,805709021184090112,0,NULL,'CEO',NULL,NULL,NULL,NULL,NULL,NULL,'ann@example.com','ann@example.com',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,805709021184036864,NULL,0,0,NULL,NULL,NULL);
INSERT INTO "opportunity" VALUES
(805709021184090114,1,1769932800000000,NULL,1769932800000000,NULL,NULL,805709021184008192,NULL,NULL,'Acme Ltd',805709021184090112,805709021184090113,805709021184036864,NULL,NULL,NULL,NULL,'open',NULL,'CNY',NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "order" VALUES
(805709021184065536,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'N1',805709021184053248,NULL,NULL,'placed',NULL,1767582000000000,NULL,NULL,NULL,'CNY',NULL,10010,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL),
(805709021184069632,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'N2',805709021184053248,NULL,NULL,'placed',NULL,1768878000000000,NULL,NULL,NULL,'CNY',NULL,25000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL),
(805709021184073728,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'N3',805709021184057344,NULL,NULL,'placed',NULL,1768964400000000,NULL,NULL,NULL,'CNY',NULL,990,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "customer_value" VALUES
(805709021184065537,2,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,805709021184053248,'CNY',2,2,35010,0,0,0,1767582000000000,1768878000000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,15,225),
(805709021184073729,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,805709021184057344,'CNY',1,1,990,0,0,0,1768964400000000,1768964400000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0);
INSERT INTO "customer_month" VALUES
(805709021184065538,2,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,805709021184053248,20454,'CNY',2,35010,0),
(805709021184073730,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,805709021184057344,20454,'CNY',1,990,0);
INSERT INTO "alert_rule" VALUES
(805709021184077824,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'静默','silence',NULL,NULL,NULL,60,NULL,NULL,NULL,'warning',NULL,'notification',1,0);
INSERT INTO "alert" VALUES
(805709021184081920,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'静默',805709021184077824,805709021184053248,'account',805709021184053248,'open','warning',1,1769904000000000,NULL,NULL,NULL,NULL,'昨天');
INSERT INTO "vehicle" VALUES
(805709021184061440,1,1769932800000000,NULL,1769932800000000,NULL,NULL,NULL,NULL,NULL,'卡车','沪A12345',805709021184053248,'CNY',19999999,NULL);
INSERT INTO "crm_words_user_data" VALUES
(1,X'0206'),
(10,X'000000000101010001010101'),
(137438953473,X'0000004a03306c6985cbcec1b08080a000010477616e6785cbcec1b0808090000103e78e8b85cbcec1b0808090000403e88ab385cbcec1b0808090000103e88ab385cbcec1b080809000040d0f0e0e');
INSERT INTO "crm_words_user_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_user_content" VALUES
(805709021184004096,'王 王芳 芳 wang'),
(805709021184008192,'li li');
INSERT INTO "crm_words_user_config" VALUES
('version',4);
INSERT INTO "crm_words_skill_data" VALUES
(1,X'0103'),
(10,X'000000000101010001010101'),
(137438953473,X'0000002e0430e594ae85cbcec1b08080b0000103e9948085cbcec1b08080b0000403e594ae85cbcec1b08080b000040e0e');
INSERT INTO "crm_words_skill_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_skill_content" VALUES
(805709021184012288,'销 销售 售');
INSERT INTO "crm_words_skill_config" VALUES
('version',4);
INSERT INTO "crm_words_pool_data" VALUES
(1,X'0103'),
(10,X'000000000101010001010101'),
(137438953473,X'0000002e0430e585ac85cbcec1b08080c0000403e6b5b785cbcec1b08080c0000103e6b5b785cbcec1b08080c000040e0e');
INSERT INTO "crm_words_pool_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_pool_content" VALUES
(805709021184016384,'公 公海 海');
INSERT INTO "crm_words_pool_config" VALUES
('version',4);
INSERT INTO "crm_words_pool_rule_data" VALUES
(1,X'0103'),
(10,X'000000000101010001010101'),
(137438953473,X'0000002e0430e7bdae85cbcec1b08080d0000103e997b285cbcec1b08080d0000403e7bdae85cbcec1b08080d000040e0e');
INSERT INTO "crm_words_pool_rule_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_pool_rule_content" VALUES
(805709021184020480,'闲 闲置 置');
INSERT INTO "crm_words_pool_rule_config" VALUES
('version',4);
INSERT INTO "crm_words_score_model_data" VALUES
(1,X'0101'),
(10,X'000000000101010001010101'),
(137438953473,X'0000001002306d85cbcec1b08080e00004');
INSERT INTO "crm_words_score_model_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_score_model_content" VALUES
(805709021184024576,'m');
INSERT INTO "crm_words_score_model_config" VALUES
('version',4);
INSERT INTO "crm_words_score_rule_data" VALUES
(1,X'0101'),
(10,X'000000000101010001010101'),
(137438953473,X'000000120430e5a4a785cbcec1b08080f00004');
INSERT INTO "crm_words_score_rule_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_score_rule_content" VALUES
(805709021184028672,'大');
INSERT INTO "crm_words_score_rule_config" VALUES
('version',4);
INSERT INTO "crm_words_lead_data" VALUES
(1,X'0319'),
(10,X'000000000101010001010101'),
(137438953473,X'000001480c30313339313233343536373885cbcec1b080818000010461636d6585cbcec1b08081900002026e6e85cbcec1b0808190000103636f6d85cbcec1b080818000a00001076578616d706c6585cbcec1b080818000a00001036c656585cbcec1b0808190000206696e615f383885cbcec1b08081a0000202746485cbcec1b08081900001057a68616e6785cbcec1b0808180000103e4bc9f85cbcec1b0808180000103e5a89c85cbcec1b08081a0000202bca085cbcec1b0808180000403e4bc9f85cbcec1b0808180000103e68a8085cbcec1b0808180000202989f85cbcec1b0808180000403e6b2b385cbcec1b08081800002029d8e85cbcec1b08081a0000403e5a89c85cbcec1b08081a0000202b2b385cbcec1b0808180000403e7a79185cbcec1b0808180000103e7a79185cbcec1b0808180000403e68a8085cbcec1b08081800004160f0d10140e110d100e0e0d0e0e0d0e0d0e0d0e0e');
INSERT INTO "crm_words_lead_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_lead_content" VALUES
(805709021184032768,'张 张伟 伟 星 星河 河 河科 科 科技 技 13912345678 zhang example com'),
(805709021184036864,'ann lee acme ltd ann example com'),
(805709021184040960,'李 李娜 娜 lina_88');
INSERT INTO "crm_words_lead_config" VALUES
('version',4);
INSERT INTO "crm_words_note_data" VALUES
(1,X'010a'),
(10,X'000000000101010001010101'),
(137438953473,X'0000008d0430e5a5bd85cbcec1b08081c0000202be8885cbcec1b08081c0000403e5a5bd85cbcec1b08081c00003019785cbcec1b08081c0000403e5be8885cbcec1b08081c0000103e6aca185cbcec1b08081c0000103e8b08885cbcec1b08081c0000403e5be9785cbcec1b08081c0000103e9a69685cbcec1b08081c0000403e6aca185cbcec1b08081c000040e0d0e0c0e0e0e0e0e');
INSERT INTO "crm_words_note_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_note_content" VALUES
(805709021184049152,'首 首次 次 谈 谈得 得 得很 很 很好 好');
INSERT INTO "crm_words_note_config" VALUES
('version',4);
INSERT INTO "crm_words_account_data" VALUES
(1,X'0312'),
(10,X'000000000101010001010101'),
(137438953473,X'00000103053061636d6585cbcec1b08082e00001036c746485cbcec1b08082e00001096e6f72746877696e6485cbcec1b08081e0000103e585ac85cbcec1b08081d0000403e58fb885cbcec1b08081d00002028fb885cbcec1b08081d0000103e68a8085cbcec1b08081d0000403e69c8985cbcec1b08081d0000202989f85cbcec1b08081d0000403e6b2b385cbcec1b08081d00002029c8985cbcec1b08081d0000403e9999085cbcec1b08081d0000202b2b385cbcec1b08081d0000403e7a79185cbcec1b08081d0000103e7a79185cbcec1b08081d0000403e68a8085cbcec1b08081d0000103e9999085cbcec1b08081d0000403e585ac85cbcec1b08081d000040f0e140e0e0d0e0e0d0e0d0e0d0e0e0e0e');
INSERT INTO "crm_words_account_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_account_content" VALUES
(805709021184053248,'星 星河 河 河科 科 科技 技 技有 有 有限 限 限公 公 公司 司'),
(805709021184057344,'northwind'),
(805709021184090112,'acme ltd');
INSERT INTO "crm_words_account_config" VALUES
('version',4);
INSERT INTO "crm_words_vehicle_data" VALUES
(1,X'0103'),
(10,X'000000000101010001010101'),
(137438953473,X'0000002e0430e58da185cbcec1b08081f0000403e8bda685cbcec1b08081f0000103e8bda685cbcec1b08081f000040e0e');
INSERT INTO "crm_words_vehicle_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_vehicle_content" VALUES
(805709021184061440,'卡 卡车 车');
INSERT INTO "crm_words_vehicle_config" VALUES
('version',4);
INSERT INTO "crm_words_order_data" VALUES
(1,X'0303'),
(10,X'000000000101010001010101'),
(137438953473,X'0000002903306e3185cbcec1b08082800002013285cbcec1b08082900002013385cbcec1b08082a000040d0c');
INSERT INTO "crm_words_order_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_order_content" VALUES
(805709021184065536,'n1'),
(805709021184069632,'n2'),
(805709021184073728,'n3');
INSERT INTO "crm_words_order_config" VALUES
('version',4);
INSERT INTO "crm_words_alert_rule_data" VALUES
(1,X'0103'),
(10,X'000000000101010001010101'),
(137438953473,X'0000002d0430e99d9985cbcec1b08082b0000403e9bb9885cbcec1b08082b0000202bb9885cbcec1b08082b000040e0e');
INSERT INTO "crm_words_alert_rule_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_alert_rule_content" VALUES
(805709021184077824,'静 静默 默');
INSERT INTO "crm_words_alert_rule_config" VALUES
('version',4);
INSERT INTO "crm_words_alert_data" VALUES
(1,X'0103'),
(10,X'000000000101010001010101'),
(137438953473,X'0000002d0430e99d9985cbcec1b08082c0000403e9bb9885cbcec1b08082c0000202bb9885cbcec1b08082c000040e0e');
INSERT INTO "crm_words_alert_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_alert_content" VALUES
(805709021184081920,'静 静默 默');
INSERT INTO "crm_words_alert_config" VALUES
('version',4);
INSERT INTO "crm_words_contact_data" VALUES
(1,X'0106'),
(10,X'000000000101010001010101'),
(137438953473,X'0000004d0430616e6e85cbcec1b08082e001010363656f85cbcec1b08082e00102026f6d85cbcec1b08082e00101076578616d706c6585cbcec1b08082e00101036c656585cbcec1b08082e001040e0e0d12');
INSERT INTO "crm_words_contact_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_contact_content" VALUES
(805709021184090113,'ann lee ceo ann example com');
INSERT INTO "crm_words_contact_config" VALUES
('version',4);
INSERT INTO "crm_words_opportunity_data" VALUES
(1,X'0102'),
(10,X'000000000101010001010101'),
(137438953473,X'00000021053061636d6585cbcec1b08082e00201036c746485cbcec1b08082e002040f');
INSERT INTO "crm_words_opportunity_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_opportunity_content" VALUES
(805709021184090114,'acme ltd');
INSERT INTO "crm_words_opportunity_config" VALUES
('version',4);
INSERT INTO "crm_words_tag_data" VALUES
(1,X'0103'),
(10,X'000000000101010001010101'),
(137438953473,X'0000002e0430e782b985cbcec1b08082f0000103e9878d85cbcec1b08082f0000403e782b985cbcec1b08082f000040e0e');
INSERT INTO "crm_words_tag_idx" VALUES
(1,X'',2);
INSERT INTO "crm_words_tag_content" VALUES
(805709021184094208,'重 重点 点');
INSERT INTO "crm_words_tag_config" VALUES
('version',4);
CREATE INDEX "crm_history_record" ON "crm_history" ("record_id");
CREATE INDEX "crm_link_target" ON "crm_link" ("entity", "field", "target_id");
CREATE INDEX "crm_match_key_key" ON "crm_match_key" ("key", "kind");
CREATE UNIQUE INDEX "crm_u_100_9_10" ON "user" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_100_101" ON "user" ("login") WHERE "login" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_100_105" ON "user" ("employee_number") WHERE "employee_number" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_100_107" ON "user" ("role");
CREATE INDEX "crm_i_100_108" ON "user" ("team");
CREATE INDEX "crm_i_100_109" ON "user" ("superior");
CREATE UNIQUE INDEX "crm_u_101_9_10" ON "role" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_101_100" ON "role" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_101_102" ON "role" ("parent");
CREATE UNIQUE INDEX "crm_u_102_9_10" ON "role_permission" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_102_100_101" ON "role_permission" ("role", "entity_name") WHERE "entity_name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_103_9_10" ON "team" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_103_101" ON "team" ("code") WHERE "code" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_103_102" ON "team" ("parent");
CREATE INDEX "crm_i_103_103" ON "team" ("leader");
CREATE UNIQUE INDEX "crm_u_103_102_100" ON "team" ("parent", "name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_104_9_10" ON "territory" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_104_101" ON "territory" ("code") WHERE "code" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_104_102" ON "territory" ("parent");
CREATE UNIQUE INDEX "crm_u_105_9_10" ON "working_calendar" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_105_100" ON "working_calendar" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_106_9_10" ON "holiday" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_106_100_101" ON "holiday" ("calendar", "day") WHERE "day" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_107_9_10" ON "skill" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_107_100" ON "skill" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_108_9_10" ON "exchange_rate" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_108_100_101_102" ON "exchange_rate" ("currency_from", "currency_to", "day") WHERE "day" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_109_9_10" ON "setting" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_109_100" ON "setting" ("key") WHERE "key" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_110_9_10" ON "trigger" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_110_101" ON "trigger" ("entity_name");
CREATE UNIQUE INDEX "crm_u_111_9_10" ON "approval_flow" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_111_102" ON "approval_flow" ("entity_name");
CREATE UNIQUE INDEX "crm_u_111_100_101" ON "approval_flow" ("name", "edition") WHERE "edition" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_112_9_10" ON "approval" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_112_101" ON "approval" ("flow");
CREATE INDEX "crm_i_112_107" ON "approval" ("requested_by");
CREATE INDEX "crm_i_112_102_103" ON "approval" ("subject_entity", "subject_id");
CREATE UNIQUE INDEX "crm_u_113_9_10" ON "approval_decision" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_113_100" ON "approval_decision" ("approval");
CREATE INDEX "crm_i_113_102" ON "approval_decision" ("approver");
CREATE UNIQUE INDEX "crm_u_114_9_10" ON "due_work" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_114_101_102_100" ON "due_work" ("entity_name", "record_id", "kind") WHERE "kind" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_114_104_103" ON "due_work" ("state", "due_at");
CREATE UNIQUE INDEX "crm_u_115_9_10" ON "outbox" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_115_102" ON "outbox" ("recipient");
CREATE UNIQUE INDEX "crm_u_115_115" ON "outbox" ("idempotency_key") WHERE "idempotency_key" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_115_109_111" ON "outbox" ("state", "taken_until");
CREATE INDEX "crm_i_115_107_108" ON "outbox" ("subject_entity", "subject_id");
CREATE UNIQUE INDEX "crm_u_116_9_10" ON "event" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_116_100_101_103" ON "event" ("subject_entity", "subject_id", "at");
CREATE UNIQUE INDEX "crm_u_117_9_10" ON "idempotency" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_117_100" ON "idempotency" ("key") WHERE "key" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_117_104" ON "idempotency" ("expires_at");
CREATE UNIQUE INDEX "crm_u_118_9_10" ON "note" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_118_100_101" ON "note" ("subject_entity", "subject_id");
CREATE UNIQUE INDEX "crm_u_119_9_10" ON "attachment" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_119_100_101" ON "attachment" ("subject_entity", "subject_id");
CREATE UNIQUE INDEX "crm_u_120_9_10" ON "tag" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_120_100" ON "tag" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_120_101" ON "tag" ("category");
CREATE UNIQUE INDEX "crm_u_121_9_10" ON "tag_link" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_121_104" ON "tag_link" ("rule");
CREATE UNIQUE INDEX "crm_u_121_101_102_100" ON "tag_link" ("subject_entity", "subject_id", "tag") WHERE "tag" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_121_100_101" ON "tag_link" ("tag", "subject_entity");
CREATE UNIQUE INDEX "crm_u_122_9_10" ON "link" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_122_101_102_100_103_104" ON "link" ("from_entity", "from_id", "kind", "to_entity", "to_id") WHERE "to_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_122_103_104" ON "link" ("to_entity", "to_id");
CREATE UNIQUE INDEX "crm_u_123_9_10" ON "reminder" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_123_102_106_105" ON "reminder" ("recipient", "state", "remind_at");
CREATE INDEX "crm_i_123_103_104" ON "reminder" ("subject_entity", "subject_id");
CREATE UNIQUE INDEX "crm_u_124_9_10" ON "import_run" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_124_103" ON "import_run" ("file_hash");
CREATE UNIQUE INDEX "crm_u_200_9_10" ON "lead" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_200_142" ON "lead" ("pool");
CREATE INDEX "crm_i_200_165" ON "lead" ("nurture_track");
CREATE INDEX "crm_i_200_170" ON "lead" ("converted_account");
CREATE INDEX "crm_i_200_8_133" ON "lead" ("owner", "status");
CREATE UNIQUE INDEX "crm_u_201_9_10" ON "lead_source" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_201_100" ON "lead_source" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_201_101" ON "lead_source" ("channel");
CREATE UNIQUE INDEX "crm_u_202_9_10" ON "channel" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_202_100" ON "channel" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_202_102" ON "channel" ("parent");
CREATE UNIQUE INDEX "crm_u_203_9_10" ON "capture_form" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_203_101" ON "capture_form" ("key") WHERE "key" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_204_9_10" ON "pool" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_204_100" ON "pool" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_205_9_10" ON "pool_rule" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_205_101_102_103" ON "pool_rule" ("pool", "kind", "position");
CREATE UNIQUE INDEX "crm_u_206_9_10" ON "rotation" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_206_100_101" ON "rotation" ("rule", "user") WHERE "user" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_207_9_10" ON "claim" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_207_102_100_105" ON "claim" ("user", "pool", "local_day");
CREATE INDEX "crm_i_207_101_104" ON "claim" ("lead", "at");
CREATE UNIQUE INDEX "crm_u_208_9_10" ON "score_model" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_208_100_101" ON "score_model" ("name", "edition") WHERE "edition" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_209_9_10" ON "score_rule" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_209_100_102" ON "score_rule" ("model", "position");
CREATE UNIQUE INDEX "crm_u_210_9_10" ON "score" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_210_100_106" ON "score" ("lead", "at");
CREATE UNIQUE INDEX "crm_u_211_9_10" ON "tag_rule" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_211_103" ON "tag_rule" ("tag");
CREATE UNIQUE INDEX "crm_u_212_9_10" ON "duplicate_pair" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_212_100_101_102_103" ON "duplicate_pair" ("entity_a", "id_a", "entity_b", "id_b") WHERE "id_b" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_212_102_103" ON "duplicate_pair" ("entity_b", "id_b");
CREATE INDEX "crm_i_212_106_107" ON "duplicate_pair" ("state", "found_at");
CREATE UNIQUE INDEX "crm_u_213_9_10" ON "merge" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_213_100_101" ON "merge" ("entity_name", "survivor_id");
CREATE UNIQUE INDEX "crm_u_214_9_10" ON "alias" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_214_103" ON "alias" ("merge");
CREATE UNIQUE INDEX "crm_u_214_100_101" ON "alias" ("entity_name", "old_id") WHERE "old_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_214_100_102" ON "alias" ("entity_name", "survivor_id");
CREATE UNIQUE INDEX "crm_u_215_9_10" ON "nurture_track" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_215_100" ON "nurture_track" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_216_9_10" ON "registration" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_216_102" ON "registration" ("registration_number");
CREATE INDEX "crm_i_216_100103" ON "registration" ("phone_normal");
CREATE INDEX "crm_i_216_100104" ON "registration" ("email_normal");
CREATE INDEX "crm_i_216_105" ON "registration" ("lead");
CREATE INDEX "crm_i_216_106" ON "registration" ("account");
CREATE INDEX "crm_i_216_110" ON "registration" ("valid_until");
CREATE INDEX "crm_i_216_8_107" ON "registration" ("owner", "state");
CREATE UNIQUE INDEX "crm_u_217_9_10" ON "conversion" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_217_100" ON "conversion" ("lead");
CREATE INDEX "crm_i_217_101" ON "conversion" ("account");
CREATE UNIQUE INDEX "crm_u_300_9_10" ON "account" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_300_102" ON "account" ("number") WHERE "number" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_300_114" ON "account" ("parent");
CREATE INDEX "crm_i_300_126" ON "account" ("territory");
CREATE INDEX "crm_i_300_129" ON "account" ("lead");
CREATE INDEX "crm_i_300_8_104" ON "account" ("owner", "status");
CREATE UNIQUE INDEX "crm_u_301_9_10" ON "contact" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_301_105" ON "contact" ("account");
CREATE INDEX "crm_i_301_110" ON "contact" ("reports_to");
CREATE INDEX "crm_i_301_126" ON "contact" ("lead");
CREATE INDEX "crm_i_301_8" ON "contact" ("owner");
CREATE UNIQUE INDEX "crm_u_302_9_10" ON "opportunity" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_302_101" ON "opportunity" ("account");
CREATE INDEX "crm_i_302_102" ON "opportunity" ("contact");
CREATE INDEX "crm_i_302_103" ON "opportunity" ("lead");
CREATE INDEX "crm_i_302_105" ON "opportunity" ("stage");
CREATE INDEX "crm_i_302_114" ON "opportunity" ("close_date");
CREATE INDEX "crm_i_302_8_108" ON "opportunity" ("owner", "outcome");
CREATE UNIQUE INDEX "crm_u_303_9_10" ON "stage_group" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_303_100" ON "stage_group" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_304_9_10" ON "stage" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_304_100_101" ON "stage" ("stage_group", "name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_304_100_102" ON "stage" ("stage_group", "position");
CREATE UNIQUE INDEX "crm_u_305_9_10" ON "stage_change" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_305_100_103" ON "stage_change" ("opportunity", "at");
CREATE UNIQUE INDEX "crm_u_306_9_10" ON "activity" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_306_104" ON "activity" ("lead");
CREATE INDEX "crm_i_306_105" ON "activity" ("account");
CREATE INDEX "crm_i_306_106" ON "activity" ("contact");
CREATE INDEX "crm_i_306_107" ON "activity" ("opportunity");
CREATE INDEX "crm_i_306_8_108" ON "activity" ("owner", "at");
CREATE UNIQUE INDEX "crm_u_307_9_10" ON "task" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_307_109" ON "task" ("lead");
CREATE INDEX "crm_i_307_110" ON "task" ("account");
CREATE INDEX "crm_i_307_111" ON "task" ("contact");
CREATE INDEX "crm_i_307_112" ON "task" ("opportunity");
CREATE INDEX "crm_i_307_8_101_103" ON "task" ("owner", "state", "due_at");
CREATE UNIQUE INDEX "crm_u_308_9_10" ON "product" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_308_101" ON "product" ("code") WHERE "code" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_308_103" ON "product" ("category");
CREATE UNIQUE INDEX "crm_u_308_106" ON "product" ("barcode") WHERE "barcode" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_309_9_10" ON "order" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_309_100" ON "order" ("number") WHERE "number" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_309_103" ON "order" ("opportunity");
CREATE INDEX "crm_i_309_101_106" ON "order" ("account", "placed_at");
CREATE INDEX "crm_i_309_106" ON "order" ("placed_at");
CREATE UNIQUE INDEX "crm_u_310_9_10" ON "order_line" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_310_102" ON "order_line" ("product");
CREATE INDEX "crm_i_310_100_101" ON "order_line" ("order", "position");
CREATE UNIQUE INDEX "crm_u_400_9_10" ON "segment" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_400_100" ON "segment" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_400_101" ON "segment" ("code") WHERE "code" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_400_102_105" ON "segment" ("kind", "position");
CREATE UNIQUE INDEX "crm_u_401_9_10" ON "segment_run" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_401_101_104" ON "segment_run" ("kind", "as_of");
CREATE UNIQUE INDEX "crm_u_402_9_10" ON "segment_member" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_402_101_100_102" ON "segment_member" ("account", "segment", "since") WHERE "since" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_402_100_103" ON "segment_member" ("segment", "until");
CREATE UNIQUE INDEX "crm_u_500_9_10" ON "customer_value" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_500_100" ON "customer_value" ("account") WHERE "account" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_500_113" ON "customer_value" ("segment");
CREATE UNIQUE INDEX "crm_u_501_9_10" ON "customer_month" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_501_100_101" ON "customer_month" ("account", "month") WHERE "month" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_501_101" ON "customer_month" ("month");
CREATE UNIQUE INDEX "crm_u_502_9_10" ON "rfm_snapshot" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_502_101_100" ON "rfm_snapshot" ("account", "run") WHERE "run" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_502_100_109" ON "rfm_snapshot" ("run", "segment");
CREATE UNIQUE INDEX "crm_u_503_9_10" ON "alert_rule" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_503_100" ON "alert_rule" ("name") WHERE "name" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_504_9_10" ON "alert" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_504_102" ON "alert" ("account");
CREATE UNIQUE INDEX "crm_u_504_101_103_104_107" ON "alert" ("rule", "subject_entity", "subject_id", "episode") WHERE "episode" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_504_8_105" ON "alert" ("owner", "state");
CREATE INDEX "crm_i_200_10000" ON "lead" ("age");
CREATE UNIQUE INDEX "crm_u_300_10000" ON "account" ("membership") WHERE "membership" IS NOT NULL AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "crm_u_10000_9_10" ON "vehicle" ("external_source", "external_id") WHERE "external_id" IS NOT NULL AND "deleted_at" IS NULL;
CREATE INDEX "crm_i_10000_8" ON "vehicle" ("owner");
CREATE UNIQUE INDEX "crm_u_10000_10000" ON "vehicle" ("plate") WHERE "plate" IS NOT NULL AND "deleted_at" IS NULL;
COMMIT;
