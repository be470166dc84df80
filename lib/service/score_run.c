/* Scoring leads: choosing them, writing what came out, and explaining it. */
#include "service/save.h"
#include "service/score.h"

#include <stdlib.h>
#include <string.h>

/* --- which leads ---------------------------------------------------------------------------- */

static int id_order(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static crm_status ids_check(struct store *store, const int64_t *ids, size_t count)
{
    uint8_t *visible = crm__alloc_zero(store->env, count + 1, 1);
    if (!visible)
        return CRM_E_NOMEM;
    crm_status status =
        crm__rows_visible(store, crm__service_entity(store, "lead"), ids, count, visible);
    for (size_t i = 0; status >= 0 && i < count; i++) {
        if (!visible[i]) {
            status = crm__fail_field(store->env, CRM_E_NOT_FOUND, "lead", NULL, "no lead %lld",
                                     (long long)ids[i]);
            store->env->error.record_id = ids[i];
        }
    }
    crm__free(store->env, visible);
    return status;
}

static size_t ids_of_partition(int64_t *ids, size_t count, struct partition partition)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (crm__partition_has(partition, ids[i]))
            ids[kept++] = ids[i];
    }
    return kept;
}

crm_status crm__lead_choose(struct store *store, const struct lead_choice *choice,
                            int64_t **ids_out, size_t *count_out)
{
    if (!choice->ids)
        return crm__rule_rows_ids(store, crm__service_entity(store, "lead"),
                                  choice->where.size ? choice->where
                                                     : TEXT("!has(converted_at)"),
                                  NULL, choice->partition, ids_out, count_out);
    *ids_out = NULL;
    *count_out = 0;
    int64_t *ids = crm__realloc_array(store->env, NULL, choice->count + 1, sizeof *ids);
    if (!ids)
        return CRM_E_NOMEM;
    if (choice->count)
        memcpy(ids, choice->ids, choice->count * sizeof *ids);
    qsort(ids, choice->count, sizeof *ids, id_order);
    size_t count = 0;
    for (size_t i = 0; i < choice->count; i++) {
        if (!count || ids[count - 1] != ids[i])
            ids[count++] = ids[i];
    }
    crm_status status = ids_check(store, ids, count);
    count = ids_of_partition(ids, count, choice->partition);
    if (status < 0) {
        crm__free(store->env, ids);
        return status;
    }
    *ids_out = ids;
    *count_out = count;
    return CRM_OK;
}

/* --- writing -------------------------------------------------------------------------------- */

static crm_status row_put(struct batch *rows, const struct value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        crm_status status = crm__column_value(rows, &rows->columns[i], values[i]);
        if (status < 0)
            return status;
    }
    crm__batch_finish_row(rows);
    return CRM_OK;
}

static crm_status rows_save(struct store *store, const char *entity_name, const char *const *names,
                            struct batch *rows, const int64_t *ids)
{
    enum { FIELD_LIMIT = 8 };
    const struct entity *entity = crm__service_entity(store, entity_name);
    const struct field *fields[FIELD_LIMIT];
    struct arena arena;
    crm__arena_init(&arena, store->env);
    for (size_t i = 0; i < rows->column_count; i++)
        fields[i] = crm__service_field(entity, names[i]);
    struct save save = {.entity = entity,
                        .fields = fields,
                        .field_count = rows->column_count,
                        .rows = rows,
                        .ids = ids,
                        .by_system = true,
                        .all_or_none = true,
                        .arena = &arena};
    crm_status status = crm__save_rows(store, &save);
    crm__arena_free(&arena);
    return status;
}

static crm_status columns_add(struct store *store, struct batch *rows, const char *entity_name,
                              const char *const *names, size_t count)
{
    const struct entity *entity = crm__service_entity(store, entity_name);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = crm__service_field(entity, names[i]);
        if (!crm__batch_add(rows, field->name, crm__field_kind(field->type)))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

static struct value grade_value(const struct scored *scored)
{
    struct text letter = crm__text_of(scored->grade);
    return letter.size ? crm__value_text(letter) : VALUE_OF_NULL;
}

static crm_status leads_write(struct scorer *scorer)
{
    static const char *const names[] = {"score", "grade", "score_reasons", "scored_at"};
    enum { COUNT = sizeof names / sizeof *names };
    struct store *store = scorer->store;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = columns_add(store, &rows, "lead", names, COUNT);
    int64_t *ids = crm__realloc_array(store->env, NULL, scorer->count + 1, sizeof *ids);
    if (status >= 0 && !ids)
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < scorer->count; i++) {
        const struct scored *scored = &scorer->results[i];
        bool has = scored->plan != NULL;
        const struct value values[COUNT] = {
            has ? crm__value_int(scored->points) : VALUE_OF_NULL, grade_value(scored),
            has ? crm__value_text(scored->reasons) : VALUE_OF_NULL,
            crm__value_int(store->env->now_us)};
        ids[i] = scored->lead;
        status = row_put(&rows, values, COUNT);
    }
    if (status >= 0 && rows.row_count)
        status = rows_save(store, "lead", names, &rows, ids);
    crm__free(store->env, ids);
    crm__batch_free(&rows);
    return status;
}

static crm_status history_write(struct scorer *scorer)
{
    static const char *const names[] = {"lead",           "model",   "value", "grade",
                                        "previous_value", "reasons", "at"};
    enum { COUNT = sizeof names / sizeof *names };
    struct store *store = scorer->store;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = columns_add(store, &rows, "score", names, COUNT);
    for (size_t i = 0; status >= 0 && i < scorer->count; i++) {
        const struct scored *scored = &scorer->results[i];
        if (!scored->changed || !scored->plan)
            continue;
        const struct value values[COUNT] = {crm__value_int(scored->lead),
                                            crm__value_int(scored->plan->id),
                                            crm__value_int(scored->points),
                                            grade_value(scored),
                                            scored->before,
                                            crm__value_text(scored->reasons),
                                            crm__value_int(store->env->now_us)};
        status = row_put(&rows, values, COUNT);
    }
    if (status >= 0 && rows.row_count)
        status = rows_save(store, "score", names, &rows, NULL);
    crm__batch_free(&rows);
    return status;
}

crm_status crm__scorer_write(struct scorer *scorer)
{
    crm_status status = crm__store_begin(scorer->store);
    if (status < 0)
        return status;
    crm__store_elevate(scorer->store);
    status = leads_write(scorer);
    if (status >= 0)
        status = history_write(scorer);
    crm__store_restore(scorer->store);
    return crm__store_end(scorer->store, status);
}

/* --- the run -------------------------------------------------------------------------------- */

static void report_add(struct score_report *report, const struct scorer *scorer)
{
    for (size_t i = 0; i < scorer->count; i++) {
        const struct scored *scored = &scorer->results[i];
        report->scored += scored->plan != NULL;
        report->unscored += scored->plan == NULL;
        report->changed += scored->plan != NULL && scored->changed;
        report->missing += (int64_t)scored->missing;
    }
}

static crm_status batch_score(struct scorer *scorer, const int64_t *ids, size_t count, bool dry_run)
{
    crm_status status = crm__scorer_load(scorer, ids, count);
    if (status >= 0 && !dry_run)
        status = crm__store_begin(scorer->store);
    if (status < 0 || dry_run)
        return status;
    status = crm__scorer_renew(scorer, ids, count);
    if (status >= 0)
        status = crm__scorer_write(scorer);
    return crm__store_end(scorer->store, status);
}

crm_status crm__score_run(struct store *store, const struct lead_choice *choice, bool dry_run,
                          struct score_report *report)
{
    struct scorer scorer;
    int64_t *ids;
    size_t count;
    *report = (struct score_report){0};
    crm_status status = crm__lead_choose(store, choice, &ids, &count);
    if (status < 0)
        return status;
    status = crm__scorer_init(&scorer, store);
    scorer.partition = choice->partition;
    for (size_t from = 0; status >= 0 && from < count; from += RULE_ROWS_BATCH) {
        size_t size = count - from < RULE_ROWS_BATCH ? count - from : RULE_ROWS_BATCH;
        status = batch_score(&scorer, ids + from, size, dry_run);
        if (status >= 0)
            report_add(report, &scorer);
        if (status >= 0)
            status = crm__progress(store->env, "score", (int64_t)(from + size), (int64_t)count);
    }
    crm__scorer_free(&scorer);
    crm__free(store->env, ids);
    return status;
}

/* --- explaining ----------------------------------------------------------------------------- */

enum { POINT_DECIMALS = 3 };

/* Rows of the explanation, as they come. */
struct explanation {
    struct batch rows;
    int64_t sum_milli;
};

static crm_status line_add(struct explanation *explanation, struct text model, struct text kind,
                           struct text name, struct value count, int64_t milli)
{
    const struct value values[] = {
        model.size ? crm__value_text(model) : VALUE_OF_NULL, crm__value_text(kind),
        name.size ? crm__value_text(name) : VALUE_OF_NULL, count, crm__value_int(milli)};
    return row_put(&explanation->rows, values, sizeof values / sizeof *values);
}

static crm_status reason_told(void *context, const struct score_plan *plan,
                              const struct score_reason *reason)
{
    struct explanation *explanation = context;
    explanation->sum_milli += reason->points_milli;
    if (reason->kind == REASON_RULE)
        return line_add(explanation, plan->name, TEXT("rule"), plan->rules[reason->index].name,
                        crm__value_int((int64_t)reason->count), reason->points_milli);
    if (reason->kind == REASON_GROUP)
        return line_add(explanation, plan->name, TEXT("group"), plan->group_names[reason->index],
                        VALUE_OF_NULL, reason->points_milli);
    return line_add(explanation, plan->name, TEXT("bounds"), TEXT_NONE, VALUE_OF_NULL,
                    reason->points_milli);
}

static crm_status explanation_fill(struct scorer *scorer, int64_t lead,
                                   struct explanation *explanation)
{
    scorer->tell = reason_told;
    scorer->context = explanation;
    crm_status status = crm__scorer_load(scorer, &lead, 1);
    if (status < 0 || !scorer->count || !scorer->results[0].plan)
        return status;
    const struct scored *scored = &scorer->results[0];
    int64_t total = scored->points * 1000;
    if (total != explanation->sum_milli)
        status = line_add(explanation, TEXT_NONE, TEXT("rounding"), TEXT_NONE, VALUE_OF_NULL,
                          total - explanation->sum_milli);
    return status < 0 ? status
                      : line_add(explanation, TEXT_NONE, TEXT("score"),
                                 crm__text_of(scored->grade), VALUE_OF_NULL, total);
}

crm_status crm__score_explain(struct store *store, int64_t lead, struct reader **reader_out)
{
    struct reader_column columns[] = {
        crm__reader_column(TEXT("model"), COLUMN_TEXT, TEXT("Model"), TEXT("评分模型")),
        crm__reader_column(TEXT("kind"), COLUMN_TEXT, TEXT("Kind"), TEXT("类型")),
        crm__reader_column(TEXT("name"), COLUMN_TEXT, TEXT("Name"), TEXT("名称")),
        crm__reader_column(TEXT("count"), COLUMN_INTEGER, TEXT("Times"), TEXT("次数")),
        crm__reader_column(TEXT("points"), COLUMN_DECIMAL, TEXT("Points"), TEXT("分值")),
    };
    columns[4].scale = POINT_DECIMALS;
    struct scorer scorer = {0};
    struct explanation explanation = {0};
    *reader_out = NULL;
    crm__batch_init(&explanation.rows, store->env);
    crm_status status = ids_check(store, &lead, 1);
    if (status >= 0)
        status =
            crm__reader_prepare(columns, sizeof columns / sizeof *columns, &explanation.rows);
    if (status >= 0)
        status = crm__scorer_init(&scorer, store);
    if (status >= 0)
        status = explanation_fill(&scorer, lead, &explanation);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &explanation.rows, columns, reader_out);
    crm__scorer_free(&scorer);
    crm__batch_free(&explanation.rows);
    return status;
}
