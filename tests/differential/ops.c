/* Operations: what a host does all day, in random order. */
#include "ops.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int32_t to_answer(void *context, const void *bytes, size_t size)
{
    answer_format(context, "%.*s", (int)size, (const char *)bytes);
    return 0;
}

static void saved(struct op *op, crm_record *record, const crm_save_options *options)
{
    crm_status status = crm_record_save(record, options);
    if (answer_status(op->world, "save", status) >= 0) {
        op->world->made = crm_record_id(record);
        crm_record_json(record, to_answer, op->world);
    }
    crm_record_free(record);
}

/* --- records ---------------------------------------------------------------------------------- */

static void create(struct op *op)
{
    crm_record *record;
    const char *entity = op_entities[op_entity_below(&op->state)];
    if (answer_status(op->world, entity, crm_record_new(db_of(op), entity, &record)) < 0)
        return;
    op_fill(op->known, &op->state, entity, true, op->world, record);
    saved(op, record,
          CRM_OPTIONS(crm_save_options, .on_match = (int32_t)dice_below(&op->state, 4),
                      .dry_run = dice_below(&op->state, 12) == 0));
}

static void upsert(struct op *op)
{
    static const char *const upserts[][2] = {{"lead", "external_source,external_id"},
                                             {"account", "number"},
                                             {"car", "plate"},
                                             {"lead", "name"}};
    size_t which = dice_below(&op->state, sizeof upserts / sizeof *upserts);
    crm_record *record;
    if (crm_record_new(db_of(op), upserts[which][0], &record) < 0)
        return;
    op_fill(op->known, &op->state, upserts[which][0], true, op->world, record);
    saved(op, record, CRM_OPTIONS(crm_save_options, .key = upserts[which][1]));
}

static crm_record *read_one(struct op *op, const char **entity_out)
{
    crm_record *record;
    const char *entity = op_entities[op_entity_below(&op->state)];
    int64_t id = known_id(op->known, &op->state, dice_below(&op->state, 20) ? entity : NULL);
    *entity_out = entity;
    crm_status status = crm_record_get(db_of(op), entity, id, &record);
    return answer_status(op->world, entity, status) < 0 ? NULL : record;
}

static void get(struct op *op)
{
    const char *entity;
    crm_record *record = read_one(op, &entity);
    if (!record)
        return;
    answer_format(op->world, "version %" PRId64 " ", crm_record_version(record));
    crm_record_json(record, to_answer, op->world);
    crm_record_free(record);
}

static void update(struct op *op)
{
    const char *entity;
    crm_record *record = read_one(op, &entity);
    if (!record)
        return;
    op_fill(op->known, &op->state, entity, false, op->world, record);
    saved(op, record, NULL);
}

/* Two people read, both save: the second learns which fields are in the way. */
static void race(struct op *op)
{
    const char *entity;
    crm_record *late;
    crm_record *record = read_one(op, &entity);
    if (!record)
        return;
    if (crm_record_get(db_of(op), entity, crm_record_id(record), &late) < 0) {
        crm_record_free(record);
        return;
    }
    op_fill(op->known, &op->state, entity, false, op->world, record);
    op_fill(op->known, &op->state, entity, false, op->world, late);
    saved(op, record, NULL);
    saved(op, late, NULL);
}

static void remove_one(struct op *op)
{
    const char *entity = op_entities[op_entity_below(&op->state)];
    int64_t id = known_id(op->known, &op->state, entity);
    answer_status(op->world, "delete", crm_record_delete(db_of(op), entity, id));
}

static void restore(struct op *op)
{
    const char *entity = op_entities[op_entity_below(&op->state)];
    for (int i = 0; i < 4; i++) {
        int64_t id = known_id(op->known, &op->state, entity);
        answer_status(op->world, "restore", crm_record_restore(db_of(op), entity, id));
    }
}

static void history(struct op *op)
{
    crm_cursor *cursor = NULL;
    const char *entity = op_entities[op_entity_below(&op->state)];
    int64_t id = known_id(op->known, &op->state, entity);
    crm_status status = crm_record_history(db_of(op), entity, id, &cursor);
    answer_rows(op->world, "history", status, cursor);
}

static void find(struct op *op)
{
    char text[64];
    crm_record *record;
    const char *entity = op_entities[op_entity_below(&op->state)];
    const struct op_field *field = op_field_of(&op->state, entity);
    const char *value = op_value(op->known, &op->state, field->values, text, sizeof text);
    crm_status status = crm_record_find(db_of(op), entity, field->field, value, CRM_NUL, &record);
    if (answer_status(op->world, field->field, status) >= 0) {
        answer_format(op->world, "%" PRId64 "\n", crm_record_id(record));
        crm_record_free(record);
    }
}

/* --- queries ---------------------------------------------------------------------------------- */

static const char *const rules[][2] = {
    {"lead", "name.startsWith('张') || company == 'ACME'"},
    {"lead", "has(owner) && owner.team.name == '华东'"},
    {"lead", "budget > 10.0 && !locked"},
    {"lead", "mobile_normal.startsWith('+86')"},
    {"lead", "name.contains('%') || name.contains('_')"},
    {"lead", "external_id in ['k1', '键五', 'K1']"},
    {"lead", "next_follow_up_at < timestamp('2026-02-01T00:00:00Z')"},
    {"lead", "name.lowerAscii() == 'acme'"},
    {"lead", "name.size() > 5"},
    {"lead", "owner.login < 'm'"},
    {"lead", "created_at.getHours('Asia/Shanghai') == 16"},
    {"lead", "nosuch == 1"},
    {"lead", "name == "},
    {"account", "employee_count > 0 && employee_count < 100"},
    {"account", "has(parent.parent)"},
    {"account", "founded_on.getFullYear() == 2026"},
    {"account", "annual_revenue >= 1.0 || level == 'a'"},
    {"account", "employee_count % 2 == 1"},
    {"contact", "account.name.matches('^[A-Za-z]+$')"},
    {"contact", "!do_not_call && has(birthday)"},
    {"order", "amount * 2.0 > 20.0 && status != 'cancelled'"},
    {"order", "currency == 'CNY' ? amount > 1.0 : exchange_rate > 1.0"},
    {"order", "placed_at > now - duration('1000h')"},
    {"opportunity", "outcome == 'open' && account.owner.login == 'wang'"},
    {"opportunity", "probability > 10 / 0"},
    {"task", "has(lead) && lead.name != ''"},
    {"car", "seats < 5 || title > 'b'"},
};

static const char *const sorts[][2] = {{"lead", "name"},
                                       {"lead", "-company,name"},
                                       {"lead", "budget,-created_at"},
                                       {"lead", "owner.team.name,-id"},
                                       {"lead", "-email"},
                                       {"account", "name"},
                                       {"account", "-employee_count"},
                                       {"account", "founded_on,number"},
                                       {"contact", "account.name"},
                                       {"order", "-amount,number"},
                                       {"order", "placed_at"},
                                       {"opportunity", "-close_date"},
                                       {"task", "due_at"},
                                       {"car", "-title,plate"},
                                       {"car", "seats"}};

static crm_query *query_begin(struct op *op, const char **entity_out)
{
    crm_query *query;
    size_t which = dice_below(&op->state, sizeof rules / sizeof *rules);
    const char *entity = rules[which][0];
    *entity_out = entity;
    if (answer_status(op->world, entity, crm_query_new(db_of(op), entity, &query)) < 0)
        return NULL;
    if (dice_below(&op->state, 4))
        answer_status(op->world, rules[which][1], crm_query_where(query, rules[which][1], CRM_NUL));
    if (dice_below(&op->state, 9) == 0)
        answer_status(op->world, "search", crm_query_search(query, "星河", CRM_NUL));
    if (dice_below(&op->state, 12) == 0)
        crm_query_deleted(query);
    return query;
}

static void list(struct op *op)
{
    crm_cursor *cursor = NULL;
    const char *entity;
    crm_query *query = query_begin(op, &entity);
    if (!query)
        return;
    size_t start = dice_below(&op->state, 40);
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        if (strcmp(sorts[(start + i) % (sizeof sorts / sizeof *sorts)][0], entity) == 0) {
            crm_query_sort(query, sorts[(start + i) % (sizeof sorts / sizeof *sorts)][1]);
            break;
        }
    }
    int64_t limit = (int64_t)dice_below(&op->state, 15);
    crm_query_limit(query, limit);
    for (int page = 0; page < 3; page++) {
        crm_status status = crm_query_run(query, &cursor);
        answer_rows(op->world, "page", status, status < 0 ? NULL : cursor);
        const char *token = crm_query_token(query);
        if (status < 0 || limit == 0 || !token || !token[0])
            break;
        crm_query_after(query, token);
    }
    crm_query_free(query);
}

static void count(struct op *op)
{
    int64_t number = -1;
    const char *entity;
    crm_query *query = query_begin(op, &entity);
    if (!query)
        return;
    answer_status(op->world, "count", crm_query_count(query, &number));
    answer_format(op->world, "%" PRId64 "\n", number);
    crm_query_free(query);
}

static void group(struct op *op)
{
    static const char *const groups[][3] = {
        {"lead", "owner.team.name", "count"},
        {"lead", "created_at:week,status", "count"},
        {"lead", "company", "min(name)"},
        {"account", "level", "sum(employee_count)"},
        {"account", "founded_on:quarter", "avg(employee_count)"},
        {"order", "currency,status", "sum(amount)"},
        {"order", "placed_at:month,currency", "max(amount)"},
        {"order", "account.name", "distinct(currency)"},
        {"opportunity", "outcome", "avg(probability)"},
        {"car", "seats", "max(title)"},
    };
    crm_query *query;
    crm_cursor *cursor = NULL;
    const char *const *wanted = groups[dice_below(&op->state, sizeof groups / sizeof *groups)];
    if (crm_query_new(db_of(op), wanted[0], &query) < 0)
        return;
    crm_query_group(query, wanted[1]);
    crm_query_measure(query, "count");
    crm_query_measure(query, wanted[2]);
    crm_status status = crm_query_run(query, &cursor);
    answer_rows(op->world, wanted[1], status, cursor);
    crm_query_free(query);
}

static void search(struct op *op)
{
    static const char *const terms[] = {"张",    "星河", "acme", "ACME ltd", "o'brien", "芳 王",
                                        "emoji", "100%", "",     "ä",        "beij",    "N1"};
    crm_cursor *cursor = NULL;
    const char *text = terms[dice_below(&op->state, sizeof terms / sizeof *terms)];
    crm_status status =
        crm_search(db_of(op), text, CRM_NUL, (int64_t)dice_below(&op->state, 20), &cursor);
    answer_rows(op->world, text, status, cursor);
}

/* --- transactions and people ------------------------------------------------------------------ */

static void begin(struct op *op)
{
    if (op->known->depth < DEPTH_LIMIT)
        answer_status(op->world, "begin", crm_db_begin(db_of(op)));
}

static void commit(struct op *op)
{
    answer_status(op->world, "commit", crm_db_commit(db_of(op)));
}

static void rollback(struct op *op)
{
    answer_status(op->world, "rollback", crm_db_rollback(db_of(op)));
}

static void act(struct op *op)
{
    int64_t user = dice_below(&op->state, 3) ? 0 : op->known->users[dice_below(&op->state, 3)];
    answer_status(op->world, "act as", crm_db_act_as(db_of(op), user));
}

/* --- the rest --------------------------------------------------------------------------------- */

static void tag(struct op *op)
{
    static const char *const names[] = {"重点", "vip", "VIP", "x"};
    crm_cursor *cursor = NULL;
    const char *entity = op_entities[op_entity_below(&op->state)];
    int64_t id = known_id(op->known, &op->state, entity);
    const char *name = names[dice_below(&op->state, 4)];
    if (dice_below(&op->state, 3))
        answer_status(op->world, "tag", crm_record_tag(db_of(op), entity, id, name, 0));
    else
        answer_status(op->world, "untag", crm_record_untag(db_of(op), entity, id, name));
    crm_status status = crm_record_tags(db_of(op), entity, id, &cursor);
    answer_rows(op->world, "tags", status, cursor);
}

static void merge(struct op *op)
{
    static const char *const merged[] = {"lead", "account", "contact"};
    const char *entity = merged[dice_below(&op->state, 3)];
    int64_t ids[] = {known_id(op->known, &op->state, entity),
                     known_id(op->known, &op->state, entity)};
    int64_t id = 0;
    if (dice_below(&op->state, 2)) {
        answer_status(op->world, "merge", crm_merge_run(db_of(op), entity, ids, 2, "same", &id));
        answer_format(op->world, "%" PRId64 "\n", id);
    } else {
        answer_status(op->world, "unmerge", crm_merge_undo(db_of(op), op->known->merge));
    }
    op->world->made = id;
}

static void duplicates(struct op *op)
{
    crm_cursor *cursor = NULL;
    crm_status status = crm_duplicates(db_of(op), 20, &cursor);
    answer_rows(op->world, "duplicates", status, cursor);
}

static void pool(struct op *op)
{
    int64_t leads[2] = {known_id(op->known, &op->state, "lead"),
                        known_id(op->known, &op->state, "lead")};
    int64_t user = op->known->users[dice_below(&op->state, 3)];
    size_t which = dice_below(&op->state, 3);
    crm_convert_result made = {0};
    if (which == 0)
        answer_status(op->world, "claim", crm_lead_claim(db_of(op), leads, 1, user, "want"));
    else if (which == 1)
        answer_status(op->world, "release", crm_lead_release(db_of(op), leads, 2, 0, "no"));
    else
        answer_status(op->world, "convert", crm_lead_convert(db_of(op), leads[0], NULL, &made));
}

static void work(struct op *op)
{
    crm_work_report report = {0};
    crm_cursor *cursor = NULL;
    answer_status(op->world, "work", crm_work_run(db_of(op), NULL, &report));
    answer_format(op->world, "%" PRId64 " %" PRId64 " %" PRId64 "\n", report.done, report.failed,
                  report.next_us);
    crm_status status = crm_outbox_take(db_of(op), 3, 1000000, &cursor);
    answer_rows(op->world, "outbox", status, cursor);
}

static void field(struct op *op)
{
    static const char *const types[] = {"text", "integer", "money", "date", "time", "bool"};
    char name[16];
    snprintf(name, sizeof name, "extra%d", op->known->fields);
    const char *type = types[dice_below(&op->state, 6)];
    answer_status(op->world, name, crm_schema_add_field(db_of(op), "lead", name, type, NULL));
}

static void report(struct op *op)
{
    static const char *const names[] = {"home", "lead_funnel", "pipeline", "sales_ranking",
                                        "portrait"};
    crm_report *answer = NULL;
    crm_cursor *cursor = NULL;
    const char *name = names[dice_below(&op->state, 5)];
    crm_status status = crm_report_run(
        db_of(op), name,
        strcmp(name, "portrait") == 0 ? CRM_OPTIONS(crm_report_options, .field = "gender") : NULL,
        &answer);
    if (answer_status(op->world, name, status) >= 0)
        answer_rows(op->world, name, crm_report_cursor(answer, &cursor), cursor);
    crm_report_free(answer);
}

static void segments(struct op *op)
{
    crm_segment_report made = {0};
    crm_cursor *cursor = NULL;
    answer_status(op->world, "segments", crm_segment_run(db_of(op), NULL, &made));
    answer_format(op->world, "%" PRId64 " %" PRId64 "\n", made.customers, made.changed);
    crm_status status = crm_segment_table(db_of(op), 0, &cursor);
    answer_rows(op->world, "table", status, cursor);
}

static void changes(struct op *op)
{
    crm_cursor *cursor = NULL;
    crm_status status = crm_changes(db_of(op), (int64_t)dice_below(&op->state, 2000), 30, &cursor);
    answer_rows(op->world, "changes", status, cursor);
}

static const struct op_kind ops[] = {
    {"create", create, 24},    {"upsert", upsert, 8},
    {"get", get, 8},           {"update", update, 14},
    {"race", race, 4},         {"delete", remove_one, 5},
    {"restore", restore, 3},   {"history", history, 3},
    {"find", find, 4},         {"list", list, 10},
    {"count", count, 4},       {"group", group, 4},
    {"search", search, 3},     {"begin", begin, 4},
    {"commit", commit, 4},     {"rollback", rollback, 2},
    {"act", act, 3},           {"tag", tag, 3},
    {"merge", merge, 3},       {"duplicates", duplicates, 1},
    {"pool", pool, 5},         {"work", work, 2},
    {"field", field, 1},       {"report", report, 2},
    {"segments", segments, 1}, {"changes", changes, 2},
};

enum { OWN_KINDS = sizeof ops / sizeof *ops };

static const struct op_kind *kind_at(size_t kind)
{
    return kind < OWN_KINDS ? &ops[kind] : &op_service_kinds[kind - OWN_KINDS];
}

size_t op_count(void)
{
    return OWN_KINDS + op_service_count;
}

size_t op_weight(size_t kind)
{
    return kind_at(kind)->weight;
}

void op_run(struct world *world, struct known *known, size_t kind, uint64_t seed)
{
    struct op op = {.world = world, .known = known, .state = seed};
    world->answer.size = 0;
    world->made = 0;
    answer_format(world, "%s\n", kind_at(kind)->name);
    kind_at(kind)->run(&op);
}

void op_learn(const struct world *world, struct known *known, size_t kind, uint64_t seed)
{
    const char *name = kind_at(kind)->name;
    bool done = strstr(world->answer.bytes, ": CRM_OK\n") != NULL;
    if (strcmp(name, "begin") == 0)
        known->depth += done;
    else if (strcmp(name, "commit") == 0 || strcmp(name, "rollback") == 0)
        known->depth -= known->depth > 0;
    else if (strcmp(name, "field") == 0)
        known->fields += done;
    else if (strcmp(name, "merge") == 0 && world->made)
        known->merge = world->made;
    else if (strcmp(name, "create") == 0 && world->made) {
        uint64_t state = seed; /* the entity is what the seed gives first */
        size_t at = known->count < KNOWN_LIMIT ? known->count++ : seed % KNOWN_LIMIT;
        known->records[at].entity = op_entity_below(&state);
        known->records[at].id = world->made;
    }
}
