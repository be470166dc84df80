/* Segments that people define: who is a member now, who came, who went. */
#include "service/segment_named.h"

#include "base/json.h"
#include "base/time.h"
#include "service/segment_state.h"

struct named {
    int64_t id;
    struct text code;
    bool rfm;           /* else by a rule */
    bool over_account;  /* else over customer_value */
    struct text condition;
    int64_t members;
    int64_t entered;
    int64_t left;
};

struct named_run {
    struct segment_work *work;
    struct arena arena;
    int64_t id; /* of the segment_run of kind "rule" */
    struct named *items;
    size_t count;
};

/* --- loading ---------------------------------------------------------------------------------- */

enum { NAMED_ID, NAMED_CODE, NAMED_KIND, NAMED_ENTITY, NAMED_CONDITION };

static crm_status named_load(struct named_run *run)
{
    struct batch rows;
    crm__batch_init(&rows, run->work->store->env);
    crm_status status = crm__table_query(
        run->work->store, "segment", TEXT("enabled && kind != \"list\""),
        TEXT("id,code,kind,entity_name,condition"), TEXT("position,id"), &rows);
    if (status >= 0)
        run->items = crm__arena_alloc_zero(&run->arena, rows.row_count + 1, sizeof *run->items);
    if (status >= 0 && !run->items)
        status = CRM_E_NOMEM;
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
        struct named *named = &run->items[run->count++];
        *named = (struct named){
            .id = crm__table_int(&rows, NAMED_ID, row, 0),
            .code = crm__arena_text(&run->arena, crm__table_text(&rows, NAMED_CODE, row)),
            .rfm = crm__text_is(crm__table_text(&rows, NAMED_KIND, row), "rfm"),
            .over_account = crm__text_is(crm__table_text(&rows, NAMED_ENTITY, row), "account"),
            .condition =
                crm__arena_text(&run->arena, crm__table_text(&rows, NAMED_CONDITION, row)),
        };
        if (!named->code.data || !named->condition.data)
            status = CRM_E_NOMEM;
    }
    crm__batch_free(&rows);
    return status;
}

/* --- who is a member -------------------------------------------------------------------------- */

/* A condition that cannot be read any more says whose it is. */
static crm_status condition_compile(const struct named_run *run, const struct named *named,
                                    const struct entity *entity, struct rule **rule_out)
{
    struct env *env = run->work->store->env;
    const struct rule_scope scope = {.entity = entity};
    crm_status status =
        crm__rule_compile(env, &scope, named->condition, RULE_BOOL, rule_out);
    if (status >= 0 || status == CRM_E_NOMEM)
        return status;
    const struct error error = env->error;
    return crm__fail_field(env, status, "segment", "condition", "condition of segment '%.*s': %s",
                           (int)named->code.size, named->code.data, error.message);
}

/* Accounts for which it holds, into `rows`, whose column 0 they are. */
static crm_status members_find(const struct named_run *run, const struct named *named,
                               struct batch *rows)
{
    struct store *store = run->work->store;
    bool over_account = !named->rfm && named->over_account;
    const struct entity *entity =
        crm__service_entity(store, over_account ? "account" : "customer_value");
    struct rule *rule = NULL;
    struct query *query = NULL;
    crm_status status =
        named->rfm ? CRM_OK : condition_compile(run, named, entity, &rule);
    if (status >= 0)
        status = crm__query_new(store, entity, &query);
    if (status >= 0) {
        if (rule)
            crm__query_where_rule(query, rule);
        else
            crm__query_where_equal(query, crm__service_field(entity, "segment"),
                                   crm__value_text(named->code));
        crm__query_partition(query,
                             over_account ? NULL : crm__service_field(entity, "account"),
                             run->work->partition);
        crm__query_fields(query, over_account ? TEXT("id") : TEXT("account"));
        crm__query_sort(query, over_account ? TEXT("id") : TEXT("account"));
        status = crm__query_all(query, rows);
    }
    crm__query_free(query);
    crm__rule_free(rule);
    return status;
}

/* --- who came and who went -------------------------------------------------------------------- */

enum { MEMBER_ID, MEMBER_ACCOUNT, MEMBER_SINCE, MEMBER_UNTIL };

/* Those that are members, and those that left a membership which began at this very time: it goes
 * on when they are back, for a membership has its beginning for a name. */
static crm_status memberships_load(const struct named_run *run, const struct named *named,
                                   struct batch *rows)
{
    char at[TIME_TEXT_SIZE];
    crm__time_format(run->work->as_of_us, at);
    struct buffer text;
    crm__buffer_init(&text, run->work->store->env);
    crm__buffer_format(&text, "segment == %lld && (!has(until) || since == timestamp(\"%s\"))",
                       (long long)named->id, at);
    crm_status status = crm__buffer_status(&text);
    if (status >= 0)
        status = crm__segment_query(run->work, "segment_member", "account",
                                    crm__buffer_view(&text), TEXT("id,account,since,until"),
                                    TEXT("id"), rows);
    crm__buffer_free(&text);
    return status;
}

struct changes {
    struct table come;
    struct table back;
    struct table gone;
};

static crm_status changes_init(struct changes *changes, struct store *store)
{
    static const char *const come[] = {"segment", "account", "since", "run"};
    static const char *const ends[] = {"until", "left_run"};
    *changes = (struct changes){0};
    crm_status status = crm__table_init(&changes->come, store, "segment_member", come, 4);
    if (status >= 0)
        status = crm__table_init(&changes->back, store, "segment_member", ends, 2);
    return status < 0 ? status
                      : crm__table_init(&changes->gone, store, "segment_member", ends, 2);
}

static void changes_free(struct changes *changes)
{
    struct table *const tables[] = {&changes->come, &changes->back, &changes->gone};
    for (size_t i = 0; i < 3; i++) {
        if (tables[i]->store)
            crm__table_free(tables[i]);
    }
}

/* `row_of`: account to its membership; the value of one that is a member now becomes -1. */
static crm_status member_keep(const struct named_run *run, struct named *named, int64_t account,
                              const struct batch *memberships, struct id_map *row_of,
                              struct changes *changes)
{
    int64_t *row = crm__id_map_find(row_of, account);
    named->members++;
    if (!row) {
        const struct value values[] = {crm__value_int(named->id), crm__value_int(account),
                                       crm__value_int(run->work->as_of_us),
                                       crm__value_int(run->id)};
        named->entered++;
        return crm__table_add(&changes->come, 0, values);
    }
    size_t at = (size_t)*row;
    *row = -1;
    if (crm__batch_at(memberships, MEMBER_UNTIL, at).kind == VALUE_NULL)
        return CRM_OK;
    const struct value nulls[] = {VALUE_OF_NULL, VALUE_OF_NULL};
    named->entered++;
    return crm__table_add(&changes->back, crm__table_int(memberships, MEMBER_ID, at, 0), nulls);
}

static crm_status members_end(const struct named_run *run, struct named *named,
                              const struct batch *memberships, const struct id_map *row_of,
                              struct changes *changes)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < row_of->count; i++) {
        int64_t row = row_of->entries[i].value;
        if (row < 0 || crm__batch_at(memberships, MEMBER_UNTIL, (size_t)row).kind != VALUE_NULL)
            continue;
        int64_t since_us = crm__table_int(memberships, MEMBER_SINCE, (size_t)row, 0);
        int64_t until_us = run->work->as_of_us > since_us ? run->work->as_of_us : since_us;
        const struct value values[] = {crm__value_int(until_us), crm__value_int(run->id)};
        named->left++;
        status = crm__table_add(&changes->gone,
                                crm__table_int(memberships, MEMBER_ID, (size_t)row, 0), values);
    }
    return status;
}

static crm_status members_compare(const struct named_run *run, struct named *named,
                                  const struct batch *now, const struct batch *memberships,
                                  struct changes *changes)
{
    struct id_map row_of;
    crm__id_map_init(&row_of, run->work->store->env);
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < memberships->row_count; i++) {
        int64_t account = crm__table_int(memberships, MEMBER_ACCOUNT, i, 0);
        int64_t *row = crm__id_map_put(&row_of, account, (int64_t)i);
        if (!row)
            status = CRM_E_NOMEM;
        else if (crm__batch_at(memberships, MEMBER_UNTIL, i).kind == VALUE_NULL)
            *row = (int64_t)i; /* the one that is open counts */
    }
    for (size_t i = 0; status >= 0 && i < now->row_count; i++) {
        int64_t account = crm__table_int(now, 0, i, 0);
        if (account && !crm__id_map_find(&run->work->gone, account))
            status = member_keep(run, named, account, memberships, &row_of, changes);
    }
    if (status >= 0)
        status = members_end(run, named, memberships, &row_of, changes);
    crm__id_map_free(&row_of);
    return status;
}

static crm_status named_update(const struct named_run *run, struct named *named)
{
    struct batch now;
    struct batch memberships;
    struct changes changes;
    crm__batch_init(&now, run->work->store->env);
    crm__batch_init(&memberships, run->work->store->env);
    crm_status status = changes_init(&changes, run->work->store);
    if (status >= 0)
        status = members_find(run, named, &now);
    if (status >= 0)
        status = memberships_load(run, named, &memberships);
    if (status >= 0)
        status = members_compare(run, named, &now, &memberships, &changes);
    if (status >= 0)
        status = crm__table_save(&changes.gone, 0);
    if (status >= 0)
        status = crm__table_save(&changes.back, 0);
    if (status >= 0)
        status = crm__table_save(&changes.come, 0);
    changes_free(&changes);
    crm__batch_free(&memberships);
    crm__batch_free(&now);
    return status;
}

/* --- the run ---------------------------------------------------------------------------------- */

/* `parts` that share it, 0 for none, keep it open. */
static crm_status run_begin(struct named_run *run, int64_t parts)
{
    struct segment_work *work = run->work;
    struct buffer name;
    char at[TIME_TEXT_SIZE];
    int64_t previous = 0;
    crm_status status = crm__segment_latest(work->store, "rule", &previous);
    crm__time_format(work->as_of_us, at);
    crm__buffer_init(&name, work->store->env);
    crm__buffer_format(&name, "Segments %s", at);
    const struct save_field fields[] = {
        {"name", crm__value_text(crm__buffer_view(&name))},
        {"kind", crm__value_text(TEXT("rule"))},
        {"as_of", crm__value_int(work->as_of_us)},
        {"previous", crm__value_or_null(previous, 0)},
        {"open_parts", crm__value_or_null(parts, 0)},
    };
    if (status >= 0)
        status = crm__buffer_status(&name);
    if (status >= 0)
        status = crm__save_fields(work->store, crm__service_entity(work->store, "segment_run"), 0,
                                  0, fields, sizeof fields / sizeof *fields, &run->id);
    crm__buffer_free(&name);
    return status;
}

/* counts {"vip":12,…}; migration [{"segment":"vip","entered":3,"left":1},…] */
static void results_json(const struct named_run *run, struct buffer *counts,
                         struct buffer *migration)
{
    struct json_writer json;
    crm__json_writer_init(&json, counts, 0);
    crm__json_begin_object(&json);
    for (size_t i = 0; i < run->count; i++) {
        crm__json_write_key(&json, run->items[i].code);
        crm__json_write_int64(&json, run->items[i].members);
    }
    crm__json_end_object(&json);
    crm__json_writer_init(&json, migration, 0);
    crm__json_begin_array(&json);
    for (size_t i = 0; i < run->count; i++) {
        crm__json_begin_object(&json);
        crm__json_write_name(&json, "segment");
        crm__json_write_text(&json, run->items[i].code);
        crm__json_write_name(&json, "entered");
        crm__json_write_int64(&json, run->items[i].entered);
        crm__json_write_name(&json, "left");
        crm__json_write_int64(&json, run->items[i].left);
        crm__json_end_object(&json);
    }
    crm__json_end_array(&json);
}

static crm_status run_end(struct named_run *run)
{
    struct segment_work *work = run->work;
    struct buffer counts;
    struct buffer migration;
    int64_t members = 0;
    crm__buffer_init(&counts, work->store->env);
    crm__buffer_init(&migration, work->store->env);
    results_json(run, &counts, &migration);
    for (size_t i = 0; i < run->count; i++) {
        members += run->items[i].members;
        work->report.entered += run->items[i].entered;
        work->report.left += run->items[i].left;
    }
    const struct save_field fields[] = {
        {"customer_count", crm__value_int(members)},
        {"changed_count", crm__value_int(work->report.entered + work->report.left)},
        {"counts", crm__value_text(crm__buffer_view(&counts))},
        {"migration", crm__value_text(crm__buffer_view(&migration))},
        {"open_parts", VALUE_OF_NULL},
    };
    crm_status status = counts.failed || migration.failed ? CRM_E_NOMEM : CRM_OK;
    if (status >= 0)
        status = crm__save_fields(work->store, crm__service_entity(work->store, "segment_run"),
                                  run->id, 0, fields, sizeof fields / sizeof *fields, NULL);
    crm__buffer_free(&migration);
    crm__buffer_free(&counts);
    return status;
}

crm_status crm__segment_named_run(struct segment_work *work)
{
    struct named_run run = {.work = work};
    crm__arena_init(&run.arena, work->store->env);
    crm_status status = named_load(&run);
    if (status >= 0 && run.count) {
        status = run_begin(&run, 0);
        for (size_t i = 0; status >= 0 && i < run.count; i++)
            status = named_update(&run, &run.items[i]);
        if (status >= 0)
            status = run_end(&run);
    }
    crm__arena_free(&run.arena);
    return status;
}

/* --- in parts --------------------------------------------------------------------------------- */

crm_status crm__segment_named_open(struct segment_work *work, int64_t *run_out)
{
    struct named_run run = {.work = work};
    crm__arena_init(&run.arena, work->store->env);
    crm_status status = named_load(&run);
    if (status >= 0 && run.count)
        status = run_begin(&run, 1);
    *run_out = run.id;
    crm__arena_free(&run.arena);
    return status;
}

crm_status crm__segment_named_share(struct segment_work *work, struct segment_state *state)
{
    struct named_run run = {.work = work, .id = state->named_run};
    crm__arena_init(&run.arena, work->store->env);
    crm_status status = named_load(&run);
    for (size_t i = 0; status >= 0 && i < run.count; i++) {
        struct named *named = &run.items[i];
        status = named_update(&run, named);
        const struct segment_total part = {named->code, named->members, named->entered,
                                           named->left};
        if (status >= 0)
            status = crm__segment_state_add(state, &part);
        work->report.entered += named->entered;
        work->report.left += named->left;
    }
    crm__arena_free(&run.arena);
    return status;
}

crm_status crm__segment_named_close(struct segment_work *work, const struct segment_state *state)
{
    struct named_run run = {.work = work, .id = state->named_run};
    crm__arena_init(&run.arena, work->store->env);
    crm_status status = named_load(&run);
    for (size_t i = 0; status >= 0 && i < run.count; i++) {
        struct named *named = &run.items[i];
        const struct segment_total total = crm__segment_state_total(state, named->code);
        named->members = total.members;
        named->entered = total.entered;
        named->left = total.left;
    }
    if (status >= 0)
        status = run_end(&run);
    crm__arena_free(&run.arena);
    return status;
}
