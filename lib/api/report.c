/* Reports, for hosts. */
#include "crm/report.h"

#include "api/handle.h"
#include "base/options.h"
#include "report/report.h"

struct crm_report {
    crm_db *db;
    struct report *report;
};

static crm_status options_read(struct env *env, const crm_report_options *given,
                               struct report_options *options_out)
{
    crm_report_options options = {.size = sizeof options};
    crm_status status =
        crm__options_copy(env, "crm_report_options", &options, sizeof options, given);
    if (status < 0)
        return status;
    struct text language = crm__text_of(options.language);
    if (language.size && !crm__text_is(language, "en") && !crm__text_is(language, "zh"))
        return crm__fail(env, CRM_E_INVALID,
                         "crm_report_options.language: '%.*s', use 'en' or 'zh'",
                         (int)language.size, language.data);
    *options_out = (struct report_options){.from_us = options.from_us,
                                           .until_us = options.until_us,
                                           .entity = crm__text_of(options.entity),
                                           .field = crm__text_of(options.field),
                                           .owner_id = options.owner_id,
                                           .chinese = crm__text_is(language, "zh")};
    return CRM_OK;
}

crm_status crm_report_list(crm_db *db, crm_cursor **cursor_out)
{
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    struct reader *reader = NULL;
    status = crm__report_list(db->store, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_report_run(crm_db *db, const char *name, const crm_report_options *given,
                          crm_report **report_out)
{
    if (report_out)
        *report_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!report_out)
        return crm__api_null(db, "report_out");
    if (!name)
        return crm__api_null(db, "name");
    struct report_options options;
    status = options_read(&db->env, given, &options);
    if (status < 0)
        return status;
    crm_report *handle = crm__alloc_zero(&db->env, 1, sizeof *handle);
    if (!handle)
        return CRM_E_NOMEM;
    status = crm__report_run(db->store, crm__text_of(name), &options, &handle->report);
    if (status < 0) {
        crm__free(&db->env, handle);
        return status;
    }
    handle->db = crm__api_retain(db);
    *report_out = handle;
    return CRM_OK;
}

crm_status crm_report_cursor(crm_report *report, crm_cursor **cursor_out)
{
    if (cursor_out)
        *cursor_out = NULL;
    if (!report)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(report->db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(report->db, "cursor_out");
    *cursor_out = NULL;
    struct reader *reader = NULL;
    status = crm__report_reader(report->report, &reader);
    return crm__api_answer(report->db, status, reader, cursor_out);
}

crm_status crm_report_text(crm_report *report, const crm_format_options *given, crm_write write,
                           void *context)
{
    if (!report)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(report->db);
    if (status < 0)
        return status;
    if (!write)
        return crm__api_null(report->db, "write");
    struct env *env = &report->db->env;
    crm_format_options format = {.size = sizeof format};
    status = crm__options_copy(env, "crm_format_options", &format, sizeof format, given);
    if (status < 0)
        return status;
    if (format.width < 0)
        return crm__fail(env, CRM_E_MISUSE, "crm_format_options.width: %d, at least 0",
                         (int)format.width);
    struct writer writer;
    crm__writer_init(&writer, env, write, context);
    status =
        crm__report_text(report->report, (size_t)format.width, format.color != 0, &writer);
    crm_status finished = crm__writer_finish(&writer);
    return status < 0 ? status : finished;
}

typedef crm_status report_draw(const struct report *report, struct buffer *out);

static crm_status drawn(crm_report *report, report_draw *draw, crm_write write, void *context)
{
    if (!report)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(report->db);
    if (status < 0)
        return status;
    if (!write)
        return crm__api_null(report->db, "write");
    struct buffer out;
    crm__buffer_init(&out, &report->db->env);
    status = draw(report->report, &out);
    if (status >= 0) {
        struct writer writer;
        crm__writer_init(&writer, &report->db->env, write, context);
        crm__writer_text(&writer, crm__buffer_view(&out));
        status = crm__writer_finish(&writer);
    }
    crm__buffer_free(&out);
    return status;
}

crm_status crm_report_svg(crm_report *report, crm_write write, void *context)
{
    return drawn(report, crm__report_svg, write, context);
}

crm_status crm_report_vega(crm_report *report, crm_write write, void *context)
{
    return drawn(report, crm__report_vega, write, context);
}

void crm_report_free(crm_report *report)
{
    if (!report)
        return;
    crm_db *db = report->db;
    crm__report_free(report->report);
    crm__free(&db->env, report);
    crm__api_release(db);
}
