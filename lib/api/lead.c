/* The life of a lead, for hosts. */
#include "crm/lead.h"

#include "api/handle.h"
#include "base/options.h"
#include "service/cleanse.h"
#include "service/conversion.h"

/* --- scoring -------------------------------------------------------------------------------- */

static crm_status options_read(crm_db *db, const crm_lead_options *given,
                               struct lead_choice *choice, bool *dry_run)
{
    crm_lead_options options = {.size = sizeof options};
    crm_status status =
        crm__options_copy(&db->env, "crm_lead_options", &options, sizeof options, given);
    if (status < 0)
        return status;
    if (options.ids && options.where)
        return crm__fail(&db->env, CRM_E_MISUSE, "crm_lead_options: ids and where were given");
    if (!options.ids && options.id_count)
        return crm__api_null(db, "crm_lead_options.ids");
    *choice = (struct lead_choice){.ids = options.ids,
                                   .count = options.id_count,
                                   .where = crm__text_of(options.where)};
    *dry_run = options.dry_run != 0;
    return crm__partition_read(&db->env, "crm_lead_options", options.partition_index,
                               options.partition_count, &choice->partition);
}

crm_status crm_lead_score(crm_db *db, const crm_lead_options *given, crm_score_report *report_out)
{
    struct lead_choice choice;
    struct score_report report;
    bool dry_run = false;
    if (report_out)
        *report_out = (crm_score_report){0};
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!report_out)
        return crm__api_null(db, "report_out");
    status = options_read(db, given, &choice, &dry_run);
    if (status < 0)
        return status;
    status = crm__score_run(db->store, &choice, dry_run, &report);
    *report_out = (crm_score_report){.scored = report.scored,
                                     .changed = report.changed,
                                     .unscored = report.unscored,
                                     .missing = report.missing};
    return status;
}

crm_status crm_lead_score_explain(crm_db *db, int64_t lead, crm_cursor **cursor_out)
{
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    struct reader *reader = NULL;
    status = crm__score_explain(db->store, lead, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_lead_cleanse(crm_db *db, const crm_lead_options *given,
                            crm_cleanse_report *report_out, crm_cursor **cursor_out)
{
    struct lead_choice choice;
    struct cleanse_report report;
    struct reader *reader = NULL;
    bool dry_run = false;
    if (report_out)
        *report_out = (crm_cleanse_report){0};
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (cursor_out)
        *cursor_out = NULL;
    if (!report_out)
        return crm__api_null(db, "report_out");
    status = options_read(db, given, &choice, &dry_run);
    if (status < 0)
        return status;
    status = crm__cleanse_run(db->store, &choice, dry_run, &report, cursor_out ? &reader : NULL);
    *report_out = (crm_cleanse_report){.scored = report.scored,
                                       .qualified = report.qualified,
                                       .nurtured = report.nurtured,
                                       .unchanged = report.unchanged,
                                       .locked = report.locked,
                                       .undecided = report.undecided,
                                       .tasks = report.tasks};
    return cursor_out ? crm__api_answer(db, status, reader, cursor_out) : status;
}

/* --- conversion ----------------------------------------------------------------------------- */

static crm_status modes_read(crm_db *db, const crm_convert_options *given,
                             struct conversion_options *options)
{
    const int32_t modes[CONVERT_TARGETS] = {given->account, given->contact, given->opportunity};
    const int64_t ids[CONVERT_TARGETS] = {given->account_id, given->contact_id,
                                          given->opportunity_id};
    static const char *const names[CONVERT_TARGETS] = {"account", "contact", "opportunity"};
    for (size_t i = 0; i < CONVERT_TARGETS; i++) {
        if (modes[i] < CRM_CONVERT_FIND || modes[i] > CRM_CONVERT_SKIP)
            return crm__fail(&db->env, CRM_E_INVALID, "crm_convert_options.%s: %d, at least %d and "
                             "at most %d", names[i], (int)modes[i], CRM_CONVERT_FIND,
                             CRM_CONVERT_SKIP);
        if ((modes[i] == CRM_CONVERT_LINK) != (ids[i] != 0))
            return crm__fail(&db->env, CRM_E_INVALID,
                             "crm_convert_options.%s_id: goes with CRM_CONVERT_LINK only",
                             names[i]);
        options->modes[i] = (enum convert_mode)modes[i];
        options->ids[i] = ids[i];
    }
    return CRM_OK;
}

crm_status crm_lead_convert(crm_db *db, int64_t lead, const crm_convert_options *given,
                            crm_convert_result *result_out)
{
    struct conversion_result result;
    crm_convert_options copy = {.size = sizeof copy};
    if (result_out)
        *result_out = (crm_convert_result){0};
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!result_out)
        return crm__api_null(db, "result_out");
    status = crm__options_copy(&db->env, "crm_convert_options", &copy, sizeof copy, given);
    if (status < 0)
        return status;
    struct conversion_options options = {.owner = copy.owner,
                                         .opportunity_name = crm__text_of(copy.name),
                                         .has_amount = copy.amount != NULL,
                                         .amount_minor = copy.amount ? *copy.amount : 0,
                                         .stage = copy.stage,
                                         .dry_run = copy.dry_run != 0};
    status = modes_read(db, &copy, &options);
    if (status >= 0)
        status = crm__conversion_run(db->store, lead, &options, &result);
    if (status < 0)
        return status;
    *result_out =
        (crm_convert_result){.conversion = result.conversion,
                             .account = result.ids[CONVERT_ACCOUNT],
                             .contact = result.ids[CONVERT_CONTACT],
                             .opportunity = result.ids[CONVERT_OPPORTUNITY],
                             .account_created = result.created[CONVERT_ACCOUNT],
                             .contact_created = result.created[CONVERT_CONTACT],
                             .opportunity_created = result.created[CONVERT_OPPORTUNITY],
                             .relinked = result.relinked};
    return status;
}

crm_status crm_lead_unconvert(crm_db *db, int64_t lead, crm_unconvert_result *result_out)
{
    struct conversion_undo undo;
    if (result_out)
        *result_out = (crm_unconvert_result){0};
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!result_out)
        return crm__api_null(db, "result_out");
    status = crm__conversion_undo(db->store, lead, &undo);
    if (status < 0)
        return status;
    *result_out = (crm_unconvert_result){.account = undo.ids[CONVERT_ACCOUNT],
                                         .contact = undo.ids[CONVERT_CONTACT],
                                         .opportunity = undo.ids[CONVERT_OPPORTUNITY],
                                         .account_kept = undo.kept[CONVERT_ACCOUNT],
                                         .contact_kept = undo.kept[CONVERT_CONTACT],
                                         .opportunity_kept = undo.kept[CONVERT_OPPORTUNITY],
                                         .fields_kept = undo.fields_kept};
    return status;
}
