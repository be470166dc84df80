/* Exporting, for hosts. */
#include "crm/transfer.h"

#include "api/query.h"
#include "base/options.h"
#include "service/export.h"

static crm_status form_read(crm_db *db, int32_t format, struct export_options *options)
{
    switch (format) {
    case 0:
    case CRM_FORMAT_CSV:
        options->form = OUTPUT_CSV;
        return CRM_OK;
    case CRM_FORMAT_JSON:
        options->form = OUTPUT_JSON;
        return CRM_OK;
    case CRM_FORMAT_NDJSON:
        options->form = OUTPUT_NDJSON;
        return CRM_OK;
    case CRM_FORMAT_ARROW:
        options->form = OUTPUT_ARROW;
        return CRM_OK;
    default:
        return crm__fail(&db->env, CRM_E_MISUSE,
                         "crm_export_options.format: %d is none of CSV, NDJSON, JSON, ARROW",
                         (int)format);
    }
}

static crm_status delimiter_read(crm_db *db, struct text given, char *delimiter)
{
    if (given.size == 1 && crm__text_find(TEXT(",;|\t"), given, 0) != SIZE_MAX) {
        *delimiter = given.data[0];
        return CRM_OK;
    }
    return given.size == 0 ? CRM_OK
                           : crm__fail(&db->env, CRM_E_INVALID,
                                       "delimiter: '%.*s' is no comma, semicolon, bar or tab",
                                       (int)(given.size < 8 ? given.size : 8), given.data);
}

static crm_status labels_read(crm_db *db, struct text given, struct export_options *options)
{
    options->csv.labels = given.size > 0;
    options->chinese = crm__text_is(given, "zh");
    if (given.size == 0 || options->chinese || crm__text_is(given, "en"))
        return CRM_OK;
    return crm__fail(&db->env, CRM_E_UNKNOWN, "labels: '%.*s', use 'en' or 'zh'",
                     (int)(given.size < 8 ? given.size : 8), given.data);
}

static crm_status csv_read(crm_db *db, const crm_export_options *given,
                           struct export_options *options)
{
    struct text encoding = crm__text_of(given->encoding);
    bool any = given->bom || given->crlf || given->unguarded || given->delimiter ||
               given->encoding || given->labels;
    if (any && options->form != OUTPUT_CSV)
        return crm__fail(&db->env, CRM_E_MISUSE,
                         "crm_export_options: bom, crlf, unguarded, delimiter, encoding and labels "
                         "are of CSV");
    crm_status status = CRM_OK;
    if (encoding.size)
        status = crm__encoding_find(&db->env, encoding, &options->encoding);
    bool wide =
        options->encoding == ENCODING_UTF16LE || options->encoding == ENCODING_UTF16BE;
    options->csv.bom = given->bom != 0 || wide;
    options->csv.crlf = given->crlf != 0;
    options->csv.formula_safe = given->unguarded == 0;
    if (status >= 0)
        status = delimiter_read(db, crm__text_of(given->delimiter), &options->csv.delimiter);
    return status < 0 ? status : labels_read(db, crm__text_of(given->labels), options);
}

/* Either records of an entity, or a query; not both. */
static crm_status what_read(crm_db *db, const crm_export_options *given,
                            struct export_options *options)
{
    bool parts = given->where || given->fields || given->sort || given->limit ||
                 given->partition_index || given->partition_count;
    if (given->query && (given->entity || parts))
        return crm__fail(&db->env, CRM_E_MISUSE,
                         "crm_export_options: a query says itself which rows and fields");
    if (given->limit < 0)
        return crm__fail(&db->env, CRM_E_MISUSE, "crm_export_options.limit: %lld, at least 0",
                         (long long)given->limit);
    if (given->query)
        return crm__api_query(db, given->query, &options->query);
    options->where = crm__text_of(given->where);
    options->fields = crm__text_of(given->fields);
    options->sort = crm__text_of(given->sort);
    options->limit = given->limit;
    crm_status status = crm__partition_read(&db->env, "crm_export_options", given->partition_index,
                                            given->partition_count, &options->partition);
    return status < 0 ? status : crm__api_entity(db, given->entity, &options->entity);
}

static crm_status options_read(crm_db *db, const crm_export_options *given, crm_write write,
                               void *write_context, struct export_options *options)
{
    *options = (struct export_options){
        .path = crm__text_of(given->path), .write = write, .context = write_context};
    if ((options->path.size > 0) == (write != NULL))
        return crm__fail(&db->env, CRM_E_MISUSE,
                         "crm_export_run: give either a path or a write callback");
    crm_status status = form_read(db, given->format, options);
    if (status >= 0)
        status = csv_read(db, given, options);
    return status < 0 ? status : what_read(db, given, options);
}

crm_status crm_export_run(crm_db *db, const crm_export_options *given, crm_write write,
                          void *write_context, crm_export_report *report_out)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (report_out)
        *report_out = (crm_export_report){0};
    crm_export_options mine = {.size = sizeof mine};
    status = crm__options_copy(&db->env, "crm_export_options", &mine, sizeof mine, given);
    struct export_options options;
    if (status >= 0)
        status = options_read(db, &mine, write, write_context, &options);
    if (status < 0)
        return status;
    struct export_report report;
    status = crm__export_run(db->store, &options, &report);
    if (report_out && status >= 0)
        *report_out = (crm_export_report){.rows = report.rows, .size = report.size};
    return status;
}
