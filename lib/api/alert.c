/* Alerts, for hosts. */
#include "crm/alert.h"

#include "api/handle.h"
#include "base/options.h"
#include "service/alerts.h"

static crm_status language_read(crm_db *db, const char *where, const char *language,
                                bool *chinese_out)
{
    struct text text = crm__text_of(language);
    *chinese_out = crm__text_is(text, "zh");
    if (text.size == 0 || *chinese_out || crm__text_is(text, "en"))
        return CRM_OK;
    return crm__fail(&db->env, CRM_E_INVALID, "%s.language: '%.*s', use 'en' or 'zh'", where,
                     (int)text.size, text.data);
}

crm_status crm_alert_list(crm_db *db, const crm_alert_options *given, crm_cursor **cursor_out)
{
    crm_alert_options options;
    struct reader *reader = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    *cursor_out = NULL;
    status = crm__options_copy(&db->env, "crm_alert_options", &options, sizeof options, given);
    if (status < 0)
        return status;
    struct alert_filter filter = {.state = crm__text_of(options.state),
                                  .account = options.account_id,
                                  .owner = options.owner_id,
                                  .rule = options.rule_id,
                                  .limit = options.limit};
    status = language_read(db, "crm_alert_options", options.language, &filter.chinese);
    if (status >= 0)
        status = crm__alerts_list(db->store, &filter, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_alert_run(crm_db *db, const crm_alert_run_options *given,
                         crm_alert_report *report_out, crm_cursor **cursor_out)
{
    crm_alert_run_options options;
    struct alert_report report;
    struct reader *reader = NULL;
    bool chinese;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (cursor_out)
        *cursor_out = NULL;
    if (!report_out)
        return crm__api_null(db, "report_out");
    *report_out = (crm_alert_report){0};
    status = crm__options_copy(&db->env, "crm_alert_run_options", &options, sizeof options, given);
    if (status >= 0)
        status = language_read(db, "crm_alert_run_options", options.language, &chinese);
    if (status >= 0 && options.reserved)
        status = crm__fail(&db->env, CRM_E_MISUSE, "crm_alert_run_options.reserved: %d, must be 0",
                           options.reserved);
    if (status < 0)
        return status;
    status = crm__alerts_run(db->store, options.dry_run != 0, chinese, &report,
                             cursor_out ? &reader : NULL);
    if (status < 0)
        return status;
    *report_out = (crm_alert_report){.customers = report.customers,
                                     .raised = report.raised,
                                     .closed = report.closed,
                                     .open = report.open};
    return cursor_out ? crm__api_cursor(db, reader, cursor_out) : CRM_OK;
}

crm_status crm_alert_acknowledge(crm_db *db, int64_t id)
{
    crm_status status = crm__api_enter(db);
    return status < 0 ? status : crm__alert_acknowledge(db->store, id);
}

crm_status crm_alert_close(crm_db *db, int64_t id)
{
    crm_status status = crm__api_enter(db);
    return status < 0 ? status : crm__alert_close(db->store, id);
}
