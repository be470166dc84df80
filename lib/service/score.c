/* Scoring leads: loading and judging a batch. */
#include "service/score.h"

#include "base/json.h"
#include "base/time.h"
#include "service/table.h"

#include <stdlib.h>

enum { EXTRA_SCORE = 1, EXTRA_GRADE, EXTRA_VERSION, EXTRA_SCORED_AT };
enum { EVENT_SUBJECT, EVENT_KIND, EVENT_AT };

enum { MILLI = 1000 };

static crm_status rules_gather(struct scorer *scorer)
{
    struct score_book *book = &scorer->book;
    size_t count = 0;
    for (size_t i = 0; i < book->count; i++)
        count += 1 + book->plans[i].model.rule_count;
    scorer->rules = crm__arena_alloc_zero(&book->arena, count + 1, sizeof *scorer->rules);
    scorer->first = crm__arena_alloc_zero(&book->arena, book->count + 1, sizeof *scorer->first);
    if (!scorer->rules || !scorer->first)
        return CRM_E_NOMEM;
    size_t at = 0;
    for (size_t i = 0; i < book->count; i++) {
        const struct score_plan *plan = &book->plans[i];
        scorer->first[i] = at;
        scorer->rules[at++] = plan->condition;
        for (size_t rule = 0; rule < plan->model.rule_count; rule++)
            scorer->rules[at++] = plan->rules[rule].condition;
    }
    return crm__rule_rows_init(&scorer->rows, scorer->store,
                               crm__service_entity(scorer->store, "lead"), scorer->rules, count,
                               TEXT("score,grade,version,scored_at"));
}

crm_status crm__scorer_init(struct scorer *scorer, struct store *store)
{
    *scorer = (struct scorer){.store = store};
    crm__batch_init(&scorer->events, store->env);
    crm__arena_init(&scorer->results_arena, store->env);
    crm_status status = crm__score_book_load(&scorer->book, store);
    if (status >= 0)
        status = rules_gather(scorer);
    if (status < 0)
        crm__scorer_free(scorer);
    return status;
}

void crm__scorer_free(struct scorer *scorer)
{
    if (!scorer->store)
        return;
    crm__rule_rows_free(&scorer->rows);
    crm__batch_free(&scorer->events);
    crm__arena_free(&scorer->results_arena);
    crm__free(scorer->store->env, scorer->met);
    crm__score_book_free(&scorer->book);
    *scorer = (struct scorer){0};
}

/* --- events --------------------------------------------------------------------------------- */

/* The longest window of any event rule; 0 when no rule looks at events. */
static int64_t events_window(const struct score_book *book)
{
    int64_t longest = 0;
    for (size_t i = 0; i < book->count; i++) {
        const struct score_plan *plan = &book->plans[i];
        for (size_t rule = 0; rule < plan->model.rule_count; rule++) {
            if (plan->model.rules[rule].by_events && plan->rules[rule].window_us > longest)
                longest = plan->rules[rule].window_us;
        }
    }
    return longest;
}

/* Ids ascend, so the leads of a batch lie close together and one range read finds their events. */
static crm_status events_query(struct scorer *scorer, int64_t window_us, int64_t least,
                               int64_t most)
{
    struct query *query;
    struct buffer where;
    const struct entity *event = crm__service_entity(scorer->store, "event");
    crm_status status = crm__query_new(scorer->store, event, &query);
    if (status < 0)
        return status;
    crm__buffer_init(&where, scorer->store->env);
    crm__buffer_format(&where,
                       "subject_entity == \"lead\" && subject_id >= %lld && subject_id <= %lld",
                       (long long)least, (long long)most);
    if (window_us != INT64_MAX)
        crm__buffer_format(&where, " && at > now - duration(\"%llds\")",
                           (long long)(window_us / SECOND_US));
    status = crm__buffer_status(&where);
    if (status >= 0)
        crm__query_where(query, crm__buffer_view(&where));
    crm__query_fields(query, TEXT("subject_id,kind,at"));
    crm__query_partition(query, crm__service_field(event, "subject_id"), scorer->partition);
    crm__query_sort(query, TEXT("subject_id,at"));
    if (status >= 0)
        status = crm__query_all(query, &scorer->events);
    crm__buffer_free(&where);
    crm__query_free(query);
    return status;
}

static crm_status events_load(struct scorer *scorer)
{
    const struct batch *leads = &scorer->rows.rows;
    int64_t window_us = events_window(&scorer->book);
    crm__batch_free(&scorer->events);
    crm__batch_init(&scorer->events, scorer->store->env);
    if (window_us == 0 || leads->row_count == 0)
        return CRM_OK;
    const int64_t *ids = leads->columns[0].integers;
    return events_query(scorer, window_us, ids[0], ids[leads->row_count - 1]);
}

/* The first event of that lead or a later one. */
static size_t events_first(const struct scorer *scorer, int64_t lead)
{
    size_t low = 0;
    size_t high = scorer->events.row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (scorer->events.columns[EVENT_SUBJECT].integers[middle] < lead)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static crm_status event_add(struct scorer *scorer, const struct zone *zone, size_t rule,
                            int64_t at_us)
{
    crm_status status =
        crm__array_reserve(scorer->store->env, (void **)&scorer->met, &scorer->met_capacity,
                           scorer->met_count + 1, sizeof *scorer->met);
    if (status >= 0)
        scorer->met[scorer->met_count++] = (struct score_event){
            .rule = rule, .at_us = at_us, .day = crm__zone_date(zone, at_us)};
    return status;
}

/* The events of a lead that meet the plan's event rules, by rule, then time. A rule's condition is
 * about the lead: where it does not hold, the rule's events do not count. */
static crm_status events_meet(struct scorer *scorer, const struct score_plan *plan, size_t row,
                              int64_t lead)
{
    const struct zone *zone;
    size_t plan_first = scorer->first[plan - scorer->book.plans];
    int64_t now_us = scorer->store->env->now_us;
    crm_status status = crm__store_zone(scorer->store, TEXT_NONE, &zone);
    size_t first = events_first(scorer, lead);
    scorer->met_count = 0;
    for (size_t i = 0; status >= 0 && i < plan->model.rule_count; i++) {
        const struct score_plan_rule *rule = &plan->rules[i];
        bool counts = plan->model.rules[i].by_events &&
                      scorer->rows.verdicts[plan_first + 1 + i][row] == RULE_TRUE;
        for (size_t at = first; counts && status >= 0 && at < scorer->events.row_count; at++) {
            if (scorer->events.columns[EVENT_SUBJECT].integers[at] != lead)
                break;
            int64_t at_us = scorer->events.columns[EVENT_AT].integers[at];
            struct text kind = crm__column_text_at(&scorer->events.columns[EVENT_KIND], at);
            bool inside = at_us > now_us || now_us - at_us < rule->window_us;
            if (inside && crm__text_equal(kind, rule->event_kind))
                status = event_add(scorer, zone, i, at_us);
        }
    }
    return status;
}

/* --- reasons -------------------------------------------------------------------------------- */

/* Thousandths as a JSON number: 12500 is 12.5. */
static void milli_write(struct json_writer *writer, int64_t milli)
{
    char text[NUMBER_TEXT_SIZE];
    char number[NUMBER_TEXT_SIZE + 8];
    uint64_t size = milli < 0 ? 0 - (uint64_t)milli : (uint64_t)milli;
    size_t used = 0;
    if (milli < 0)
        number[used++] = '-';
    size_t whole = crm__int64_to_text((int64_t)(size / MILLI), text);
    for (size_t i = 0; i < whole; i++)
        number[used++] = text[i];
    uint64_t rest = size % MILLI;
    if (rest)
        number[used++] = '.';
    for (uint64_t unit = MILLI / 10; rest; unit /= 10) {
        number[used++] = (char)('0' + (int)(rest / unit));
        rest %= unit;
    }
    crm__json_write_raw(writer, (struct text){number, used});
}

static void reason_write(struct json_writer *writer, const struct score_plan *plan,
                         const struct score_reason *reason)
{
    static const char *const kinds[] = {"rule", "group", "total"};
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "model");
    crm__json_write_id(writer, plan->id);
    crm__json_write_name(writer, "kind");
    crm__json_write_cstr(writer, kinds[reason->kind]);
    if (reason->kind == REASON_RULE) {
        crm__json_write_name(writer, "rule");
        crm__json_write_id(writer, plan->model.rules[reason->index].id);
    }
    if (reason->kind != REASON_TOTAL) {
        crm__json_write_name(writer, "name");
        crm__json_write_text(writer, reason->kind == REASON_RULE
                                         ? plan->rules[reason->index].name
                                         : plan->group_names[reason->index]);
    }
    if (reason->kind == REASON_RULE && plan->model.rules[reason->index].by_events) {
        crm__json_write_name(writer, "events");
        crm__json_write_int64(writer, (int64_t)reason->count);
    }
    crm__json_write_name(writer, "points");
    milli_write(writer, reason->points_milli);
    crm__json_end_object(writer);
}

static void rounding_write(struct json_writer *writer, int64_t milli)
{
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "kind");
    crm__json_write_cstr(writer, "rounding");
    crm__json_write_name(writer, "points");
    milli_write(writer, milli);
    crm__json_end_object(writer);
}

/* --- one lead ------------------------------------------------------------------------------- */

/* Whole points, half away from zero. */
static int64_t points_of(int64_t milli)
{
    return milli < 0 ? (milli - MILLI / 2) / MILLI : (milli + MILLI / 2) / MILLI;
}

static crm_status plan_apply(struct scorer *scorer, const struct score_plan *plan, size_t row,
                             struct json_writer *writer, struct scored *scored, int64_t *milli)
{
    struct env *env = scorer->store->env;
    size_t first = scorer->first[plan - scorer->book.plans] + 1;
    size_t rule_count = plan->model.rule_count;
    struct score_result result;
    struct score_reason *reasons = crm__realloc_array(
        env, NULL, crm__score_reason_limit(&plan->model), sizeof *reasons);
    uint8_t *verdicts = crm__alloc_zero(env, rule_count + 1, 1);
    crm_status status =
        reasons && verdicts ? events_meet(scorer, plan, row, scored->lead) : CRM_E_NOMEM;
    if (status >= 0) {
        for (size_t i = 0; i < rule_count; i++)
            verdicts[i] = scorer->rows.verdicts[first + i][row];
        crm__score_one(&plan->model, verdicts, scorer->met, scorer->met_count, env->now_us,
                       reasons, &result);
        scored->missing += result.missing_count;
        *milli += result.score_milli;
    }
    for (size_t i = 0; status >= 0 && i < result.reason_count; i++) {
        reason_write(writer, plan, &reasons[i]);
        if (scorer->tell)
            status = scorer->tell(scorer->context, plan, &reasons[i]);
    }
    crm__free(env, verdicts);
    crm__free(env, reasons);
    return status;
}

static crm_status plans_apply(struct scorer *scorer, size_t row, struct json_writer *writer,
                              struct scored *scored, int64_t *milli)
{
    struct text kind = TEXT_NONE; /* of the plan that was taken last */
    for (size_t i = 0; i < scorer->book.count; i++) {
        const struct score_plan *plan = &scorer->book.plans[i];
        if (crm__text_equal(plan->kind, kind) ||
            scorer->rows.verdicts[scorer->first[i]][row] != RULE_TRUE)
            continue;
        crm_status status = plan_apply(scorer, plan, row, writer, scored, milli);
        if (status < 0)
            return status;
        kind = plan->kind;
        if (!scored->plan)
            scored->plan = plan;
    }
    return CRM_OK;
}

static bool differs(const struct scorer *scorer, const struct scored *scored, size_t row)
{
    struct value grade = crm__batch_at(&scorer->rows.rows, EXTRA_GRADE, row);
    struct text letter = grade.kind == VALUE_TEXT ? grade.text : TEXT_NONE;
    if (!scored->plan)
        return scored->before.kind != VALUE_NULL;
    return scored->before.kind == VALUE_NULL || scored->before.integer != scored->points ||
           !crm__text_is(letter, scored->grade);
}

static crm_status lead_score(struct scorer *scorer, size_t row, struct scored *scored)
{
    const struct batch *rows = &scorer->rows.rows;
    struct buffer reasons;
    struct json_writer writer;
    int64_t milli = 0;
    *scored = (struct scored){.lead = rows->columns[0].integers[row],
                              .before = crm__batch_at(rows, EXTRA_SCORE, row),
                              .grade = ""};
    crm__buffer_init(&reasons, scorer->store->env);
    crm__json_writer_init(&writer, &reasons, 0);
    crm__json_begin_array(&writer);
    crm_status status = plans_apply(scorer, row, &writer, scored, &milli);
    if (status >= 0 && scored->plan) {
        scored->points = points_of(milli);
        if (scored->points * MILLI != milli)
            rounding_write(&writer, scored->points * MILLI - milli);
        scored->grade = crm__score_grade(scored->plan->grades, scored->plan->grade_count,
                                         scored->points * MILLI);
    }
    if (status >= 0) {
        crm__json_end_array(&writer);
        scored->reasons = crm__arena_text(&scorer->results_arena, crm__buffer_view(&reasons));
        status = crm__buffer_status(&reasons);
    }
    if (status >= 0 && !scored->reasons.data)
        status = CRM_E_NOMEM;
    if (status >= 0)
        scored->changed = differs(scorer, scored, row);
    crm__buffer_free(&reasons);
    return status;
}

crm_status crm__scorer_load(struct scorer *scorer, const int64_t *ids, size_t count)
{
    crm__arena_reset(&scorer->results_arena);
    scorer->count = 0;
    crm__store_elevate(scorer->store);
    crm_status status = crm__rule_rows_load(&scorer->rows, ids, count);
    if (status >= 0)
        status = events_load(scorer);
    crm__store_restore(scorer->store);
    size_t rows = status < 0 ? 0 : scorer->rows.rows.row_count;
    scorer->results =
        crm__arena_alloc_zero(&scorer->results_arena, rows + 1, sizeof *scorer->results);
    if (status >= 0 && !scorer->results)
        status = CRM_E_NOMEM;
    for (size_t row = 0; status >= 0 && row < rows; row++) {
        status = lead_score(scorer, row, &scorer->results[row]);
        scorer->count = row + 1;
    }
    return status;
}

/* Nobody has changed or scored them since: a score changes no version. */
static crm_status is_fresh(struct scorer *scorer, bool *fresh_out)
{
    static const char *const names[] = {"version", "scored_at", "score"};
    static const size_t loaded[] = {EXTRA_VERSION, EXTRA_SCORED_AT, EXTRA_SCORE};
    const struct batch *leads = &scorer->rows.rows;
    struct env *env = scorer->store->env;
    struct batch now;
    uint8_t *found = crm__alloc_zero(env, leads->row_count + 1, 1);
    if (!found)
        return CRM_E_NOMEM;
    crm__batch_init(&now, env);
    crm_status status =
        crm__table_get(scorer->store, "lead", names, 3, leads->columns[0].integers,
                       leads->row_count, found, &now);
    *fresh_out = status >= 0;
    for (size_t row = 0; *fresh_out && row < leads->row_count; row++) {
        for (size_t i = 0; i < 3; i++)
            *fresh_out &= found[row] && crm__value_equal(crm__batch_at(&now, i, row),
                                                         crm__batch_at(leads, loaded[i], row));
    }
    crm__batch_free(&now);
    crm__free(env, found);
    return status;
}

crm_status crm__scorer_renew(struct scorer *scorer, const int64_t *ids, size_t count)
{
    bool fresh = true;
    crm_status status = scorer->count ? is_fresh(scorer, &fresh) : CRM_OK;
    return status < 0 || fresh ? status : crm__scorer_load(scorer, ids, count);
}
