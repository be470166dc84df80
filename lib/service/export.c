/* Export: the query, then batch by batch through encoder and file. */
#include "service/export.h"

#include "base/file.h"
#include "service/import_map_part.h"

/* One export while it runs. What is big stands here, for this is on the heap. */
struct export_run {
    struct store *store;
    struct env *env;
    const struct export_options *options;
    struct export_report *report;
    struct query *query;
    bool own_query;
    int64_t total; /* rows that progress expects; -1: not known */
    struct reader *reader;
    struct batch batch;
    struct sheet sheet;
    struct output output;
    struct writer writer;   /* gathers small pieces, */
    struct encoder encoder; /* turns them into the encoding, */
    struct file_writer file; /* and writes them, or the caller does */
};

void crm__export_fields(const struct entity *entity, struct buffer *fields)
{
    crm__buffer_cstr(fields, "id");
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (field->index == SYSTEM_ID || !crm__import_settable(field))
            continue;
        crm__buffer_byte(fields, ',');
        crm__buffer_text(fields, field->name);
    }
}

/* --- the query -------------------------------------------------------------------------------- */

static crm_status default_fields(struct export_run *run)
{
    struct buffer fields;
    crm__buffer_init(&fields, run->env);
    crm__export_fields(run->options->entity, &fields);
    crm_status status = crm__buffer_status(&fields);
    if (status >= 0)
        status = crm__query_fields(run->query, crm__buffer_view(&fields));
    crm__buffer_free(&fields);
    return status;
}

static crm_status query_make(struct export_run *run)
{
    const struct export_options *options = run->options;
    run->query = options->query;
    if (run->query)
        return CRM_OK;
    crm_status status = crm__query_new(run->store, options->entity, &run->query);
    run->own_query = status >= 0;
    if (status >= 0)
        status = options->fields.size ? crm__query_fields(run->query, options->fields)
                                      : default_fields(run);
    if (status >= 0 && options->where.size)
        status = crm__query_where(run->query, options->where);
    if (status >= 0 && options->sort.size)
        status = crm__query_sort(run->query, options->sort);
    if (status >= 0 && options->limit)
        status = crm__query_limit(run->query, options->limit);
    if (status >= 0)
        status = crm__query_partition(run->query, NULL, options->partition);
    return status;
}

/* Counting costs a pass of its own, so only a host that looks at progress pays for it. */
static crm_status total_find(struct export_run *run)
{
    int64_t limit = run->options->limit;
    run->total = -1;
    if (!run->own_query || !run->env->host.progress)
        return CRM_OK;
    crm_status status = crm__query_count(run->query, &run->total);
    if (limit > 0 && run->total > limit)
        run->total = limit;
    return status;
}

/* --- rows ------------------------------------------------------------------------------------- */

static crm_status batches_write(struct export_run *run)
{
    crm_status status = CRM_OK;
    while (status >= 0) {
        crm__batch_clear(&run->batch);
        status = run->reader->next(run->reader, &run->batch);
        if (status != CRM_OK)
            break;
        status = crm__output_rows(&run->output);
        run->report->rows += (int64_t)run->batch.row_count;
        if (status >= 0)
            status = crm__progress(run->env, "export", run->report->rows, run->total);
    }
    return status;
}

static crm_status rows_write(struct export_run *run)
{
    const struct export_options *options = run->options;
    crm_status status = crm__query_run(run->query, &run->reader);
    if (status >= 0)
        status = crm__reader_prepare(run->reader->columns, run->reader->column_count, &run->batch);
    if (status < 0)
        return status;
    run->sheet = (struct sheet){
        .batch = &run->batch, .columns = run->reader->columns, .chinese = options->chinese};
    status = crm__output_begin(&run->output, options->form, &run->writer, &run->sheet,
                               &options->csv);
    if (status >= 0)
        status = batches_write(run);
    crm_status ended = crm__output_end(&run->output);
    status = status < 0 ? status : ended;
    ended = crm__writer_finish(&run->writer);
    return status < 0 ? status : ended;
}

/* --- where the bytes go ----------------------------------------------------------------------- */

static int32_t bytes_take(void *context, const void *bytes, size_t size)
{
    struct export_run *run = context;
    int32_t answer = run->options->path.size
                         ? crm__file_write(&run->file, bytes, size)
                         : run->options->write(run->options->context, bytes, size);
    run->report->size += answer == 0 ? (int64_t)size : 0;
    return answer;
}

static crm_status output_write(struct export_run *run)
{
    enum encoding encoding = run->options->encoding;
    if (encoding == ENCODING_DETECT)
        encoding = ENCODING_UTF8;
    crm_status status = crm__encoder_init(&run->encoder, run->env, encoding, bytes_take, run);
    if (status < 0)
        return status;
    crm__writer_init(&run->writer, run->env, crm__encoder_write, &run->encoder);
    status = rows_write(run);
    crm__encoder_free(&run->encoder);
    return status;
}

static crm_status export_write(struct export_run *run)
{
    crm_status status = query_make(run);
    if (status >= 0)
        status = total_find(run);
    if (status < 0 || run->options->path.size == 0)
        return status < 0 ? status : output_write(run);
    status = crm__file_begin(&run->file, run->env, run->options->path);
    return status < 0 ? status : crm__file_end(&run->file, output_write(run));
}

crm_status crm__export_run(struct store *store, const struct export_options *options,
                           struct export_report *report)
{
    *report = (struct export_report){0};
    struct export_run *run = crm__alloc_zero(store->env, 1, sizeof *run);
    if (!run)
        return CRM_E_NOMEM;
    run->store = store;
    run->env = store->env;
    run->options = options;
    run->report = report;
    crm__batch_init(&run->batch, store->env);
    crm_status status = export_write(run);
    crm__reader_free(run->reader);
    crm__batch_free(&run->batch);
    if (run->own_query)
        crm__query_free(run->query);
    crm__free(store->env, run);
    return status < 0 ? status : CRM_OK;
}
