/* A batch of customers under the alert rules: loading what decides, and deciding. */
#include "service/alert_sheet.h"

#include "base/time.h"
#include "service/rule_verdicts.h"
#include "store/links.h"

/* --- loading ---------------------------------------------------------------------------------- */

static crm_status room_make(struct alert_sheet *sheet)
{
    struct arena *arena = &sheet->arena;
    size_t cells = sheet->rules->count * sheet->count + 1;
    sheet->customers = crm__arena_alloc_zero(arena, sheet->count + 1, sizeof *sheet->customers);
    sheet->verdicts = crm__arena_alloc_zero(arena, cells, 1);
    sheet->is_open = crm__arena_alloc_zero(arena, cells, 1);
    sheet->actions = crm__arena_alloc_zero(arena, cells, 1);
    sheet->episodes = crm__arena_alloc_zero(arena, cells, sizeof *sheet->episodes);
    return sheet->customers && sheet->verdicts && sheet->is_open && sheet->actions &&
                   sheet->episodes
               ? CRM_OK
               : CRM_E_NOMEM;
}

static crm_status accounts_load(struct alert_sheet *sheet, const int64_t *accounts)
{
    static const char *const names[] = {"name", "owner"};
    struct batch rows;
    uint8_t *found = crm__arena_alloc_zero(&sheet->arena, sheet->count + 1, 1);
    if (!found)
        return CRM_E_NOMEM;
    crm__batch_init(&rows, sheet->store->env);
    crm_status status = crm__table_get(sheet->store, "account", names, 2, accounts, sheet->count,
                                       found, &rows);
    for (size_t i = 0; status >= 0 && i < sheet->count; i++) {
        struct alert_customer *customer = &sheet->customers[i];
        *customer = (struct alert_customer){
            .id = accounts[i],
            .found = found[i] != 0,
            .name = crm__arena_text(&sheet->arena, crm__table_text(&rows, 0, i)),
            .owner = crm__table_int(&rows, 1, i, 0),
            .before = ALERT_NO_SEGMENT,
            .after = ALERT_NO_SEGMENT,
        };
        if (!customer->name.data)
            status = CRM_E_NOMEM;
    }
    crm__batch_free(&rows);
    return status;
}

/* The rows of customer_value of the accounts; 0 for none. */
static crm_status totals_find(struct alert_sheet *sheet, int64_t *ids)
{
    static const size_t columns[] = {0};
    const struct entity *entity = crm__service_entity(sheet->store, "customer_value");
    const struct field *account = crm__service_field(entity, "account");
    const struct key key = {.fields = &account, .count = 1, .unique = true};
    struct batch accounts;
    crm__batch_init(&accounts, sheet->store->env);
    crm_status status =
        crm__batch_add(&accounts, account->name, VALUE_INT) ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < sheet->count; i++)
        status = crm__column_int(&accounts, &accounts.columns[0], sheet->customers[i].id);
    accounts.row_count = sheet->count;
    if (status >= 0)
        status = crm__rows_lookup(sheet->store, entity, &key, &accounts, columns, ids);
    crm__batch_free(&accounts);
    return status;
}

static crm_status totals_load(struct alert_sheet *sheet)
{
    static const char *const names[] = {"purchase_day_count", "first_order_at", "last_order_at"};
    struct batch rows;
    int64_t *ids = crm__arena_alloc_zero(&sheet->arena, sheet->count + 1, sizeof *ids);
    uint8_t *found = crm__arena_alloc_zero(&sheet->arena, sheet->count + 1, 1);
    if (!ids || !found)
        return CRM_E_NOMEM;
    crm__batch_init(&rows, sheet->store->env);
    crm_status status = totals_find(sheet, ids);
    if (status >= 0)
        status = crm__table_get(sheet->store, "customer_value", names, 3, ids, sheet->count, found,
                                &rows);
    for (size_t i = 0; status >= 0 && i < sheet->count; i++) {
        if (!found[i] || crm__batch_at(&rows, 2, i).kind == VALUE_NULL)
            continue;
        sheet->customers[i].totals = (struct churn_customer){
            .purchase_days = crm__table_int(&rows, 0, i, 0),
            .first_day = crm__zone_date(sheet->zone, crm__table_int(&rows, 1, i, 0)),
            .last_day = crm__zone_date(sheet->zone, crm__table_int(&rows, 2, i, 0)),
        };
    }
    crm__batch_free(&rows);
    return status;
}

enum { ALERT_RULE, ALERT_EPISODE, ALERT_RECOVERED, ALERT_STATE, ALERT_COLUMNS };

/* `links`: the alerts of the accounts, and of which; `rows`: what they say. */
static crm_status episodes_read(struct alert_sheet *sheet, const struct batch *links,
                                const struct batch *rows)
{
    struct id_map customer_of;
    crm__id_map_init(&customer_of, sheet->store->env);
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < sheet->count; i++) {
        if (!crm__id_map_put(&customer_of, sheet->customers[i].id, (int64_t)i))
            status = CRM_E_NOMEM;
    }
    sheet->open = crm__arena_alloc_zero(&sheet->arena, links->row_count + 1, sizeof *sheet->open);
    if (!sheet->open)
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < links->row_count; i++) {
        size_t customer =
            (size_t)*crm__id_map_find(&customer_of, links->columns[1].integers[i]);
        size_t rule = crm__alert_rule_find(sheet->rules, crm__table_int(rows, ALERT_RULE, i, 0));
        bool is_open = crm__batch_at(rows, ALERT_RECOVERED, i).kind == VALUE_NULL;
        int64_t episode = crm__table_int(rows, ALERT_EPISODE, i, 0);
        if (is_open)
            sheet->open[sheet->open_count++] = (struct alert_open){
                .alert = links->columns[0].integers[i],
                .customer = customer,
                .rule = rule,
                .is_closed = crm__text_is(crm__table_text(rows, ALERT_STATE, i), "closed"),
            };
        if (rule == SIZE_MAX)
            continue;
        size_t cell = crm__alert_cell(sheet, rule, customer);
        sheet->is_open[cell] |= is_open;
        if (episode > sheet->episodes[cell])
            sheet->episodes[cell] = episode;
    }
    crm__id_map_free(&customer_of);
    return status;
}

static crm_status episodes_load(struct alert_sheet *sheet, const int64_t *accounts)
{
    static const char *const names[ALERT_COLUMNS] = {"rule", "episode", "recovered_at", "state"};
    const struct entity *entity = crm__service_entity(sheet->store, "alert");
    struct batch links;
    struct batch rows;
    crm__batch_init(&links, sheet->store->env);
    crm__batch_init(&rows, sheet->store->env);
    crm_status status = crm__links_sources(sheet->store, crm__service_field(entity, "account"),
                                           accounts, sheet->count, &links);
    if (status >= 0 && links.row_count)
        status = crm__table_get(sheet->store, "alert", names, ALERT_COLUMNS,
                                links.columns[0].integers, links.row_count, NULL, &rows);
    if (status >= 0 && links.row_count)
        status = episodes_read(sheet, &links, &rows);
    crm__batch_free(&rows);
    crm__batch_free(&links);
    return status;
}

crm_status crm__alert_sheet_load(struct alert_sheet *sheet, struct store *store,
                                 const struct alert_rules *rules, const int64_t *accounts,
                                 size_t count, int64_t at_us, const struct alert_moves *moves,
                                 size_t from)
{
    *sheet = (struct alert_sheet){
        .store = store, .rules = rules, .count = count, .at_us = at_us, .moves = moves != NULL};
    crm__arena_init(&sheet->arena, store->env);
    crm_status status = crm__store_zone(store, TEXT_NONE, &sheet->zone);
    if (status >= 0)
        status = room_make(sheet);
    if (status < 0)
        return status;
    sheet->today = crm__zone_date(sheet->zone, at_us);
    sheet->run = moves ? moves->run : 0;
    status = accounts_load(sheet, accounts);
    for (size_t i = 0; status >= 0 && moves && i < count; i++) {
        sheet->customers[i].before = moves->before[from + i];
        sheet->customers[i].after = moves->after[from + i];
    }
    if (status >= 0 && !moves)
        status = totals_load(sheet);
    if (status >= 0)
        status = episodes_load(sheet, accounts);
    if (status >= 0)
        status = crm__rules_test(store, crm__service_entity(store, "account"), rules->conditions,
                                 rules->count, accounts, count, sheet->verdicts);
    return status;
}

void crm__alert_sheet_free(struct alert_sheet *sheet)
{
    crm__arena_free(&sheet->arena);
}

/* --- deciding --------------------------------------------------------------------------------- */

static bool concerns(const struct alert_sheet *sheet, size_t rule, size_t customer)
{
    return sheet->customers[customer].found &&
           sheet->verdicts[crm__alert_cell(sheet, rule, customer)] == RULE_TRUE;
}

static enum churn_action cell_decide(const struct alert_sheet *sheet, size_t rule,
                                     size_t customer)
{
    const struct alert_rule *of = &sheet->rules->items[rule];
    const struct alert_customer *who = &sheet->customers[customer];
    bool open = sheet->is_open[crm__alert_cell(sheet, rule, customer)] != 0;
    bool fires = false;
    bool recovered = true;
    if (of->broken || of->moves != sheet->moves)
        return CHURN_NOTHING;
    if (concerns(sheet, rule, customer)) {
        fires = of->moves ? crm__churn_moved(&of->move, who->before, who->after)
                          : crm__churn_due_day(&of->silence, &who->totals) <= sheet->today;
        recovered = of->moves ? who->after >= SEGMENT_LIMIT || !(of->move.to >> who->after & 1)
                              : !fires;
    }
    return crm__churn_step(open, fires && of->enabled, recovered && !fires);
}

void crm__alert_sheet_decide(struct alert_sheet *sheet, bool raises)
{
    for (size_t rule = 0; rule < sheet->rules->count; rule++) {
        for (size_t i = 0; i < sheet->count; i++) {
            enum churn_action action = cell_decide(sheet, rule, i);
            if (action == CHURN_RAISE && !raises)
                action = CHURN_NOTHING;
            sheet->actions[crm__alert_cell(sheet, rule, i)] = (uint8_t)action;
        }
    }
    for (size_t i = 0; i < sheet->open_count; i++) {
        struct alert_open *open = &sheet->open[i];
        open->ends = open->rule == SIZE_MAX ||
                     sheet->actions[crm__alert_cell(sheet, open->rule, open->customer)] ==
                         CHURN_CLOSE;
    }
}

void crm__alert_sheet_count(const struct alert_sheet *sheet, struct alert_report *report)
{
    report->customers += (int64_t)sheet->count;
    for (size_t i = 0; i < sheet->rules->count * sheet->count; i++)
        report->raised += sheet->actions[i] == CHURN_RAISE;
    for (size_t i = 0; i < sheet->open_count; i++)
        report->closed += sheet->open[i].ends;
}

int64_t crm__alert_sheet_next(const struct alert_sheet *sheet, size_t customer)
{
    int64_t next = CHURN_NEVER;
    for (size_t rule = 0; rule < sheet->rules->count; rule++) {
        const struct alert_rule *of = &sheet->rules->items[rule];
        size_t cell = crm__alert_cell(sheet, rule, customer);
        bool open = sheet->actions[cell] == CHURN_RAISE ||
                    (sheet->is_open[cell] && sheet->actions[cell] != CHURN_CLOSE);
        if (!of->enabled || of->moves || open || !concerns(sheet, rule, customer))
            continue;
        int64_t due = crm__churn_due_day(&of->silence, &sheet->customers[customer].totals);
        next = due < next ? due : next;
    }
    return next <= DATE_MAX ? crm__zone_date_start(sheet->zone, next) : INT64_MAX;
}

struct alert_why crm__alert_sheet_why(const struct alert_sheet *sheet, size_t rule,
                                      size_t customer)
{
    const struct alert_rule *of = &sheet->rules->items[rule];
    const struct alert_customer *who = &sheet->customers[customer];
    struct alert_why why = {.moves = of->moves, .rule = of->id, .rule_name = of->name};
    if (of->moves) {
        size_t count;
        const struct segment_rule *segments = crm__segment_standard(&count);
        why.from = who->before < count ? crm__text_of(segments[who->before].code) : TEXT_NONE;
        why.to = who->after < count ? crm__text_of(segments[who->after].code) : TEXT_NONE;
        why.run = sheet->run;
        return why;
    }
    crm__churn_limit(&of->silence, &who->totals, &why.limit);
    why.days_silent = sheet->today - who->totals.last_day;
    why.last_day = who->totals.last_day;
    why.purchase_days = who->totals.purchase_days;
    why.gap_permille = of->silence.gap_permille;
    return why;
}
