/* Duplicates and merging, for hosts. */
#include "crm/merge.h"

#include "api/handle.h"
#include "base/options.h"
#include "service/duplicates.h"
#include "service/match_explain.h"
#include "service/merge.h"
#include "service/pair_review.h"

crm_status crm_duplicates(crm_db *db, int64_t limit, crm_cursor **cursor_out)
{
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    struct reader *reader = NULL;
    status = crm__duplicates(db->store, limit, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_duplicates_decide(crm_db *db, int64_t pair, int32_t decision)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (decision != CRM_DUPLICATE_OPEN && decision != CRM_DUPLICATE_DISTINCT)
        return crm__fail(&db->env, CRM_E_MISUSE, "decision: %d is none of CRM_DUPLICATE_…",
                         (int)decision);
    return crm__duplicate_decide(db->store, pair, decision == CRM_DUPLICATE_DISTINCT);
}

crm_status crm_duplicates_scan(crm_db *db, const char *entity_name,
                               const crm_duplicates_options *given,
                               crm_duplicates_report *report_out)
{
    if (report_out)
        *report_out = (crm_duplicates_report){0};
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!report_out)
        return crm__api_null(db, "report_out");
    const struct entity *entity;
    struct duplicates_report report = {0};
    struct partition partition;
    crm_duplicates_options options;
    status = crm__options_copy(&db->env, "crm_duplicates_options", &options, sizeof options, given);
    if (status >= 0)
        status = crm__partition_read(&db->env, "crm_duplicates_options", options.partition_index,
                                     options.partition_count, &partition);
    if (status >= 0)
        status = crm__api_entity(db, entity_name, &entity);
    if (status >= 0)
        status = crm__duplicates_scan(db->store, entity, partition, &report);
    *report_out = (crm_duplicates_report){
        .records = report.records, .found = report.found, .added = report.added};
    return status;
}

crm_status crm_match_explain(crm_db *db, const char *entity_a, int64_t id_a, const char *entity_b,
                             int64_t id_b, crm_cursor **cursor_out)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    *cursor_out = NULL;
    struct match_side sides[2] = {{.id = id_a}, {.id = id_b}};
    struct reader *reader = NULL;
    status = crm__api_entity(db, entity_a, &sides[0].entity);
    if (status >= 0)
        status = crm__api_entity(db, entity_b, &sides[1].entity);
    if (status >= 0)
        status = crm__match_explain(db->store, sides, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}

static crm_status merge_enter(crm_db *db, const char *entity_name, const int64_t *ids,
                              const struct entity **entity_out)
{
    if (!ids)
        return crm__api_null(db, "ids");
    return crm__api_entity(db, entity_name, entity_out);
}

crm_status crm_merge_run(crm_db *db, const char *entity_name, const int64_t *ids, size_t count,
                         const char *reason, int64_t *merge_out)
{
    const struct entity *entity;
    if (merge_out)
        *merge_out = 0;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!merge_out)
        return crm__api_null(db, "merge_out");
    status = merge_enter(db, entity_name, ids, &entity);
    return status < 0
               ? status
               : crm__merge_run(db->store, entity, ids, count, crm__text_of(reason), merge_out);
}

crm_status crm_merge_preview(crm_db *db, const char *entity_name, const int64_t *ids, size_t count,
                             crm_cursor **cursor_out)
{
    const struct entity *entity;
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    struct reader *reader = NULL;
    status = merge_enter(db, entity_name, ids, &entity);
    if (status >= 0)
        status = crm__merge_preview(db->store, entity, ids, count, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_merge_undo(crm_db *db, int64_t merge)
{
    crm_status status = crm__api_enter(db);
    return status < 0 ? status : crm__merge_undo(db->store, merge);
}
