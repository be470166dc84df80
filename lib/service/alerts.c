/* Alerts: the runs over many customers, and the timers of each. */
#include "service/alerts.h"

#include "service/alert_sheet.h"
#include "store/links.h"

/* --- all customers ---------------------------------------------------------------------------- */

enum { LINE_COLUMNS = 8 };

struct run {
    struct store *store;
    struct alert_rules rules;
    bool dry_run;
    bool chinese;
    bool wants_lines;
    struct batch lines;
    struct alert_report report;
};

static void line_columns(struct reader_column columns[LINE_COLUMNS])
{
    const struct reader_column all[LINE_COLUMNS] = {
        crm__reader_column(TEXT("action"), COLUMN_TEXT, TEXT("Action"), TEXT("动作")),
        crm__reader_column(TEXT("account"), COLUMN_ID, TEXT("Account"), TEXT("客户编号")),
        crm__reader_column(TEXT("name"), COLUMN_TEXT, TEXT("Name"), TEXT("客户")),
        crm__reader_column(TEXT("owner"), COLUMN_ID, TEXT("Owner"), TEXT("负责人")),
        crm__reader_column(TEXT("rule"), COLUMN_ID, TEXT("Rule"), TEXT("规则编号")),
        crm__reader_column(TEXT("rule_name"), COLUMN_TEXT, TEXT("Name of the rule"),
                           TEXT("预警规则")),
        crm__reader_column(TEXT("severity"), COLUMN_TEXT, TEXT("Severity"), TEXT("级别")),
        crm__reader_column(TEXT("why"), COLUMN_TEXT, TEXT("Why"), TEXT("原因")),
    };
    for (size_t i = 0; i < LINE_COLUMNS; i++)
        columns[i] = all[i];
}

static crm_status line_add(struct run *run, const struct alert_sheet *sheet, size_t rule,
                           size_t customer, bool raised)
{
    const struct alert_customer *who = &sheet->customers[customer];
    const struct alert_rule *of = rule == SIZE_MAX ? NULL : &run->rules.items[rule];
    struct buffer why;
    crm__buffer_init(&why, run->store->env);
    if (raised) {
        const struct alert_why reasons = crm__alert_sheet_why(sheet, rule, customer);
        crm__alert_why_text(&reasons, run->chinese, &why);
    }
    crm_status status = crm__buffer_status(&why);
    const struct value values[LINE_COLUMNS] = {
        crm__value_text(raised ? TEXT("raise") : TEXT("close")),
        crm__value_int(who->id),
        crm__value_text(who->name),
        crm__value_or_null(who->owner, 0),
        crm__value_or_null(of ? of->id : 0, 0),
        of ? crm__value_text(of->name) : VALUE_OF_NULL,
        of ? crm__value_text(of->severity) : VALUE_OF_NULL,
        raised ? crm__value_text(crm__buffer_view(&why)) : VALUE_OF_NULL,
    };
    for (size_t i = 0; status >= 0 && i < LINE_COLUMNS; i++)
        status = crm__column_value(&run->lines, &run->lines.columns[i], values[i]);
    if (status >= 0)
        crm__batch_finish_row(&run->lines);
    crm__buffer_free(&why);
    return status;
}

static crm_status lines_add(struct run *run, const struct alert_sheet *sheet,
                            const uint8_t *visible)
{
    crm_status status = CRM_OK;
    for (size_t rule = 0; rule < run->rules.count; rule++) {
        for (size_t i = 0; status >= 0 && i < sheet->count; i++) {
            if (visible[i] && sheet->actions[crm__alert_cell(sheet, rule, i)] == CHURN_RAISE)
                status = line_add(run, sheet, rule, i, true);
        }
    }
    for (size_t i = 0; status >= 0 && i < sheet->open_count; i++) {
        const struct alert_open *open = &sheet->open[i];
        if (open->ends && visible[open->customer])
            status = line_add(run, sheet, open->rule, open->customer, false);
    }
    return status;
}

static crm_status sheet_run(struct run *run, struct alert_sheet *sheet, const uint8_t *visible)
{
    crm__alert_sheet_decide(sheet, true);
    crm__alert_sheet_count(sheet, &run->report);
    crm_status status = run->dry_run ? CRM_OK : crm__alert_sheet_write(sheet);
    return status >= 0 && run->wants_lines ? lines_add(run, sheet, visible) : status;
}

static crm_status batch_run(struct run *run, const int64_t *accounts, size_t count)
{
    uint8_t visible[ALERT_BATCH] = {0};
    struct alert_sheet sheet;
    crm_status status = CRM_OK;
    if (run->wants_lines)
        status = crm__rows_visible(run->store, crm__service_entity(run->store, "account"),
                                   accounts, count, visible);
    if (status < 0)
        return status;
    crm__store_elevate(run->store);
    status = crm__alert_sheet_load(&sheet, run->store, &run->rules, accounts, count,
                                   run->store->env->now_us, NULL, 0);
    if (status >= 0)
        status = sheet_run(run, &sheet, visible);
    crm__alert_sheet_free(&sheet);
    crm__store_restore(run->store);
    return status;
}

static crm_status episodes_count(struct store *store, int64_t *count_out)
{
    struct query *query;
    crm_status status = crm__query_new(store, crm__service_entity(store, "alert"), &query);
    if (status < 0)
        return status;
    crm__query_where(query, TEXT("!has(recovered_at)"));
    crm__store_elevate(store);
    status = crm__query_count(query, count_out);
    crm__store_restore(store);
    crm__query_free(query);
    return status;
}

static crm_status customers_run(struct run *run)
{
    struct batch customers;
    crm__batch_init(&customers, run->store->env);
    crm_status status = crm__alert_rules_load(run->store, true, &run->rules);
    if (status >= 0)
        status = episodes_count(run->store, &run->report.open);
    if (status >= 0)
        status = crm__table_query(run->store, "customer_value", TEXT_NONE, TEXT("account"),
                                  TEXT("account"), &customers);
    for (size_t from = 0; status >= 0 && from < customers.row_count; from += ALERT_BATCH) {
        size_t left = customers.row_count - from;
        status = batch_run(run, customers.columns[0].integers + from,
                           left < ALERT_BATCH ? left : ALERT_BATCH);
        if (status >= 0)
            status = crm__progress(run->store->env, "alerts", (int64_t)from,
                                   (int64_t)customers.row_count);
    }
    run->report.open += run->report.raised - run->report.closed;
    crm__alert_rules_free(&run->rules);
    crm__batch_free(&customers);
    return status;
}

crm_status crm__alerts_run(struct store *store, bool dry_run, bool chinese,
                           struct alert_report *report_out, struct reader **reader_out)
{
    struct reader_column columns[LINE_COLUMNS];
    struct run run = {
        .store = store, .dry_run = dry_run, .chinese = chinese, .wants_lines = reader_out != NULL};
    *report_out = (struct alert_report){0};
    if (reader_out)
        *reader_out = NULL;
    line_columns(columns);
    crm__batch_init(&run.lines, store->env);
    crm_status status = crm__access_check_create(store, crm__service_entity(store, "alert"));
    if (status >= 0)
        status = crm__reader_prepare(columns, LINE_COLUMNS, &run.lines);
    if (status >= 0)
        status = dry_run ? crm__store_begin_read(store) : crm__store_begin(store);
    if (status >= 0)
        status = crm__store_end(store, customers_run(&run));
    if (status >= 0 && reader_out)
        status = crm__reader_of_batch(store->env, &run.lines, columns, reader_out);
    if (status >= 0)
        *report_out = run.report;
    crm__batch_free(&run.lines);
    return status;
}

/* --- some customers --------------------------------------------------------------------------- */

static crm_status some_refresh(struct store *store, const struct alert_rules *rules,
                               const int64_t *accounts, size_t count, int64_t at_us, bool raises)
{
    struct alert_sheet sheet;
    crm__store_elevate(store);
    crm_status status =
        crm__alert_sheet_load(&sheet, store, rules, accounts, count, at_us, NULL, 0);
    if (status >= 0) {
        crm__alert_sheet_decide(&sheet, raises);
        status = crm__alert_sheet_write(&sheet);
    }
    crm__alert_sheet_free(&sheet);
    crm__store_restore(store);
    return status;
}

crm_status crm__alerts_refresh(struct store *store, const struct alert_rules *rules,
                               const int64_t *accounts, size_t count)
{
    crm_status status = CRM_OK;
    for (size_t from = 0; status >= 0 && from < count; from += ALERT_BATCH)
        status = some_refresh(store, rules, accounts + from,
                              count - from < ALERT_BATCH ? count - from : ALERT_BATCH,
                              store->env->now_us, false);
    return status;
}

crm_status crm__alerts_rebuild(struct store *store)
{
    struct alert_rules rules;
    struct batch customers;
    crm__batch_init(&customers, store->env);
    crm_status status = crm__alert_rules_load(store, false, &rules);
    if (status >= 0)
        status = crm__table_query(store, "customer_value", TEXT_NONE, TEXT("account"),
                                  TEXT("account"), &customers);
    if (status >= 0 && customers.row_count)
        status = crm__alerts_refresh(store, &rules, customers.columns[0].integers,
                                     customers.row_count);
    crm__batch_free(&customers);
    crm__alert_rules_free(&rules);
    return status;
}

/* Those that are looked at at one time are looked at together: usually all. */
crm_status crm__alert_due(struct store *store, struct work *work)
{
    struct alert_rules rules;
    int64_t *accounts = crm__arena_alloc_zero(work->arena, work->count, sizeof *accounts);
    if (!accounts)
        return CRM_E_NOMEM;
    crm_status status = crm__alert_rules_load(store, false, &rules);
    for (size_t from = 0, to = 0; status >= 0 && from < work->count; from = to) {
        int64_t at_us = crm__work_at(store, &work->items[from]);
        for (to = from; to < work->count && crm__work_at(store, &work->items[to]) == at_us; to++)
            accounts[to] = work->items[to].record_id;
        status = some_refresh(store, &rules, accounts + from, to - from, at_us, true);
    }
    crm__alert_rules_free(&rules);
    return status;
}

static crm_status owners_set(struct store *store, const struct alert_rules *rules,
                             const struct alert_sheet *sheet)
{
    static const char *const names[] = {"owner"};
    struct table table;
    crm_status status = crm__table_init(&table, store, "alert", names, 1);
    for (size_t i = 0; status >= 0 && i < sheet->open_count; i++) {
        int64_t owner = sheet->customers[sheet->open[i].customer].owner;
        const struct value value = crm__value_or_null(owner, 0);
        if (!sheet->open[i].is_closed)
            status = crm__table_add(&table, sheet->open[i].alert, &value);
    }
    if (status >= 0)
        status = crm__table_save(&table, 0);
    if (status >= 0)
        status = crm__alerts_tell(store, rules, table.ids, table.rows.row_count);
    crm__table_free(&table);
    return status;
}

crm_status crm__alerts_hand_over(struct store *store, const struct alert_rules *rules,
                                 const int64_t *accounts, size_t count)
{
    crm_status status = CRM_OK;
    crm__store_elevate(store);
    for (size_t from = 0; status >= 0 && from < count; from += ALERT_BATCH) {
        struct alert_sheet sheet;
        status = crm__alert_sheet_load(&sheet, store, rules, accounts + from,
                                       count - from < ALERT_BATCH ? count - from : ALERT_BATCH,
                                       store->env->now_us, NULL, 0);
        if (status >= 0)
            status = owners_set(store, rules, &sheet);
        crm__alert_sheet_free(&sheet);
    }
    crm__store_restore(store);
    return status;
}

/* --- moves ------------------------------------------------------------------------------------ */

/* The accounts that matter: those that moved, and those with an open episode. */
static crm_status movers_find(struct store *store, const struct alert_moves *moves,
                              struct alert_moves *some, int64_t *accounts, uint8_t *before,
                              uint8_t *after)
{
    struct batch open;
    struct id_map with_open;
    crm__batch_init(&open, store->env);
    crm__id_map_init(&with_open, store->env);
    crm_status status = crm__table_query(
        store, "alert", TEXT("!has(recovered_at) && has(account) && rule.kind == \"move\""),
        TEXT("account"), TEXT_NONE, &open);
    for (size_t i = 0; status >= 0 && i < open.row_count; i++) {
        if (!crm__id_map_put(&with_open, open.columns[0].integers[i], 0))
            status = CRM_E_NOMEM;
    }
    for (size_t i = 0; status >= 0 && i < moves->count; i++) {
        if (moves->before[i] == moves->after[i] &&
            !crm__id_map_find(&with_open, moves->accounts[i]))
            continue;
        accounts[some->count] = moves->accounts[i];
        before[some->count] = moves->before[i];
        after[some->count++] = moves->after[i];
    }
    crm__id_map_free(&with_open);
    crm__batch_free(&open);
    return status;
}

static crm_status movers_run(struct store *store, const struct alert_rules *rules,
                             const struct alert_moves *some, struct alert_report *report)
{
    crm_status status = CRM_OK;
    for (size_t from = 0; status >= 0 && from < some->count; from += ALERT_BATCH) {
        size_t left = some->count - from;
        struct alert_sheet sheet;
        status = crm__alert_sheet_load(&sheet, store, rules, some->accounts + from,
                                       left < ALERT_BATCH ? left : ALERT_BATCH,
                                       store->env->now_us, some, from);
        if (status >= 0) {
            crm__alert_sheet_decide(&sheet, true);
            crm__alert_sheet_count(&sheet, report);
            status = crm__alert_sheet_write(&sheet);
        }
        crm__alert_sheet_free(&sheet);
    }
    return status;
}

crm_status crm__alerts_moved(struct store *store, const struct alert_moves *moves,
                             struct alert_report *report)
{
    struct alert_rules rules;
    struct arena arena;
    crm_status status = crm__alert_rules_load(store, false, &rules);
    crm__arena_init(&arena, store->env);
    if (status >= 0 && rules.has_moves) {
        int64_t *accounts = crm__arena_alloc_zero(&arena, moves->count + 1, sizeof *accounts);
        uint8_t *before = crm__arena_alloc_zero(&arena, moves->count + 1, 1);
        uint8_t *after = crm__arena_alloc_zero(&arena, moves->count + 1, 1);
        struct alert_moves some = {
            .accounts = accounts, .before = before, .after = after, .run = moves->run};
        status = accounts && before && after
                     ? movers_find(store, moves, &some, accounts, before, after)
                     : CRM_E_NOMEM;
        crm__store_elevate(store);
        if (status >= 0)
            status = movers_run(store, &rules, &some, report);
        crm__store_restore(store);
    }
    crm__arena_free(&arena);
    crm__alert_rules_free(&rules);
    return status;
}
