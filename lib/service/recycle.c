/* When leads are recycled: loading their clocks, asking the rules, keeping the answers. */
#include "service/recycle.h"

#include "service/pool.h"
#include "service/rule_verdicts.h"
#include "store/links.h"

enum lead_column {
    LEAD_NAME,
    LEAD_OWNER,
    LEAD_POOL,
    LEAD_LOCKED,
    LEAD_CONVERTED,
    LEAD_LEVEL,
    LEAD_CREATED,
    LEAD_OWNER_SINCE,
    LEAD_FOLLOW_UP,
    LEAD_RECYCLE_AT,
    LEAD_RECYCLE_RULE,
    LEAD_COLUMNS,
};

static const char *const lead_names[LEAD_COLUMNS] = {
    "name",       "owner",       "pool",              "locked",     "converted_at", "level",
    "created_at", "owner_since", "last_follow_up_at", "recycle_at", "recycle_rule"};

struct judging {
    struct store *store;
    struct recycle_sheet *sheet;
    const int64_t *ids;
    size_t count;
    struct recycle_lead *leads;
    int64_t *pools;       /* of the leads */
    int64_t default_pool; /* -1: not asked yet */
};

static int32_t level_of(struct text level)
{
    return level.size == 1 && level.data[0] >= 'a' && level.data[0] <= 'd' ? level.data[0] - 'a' + 1
                                                                          : 0;
}

static crm_status leads_load(struct judging *work)
{
    struct recycle_sheet *sheet = work->sheet;
    struct batch rows;
    uint8_t *found = crm__arena_alloc_zero(&sheet->arena, work->count + 1, 1);
    if (!found)
        return CRM_E_NOMEM;
    crm__batch_init(&rows, work->store->env);
    crm_status status = crm__table_get(work->store, "lead", lead_names, LEAD_COLUMNS, work->ids,
                                       work->count, found, &rows);
    for (size_t row = 0; status >= 0 && row < work->count; row++) {
        struct recycle_line *line = &sheet->lines[row];
        int64_t converted_us = crm__table_int(&rows, LEAD_CONVERTED, row, RECYCLE_NO_TIME);
        *line = (struct recycle_line){
            .id = work->ids[row],
            .found = found[row] != 0,
            .owner = crm__table_int(&rows, LEAD_OWNER, row, 0),
            .pool = crm__table_int(&rows, LEAD_POOL, row, 0),
            .name = crm__arena_text(&sheet->arena, crm__table_text(&rows, LEAD_NAME, row)),
            .reminder_us = RECYCLE_NEVER,
            .kept_us = crm__table_int(&rows, LEAD_RECYCLE_AT, row, RECYCLE_NEVER),
            .kept_rule = crm__table_int(&rows, LEAD_RECYCLE_RULE, row, 0),
        };
        work->pools[row] = line->pool;
        work->leads[row] = (struct recycle_lead){
            .owned = line->found && line->owner != 0,
            .locked = crm__table_int(&rows, LEAD_LOCKED, row, 0) != 0,
            .dealt = converted_us != RECYCLE_NO_TIME,
            .level = level_of(crm__table_text(&rows, LEAD_LEVEL, row)),
            .created_us = crm__table_int(&rows, LEAD_CREATED, row, 0),
            .owner_since_us = crm__table_int(&rows, LEAD_OWNER_SINCE, row, RECYCLE_NO_TIME),
            .last_follow_up_us = crm__table_int(&rows, LEAD_FOLLOW_UP, row, RECYCLE_NO_TIME),
            .last_deal_us = converted_us,
        };
        if (!line->name.data)
            status = CRM_E_NOMEM;
    }
    crm__batch_free(&rows);
    return status;
}

/* Opportunities of the leads: open ones, and deals. */
static crm_status opportunities_count(struct judging *work, const struct batch *links,
                                      const struct batch *rows)
{
    struct id_map row_of;
    crm__id_map_init(&row_of, work->store->env);
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < work->count; i++) {
        if (!crm__id_map_put(&row_of, work->ids[i], (int64_t)i))
            status = CRM_E_NOMEM;
    }
    for (size_t i = 0; status >= 0 && i < links->row_count; i++) {
        const int64_t *at = crm__id_map_find(&row_of, links->columns[1].integers[i]);
        struct text outcome = crm__table_text(rows, 0, i);
        int64_t closed_us = crm__table_int(rows, 1, i, RECYCLE_NO_TIME);
        struct recycle_lead *lead = &work->leads[*at];
        lead->has_open_opportunity |= crm__text_is(outcome, "open");
        if (crm__text_is(outcome, "won")) {
            lead->dealt = true;
            lead->last_deal_us = closed_us > lead->last_deal_us ? closed_us : lead->last_deal_us;
        }
    }
    crm__id_map_free(&row_of);
    return status;
}

static crm_status opportunities_load(struct judging *work)
{
    static const char *const names[] = {"outcome", "closed_at"};
    const struct entity *entity = crm__service_entity(work->store, "opportunity");
    struct batch links;
    struct batch rows;
    crm__batch_init(&links, work->store->env);
    crm__batch_init(&rows, work->store->env);
    crm__store_elevate(work->store);
    crm_status status = crm__links_sources(work->store, crm__service_field(entity, "lead"),
                                           work->ids, work->count, &links);
    crm__store_restore(work->store);
    if (status >= 0 && links.row_count)
        status = crm__table_get(work->store, "opportunity", names, 2, links.columns[0].integers,
                                links.row_count, NULL, &rows);
    if (status >= 0 && links.row_count)
        status = opportunities_count(work, &links, &rows);
    crm__batch_free(&rows);
    crm__batch_free(&links);
    return status;
}

/* Where a lead goes: the rule's pool, its own, or the default one. */
static crm_status target_find(struct judging *work, const struct recycle_policy *policy,
                              struct recycle_line *line)
{
    crm_status status = CRM_OK;
    line->target_pool = policy->target_pool ? policy->target_pool : line->pool;
    if (line->target_pool)
        return CRM_OK;
    if (work->default_pool < 0)
        status = crm__pool_default(work->store, &work->default_pool);
    line->target_pool = status >= 0 ? work->default_pool : 0;
    return status;
}

/* One lead; `rules` is a copy for it, in which rules that do not concern it are switched off. */
static crm_status lead_judge(struct judging *work, size_t row, const struct recycle_rules *of,
                             const struct recycle_rule *rules)
{
    struct recycle_line *line = &work->sheet->lines[row];
    crm__recycle_when(rules, of->count, of->zone, &work->leads[row], &line->answer);
    if (line->answer.verdict != RECYCLE_DUE_AT)
        return CRM_OK;
    const struct recycle_policy *policy = &of->policies[line->answer.rule];
    line->rule = rules[line->answer.rule].id;
    line->kind = rules[line->answer.rule].kind;
    line->rule_name = crm__arena_text(&work->sheet->arena, policy->name);
    if (policy->reminder_days >= 0)
        line->reminder_us =
            crm__recycle_reminder(rules, of->zone, &line->answer, policy->reminder_days);
    return line->rule_name.data ? target_find(work, policy, line) : CRM_E_NOMEM;
}

/* verdicts: of the conditions, then of the exemptions. */
static crm_status rows_judge(struct judging *work, const struct recycle_rules *of,
                             const size_t *rows, size_t count, const uint8_t *verdicts)
{
    struct recycle_rule *rules =
        crm__arena_alloc_zero(&work->sheet->arena, of->count + 1, sizeof *rules);
    if (!rules)
        return CRM_E_NOMEM;
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        for (size_t r = 0; r < of->count; r++) {
            bool concerns = verdicts[r * count + i] == RULE_TRUE &&
                            (!of->policies[r].exempt ||
                             verdicts[(of->count + r) * count + i] != RULE_TRUE);
            rules[r] = of->rules[r];
            if (!concerns)
                rules[r] = (struct recycle_rule){.id = of->rules[r].id,
                                                 .and_next = of->rules[r].and_next,
                                                 .days = -1};
        }
        status = lead_judge(work, rows[i], of, rules);
    }
    return status;
}

/* All leads of one pool, which are `count` of the rows. */
static crm_status pool_judge(struct judging *work, int64_t pool, const size_t *rows,
                             const int64_t *ids, size_t count)
{
    struct recycle_rules of;
    crm_status status = crm__recycle_rules_load(work->store, pool, &of);
    struct rule **rules =
        crm__arena_alloc_zero(&work->sheet->arena, 2 * of.count + 1, sizeof *rules);
    uint8_t *verdicts = crm__arena_alloc_zero(&work->sheet->arena, 2 * of.count * count + 1, 1);
    if (status >= 0 && (!rules || !verdicts))
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < of.count; i++) {
        rules[i] = of.policies[i].condition;
        rules[of.count + i] = of.policies[i].exempt;
    }
    if (status >= 0)
        status = crm__rules_test(work->store, crm__service_entity(work->store, "lead"), rules,
                                 2 * of.count, ids, count, verdicts);
    if (status >= 0)
        status = rows_judge(work, &of, rows, count, verdicts);
    crm__recycle_rules_free(&of);
    return status;
}

static crm_status pools_judge(struct judging *work)
{
    size_t *rows = crm__arena_alloc_zero(&work->sheet->arena, work->count + 1, sizeof *rows);
    int64_t *ids = crm__arena_alloc_zero(&work->sheet->arena, work->count + 1, sizeof *ids);
    uint8_t *done = crm__arena_alloc_zero(&work->sheet->arena, work->count + 1, 1);
    if (!rows || !ids || !done)
        return CRM_E_NOMEM;
    crm_status status = CRM_OK;
    for (size_t first = 0; status >= 0 && first < work->count; first++) {
        /* The answer to a lead in nobody's hands needs no rules. */
        if (!work->leads[first].owned)
            crm__recycle_when(NULL, 0, NULL, &work->leads[first],
                              &work->sheet->lines[first].answer);
        if (done[first] || !work->leads[first].owned)
            continue;
        size_t some = 0;
        for (size_t i = first; i < work->count; i++) {
            if (!work->leads[i].owned || work->pools[i] != work->pools[first])
                continue;
            rows[some] = i;
            ids[some++] = work->ids[i];
            done[i] = 1;
        }
        status = pool_judge(work, work->pools[first], rows, ids, some);
    }
    return status;
}

crm_status crm__recycle_judge(struct store *store, const int64_t *leads, size_t count,
                              struct recycle_sheet *sheet)
{
    struct judging work = {
        .store = store, .sheet = sheet, .ids = leads, .count = count, .default_pool = -1};
    *sheet = (struct recycle_sheet){.store = store, .count = count};
    crm__arena_init(&sheet->arena, store->env);
    sheet->lines = crm__arena_alloc_zero(&sheet->arena, count + 1, sizeof *sheet->lines);
    work.leads = crm__arena_alloc_zero(&sheet->arena, count + 1, sizeof *work.leads);
    work.pools = crm__arena_alloc_zero(&sheet->arena, count + 1, sizeof *work.pools);
    crm_status status = sheet->lines && work.leads && work.pools ? CRM_OK : CRM_E_NOMEM;
    if (status >= 0)
        status = leads_load(&work);
    if (status >= 0)
        status = opportunities_load(&work);
    if (status >= 0)
        status = pools_judge(&work);
    if (status < 0)
        crm__recycle_sheet_free(sheet);
    return status;
}

void crm__recycle_sheet_free(struct recycle_sheet *sheet)
{
    crm__arena_free(&sheet->arena);
    *sheet = (struct recycle_sheet){.store = sheet->store};
}

/* --- keeping the answers ---------------------------------------------------------------------- */

static crm_status fields_keep(struct store *store, const struct recycle_sheet *sheet)
{
    static const char *const names[] = {"recycle_at", "recycle_rule"};
    struct table table;
    crm_status status = crm__table_init(&table, store, "lead", names, 2);
    for (size_t i = 0; status >= 0 && i < sheet->count; i++) {
        const struct recycle_line *line = &sheet->lines[i];
        const struct value values[] = {crm__value_or_null(line->answer.due_us, RECYCLE_NEVER),
                                       crm__value_or_null(line->rule, 0)};
        if (line->found && (line->answer.due_us != line->kept_us || line->rule != line->kept_rule))
            status = crm__table_add(&table, line->id, values);
    }
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__table_free(&table);
    return status;
}

static crm_status timers_keep(struct store *store, const struct recycle_sheet *sheet,
                              bool reminder, bool again)
{
    struct text kind = reminder ? TEXT("recycle_reminder") : TEXT("recycle");
    const struct entity *lead = crm__service_entity(store, "lead");
    struct due *set = crm__realloc_array(store->env, NULL, sheet->count + 1, sizeof *set);
    int64_t *clear = crm__realloc_array(store->env, NULL, sheet->count + 1, sizeof *clear);
    crm_status status = set && clear ? CRM_OK : CRM_E_NOMEM;
    size_t set_count = 0;
    size_t clear_count = 0;
    for (size_t i = 0; status >= 0 && i < sheet->count; i++) {
        const struct recycle_line *line = &sheet->lines[i];
        int64_t due_us = reminder ? line->reminder_us : line->answer.due_us;
        bool waits = line->found && due_us != RECYCLE_NEVER;
        bool same = line->answer.due_us == line->kept_us && line->rule == line->kept_rule;
        if (waits && same && !again)
            continue;
        if (waits)
            set[set_count++] =
                (struct due){.kind = kind, .entity = lead, .record_id = line->id, .due_us = due_us};
        else if (!line->found || line->kept_us != RECYCLE_NEVER)
            clear[clear_count++] = line->id;
    }
    if (status >= 0 && set_count)
        status = crm__due_set(store, set, set_count);
    if (status >= 0 && clear_count)
        status = crm__due_clear(store, kind, lead, clear, clear_count);
    crm__free(store->env, clear);
    crm__free(store->env, set);
    return status;
}

static crm_status some_refresh(struct store *store, const int64_t *leads, size_t count,
                               bool again)
{
    struct recycle_sheet sheet;
    crm_status status = crm__recycle_judge(store, leads, count, &sheet);
    if (status < 0)
        return status;
    status = timers_keep(store, &sheet, false, again);
    if (status >= 0)
        status = timers_keep(store, &sheet, true, again);
    crm__store_elevate(store);
    if (status >= 0)
        status = fields_keep(store, &sheet);
    crm__store_restore(store);
    crm__recycle_sheet_free(&sheet);
    return status;
}

crm_status crm__recycle_refresh(struct store *store, const int64_t *leads, size_t count,
                                bool again)
{
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    for (size_t from = 0; status >= 0 && from < count; from += RECYCLE_BATCH)
        status = some_refresh(store, leads + from,
                              count - from < RECYCLE_BATCH ? count - from : RECYCLE_BATCH, again);
    return crm__store_end(store, status);
}

crm_status crm__recycle_rebuild(struct store *store, int64_t pool)
{
    const struct entity *lead = crm__service_entity(store, "lead");
    struct query *query;
    struct batch rows;
    crm_status status = crm__query_new(store, lead, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    if (pool)
        crm__query_where_equal(query, crm__service_field(lead, "pool"), crm__value_int(pool));
    crm__query_where(query, TEXT("has(owner)"));
    crm__query_fields(query, TEXT("id"));
    crm__store_elevate(store);
    status = crm__query_all(query, &rows);
    crm__store_restore(store);
    if (status >= 0 && rows.row_count)
        status = crm__recycle_refresh(store, rows.columns[0].integers, rows.row_count, true);
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}
