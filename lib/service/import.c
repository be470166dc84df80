/* Import: opening, finding out, then batch by batch. */
#include "service/import.h"

#include "service/import_run.h"

enum { BATCH_ROWS = 4096 };

/* --- finding out ------------------------------------------------------------------------------ */

/* A value of every column, from the first row that has one. */
static crm_status sample_take(struct import_run *run, size_t count, struct text **sample_out)
{
    enum { SAMPLE_ROWS = 20 };
    struct text *sample = crm__arena_alloc_zero(&run->arena, count + 1, sizeof *sample);
    if (!sample)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < run->rows.count && row < SAMPLE_ROWS; row++) {
        for (size_t i = 0; i < count; i++) {
            if (sample[i].size == 0)
                sample[i] = crm__import_cell(&run->rows, row, i);
        }
    }
    *sample_out = sample;
    return CRM_OK;
}

/* Columns that are new: all of them at first, later those that NDJSON brings. */
static crm_status columns_map(struct import_run *run)
{
    const struct text *names;
    size_t count = crm__import_input_columns(&run->input, &names);
    struct text *sample;
    if (count == run->map.file_columns)
        return CRM_OK;
    crm_status status = sample_take(run, count, &sample);
    if (status >= 0 && !run->entity)
        status = crm__import_guess(run->store->catalogue, run->env, run->options, names, sample,
                                   count, &run->entity);
    run->map.entity = run->entity;
    run->next.entity = run->report->entity = run->entity;
    return status < 0 ? status : crm__import_map_columns(&run->map, names, sample, count);
}

static crm_status plan_make(struct import_run *run)
{
    crm_status status = columns_map(run);
    if (status >= 0 && !run->entity)
        return crm__fail(run->env, CRM_E_INVALID,
                         "the input has no columns; say which entity its rows are");
    run->map.entity = run->entity;
    if (status >= 0)
        status = crm__import_map_key(&run->map, &run->key);
    if (status >= 0)
        status = crm__import_map_finish(&run->map, run->key);
    return status;
}

static crm_status plan_tell(struct import_run *run)
{
    if (!run->options->planned)
        return CRM_OK;
    struct encoding_guess encoding = crm__import_input_encoding(&run->input);
    bool is_csv = run->input.form == IMPORT_CSV;
    struct import_plan plan = {.form = run->input.form,
                               .encoding = crm__encoding_name(encoding.encoding),
                               .confidence = encoding.confidence,
                               .delimiter = is_csv ? run->input.csv.delimiter : '\0',
                               .has_header = is_csv && run->input.csv.has_header,
                               .entity = run->entity,
                               .entity_guessed = !run->options->entity,
                               .key = run->key,
                               .columns = run->map.columns,
                               .column_count = run->map.column_count,
                               .skipped_rows = run->skip,
                               .rejects_size = run->report->rejects_size,
                               .rejects_header = crm__buffer_view(&run->rejects_header)};
    return run->options->planned(run->options->context, &plan);
}

/* --- batches ---------------------------------------------------------------------------------- */

static crm_status batch_steps(struct import_run *run)
{
    crm_status status = crm__import_references_update(&run->references, run->store, &run->map);
    if (status >= 0)
        status = crm__import_references_resolve(&run->references, &run->rows, &run->reading);
    if (status >= 0)
        status = crm__import_batch_make(run);
    if (status >= 0)
        status = crm__import_batch_save(run);
    run->next.references_created = run->references.created;
    if (status >= 0)
        status = crm__import_rejects_flush(run);
    if (status >= 0)
        status = crm__import_journal_move(run);
    return status;
}

static crm_status batch_run(struct import_run *run)
{
    run->next = *run->report;
    crm_status status = crm__store_begin(run->store);
    if (status < 0)
        return status;
    status = crm__store_end(run->store, batch_steps(run));
    if (status < 0)
        return status;
    run->key_kept = true;
    *run->report = run->next;
    return crm__progress(run->env, "import", run->input.taken,
                         run->options->size > 0 ? run->options->size : -1);
}

/* The first rows are there already: the plan was made from them. */
static crm_status batches_run(struct import_run *run, size_t limit)
{
    crm_status status = run->rows.count ? CRM_OK : CRM_DONE;
    while (status == CRM_OK) {
        status = columns_map(run);
        if (status >= 0)
            status = batch_run(run);
        crm__arena_reset(&run->arena);
        if (status >= 0)
            status = crm__import_rows_read(&run->input, limit, &run->rows);
    }
    return status < 0 ? status : CRM_OK;
}

/* Rows that the earlier run saved are passed over, also those of the first batch. */
static crm_status rows_skip(struct import_run *run, size_t limit)
{
    if (run->skip == 0)
        return CRM_OK;
    crm_status status = CRM_OK;
    if (run->skip < (int64_t)run->rows.count) {
        size_t keep = run->rows.count - (size_t)run->skip;
        for (size_t i = 0; i < keep; i++)
            run->rows.rows[i] = run->rows.rows[i + (size_t)run->skip];
        run->rows.count = keep;
        return CRM_OK;
    }
    status = crm__import_rows_skip(&run->input, run->skip - (int64_t)run->rows.count);
    return status < 0 ? status : crm__import_rows_read(&run->input, limit, &run->rows);
}

static crm_status rows_import(struct import_run *run)
{
    size_t limit = run->options->batch_rows ? run->options->batch_rows : BATCH_ROWS;
    crm_status status = crm__import_rows_read(&run->input, limit, &run->rows);
    if (status >= 0)
        status = plan_make(run);
    if (status >= 0)
        status = crm__import_journal_replay(run);
    if (status == CRM_DONE)
        return CRM_OK;
    if (status >= 0)
        status = crm__import_journal_find(run);
    if (status >= 0)
        status = crm__import_rejects_begin(run);
    if (status >= 0)
        status = plan_tell(run);
    if (status >= 0)
        status = rows_skip(run, limit);
    if (status >= 0)
        status = crm__import_journal_begin(run);
    if (status < 0)
        return status;
    status = batches_run(run, limit);
    return crm__import_journal_end(run, status);
}

/* --- the run ---------------------------------------------------------------------------------- */

static crm_status run_open(struct import_run *run, crm_read read, void *context)
{
    struct text zone = run->options->time_zone;
    run->writer = crm__alloc_zero(run->env, 1, sizeof *run->writer);
    if (!run->writer)
        return CRM_E_NOMEM;
    if (zone.size == 0)
        zone = crm__text_of(run->store->time_zone);
    crm_status status = crm__zone_find(&run->zones, zone, &run->reading.zone);
    if (status >= 0)
        status = crm__import_input_open(&run->input, run->env, read, context, run->options);
    return status;
}

static void run_init(struct import_run *run)
{
    struct env *env = run->env;
    crm__arena_init(&run->arena, env);
    crm__zones_init(&run->zones, env);
    crm__import_rows_init(&run->rows, env);
    crm__import_map_init(&run->map, env, run->options);
    crm__batch_init(&run->batch, env);
    crm__buffer_init(&run->header, env);
    crm__buffer_init(&run->line, env);
    crm__buffer_init(&run->rejects_header, env);
    crm__buffer_init(&run->rejects, env);
    run->reading = (struct import_reading){.env = env,
                                           .arena = &run->arena,
                                           .date_order = run->options->date_order,
                                           .decimal_mark = run->options->decimal_mark};
}

static void run_free(struct import_run *run)
{
    crm__import_input_close(&run->input);
    crm__free(run->env, run->writer);
    crm__buffer_free(&run->rejects);
    crm__buffer_free(&run->rejects_header);
    crm__buffer_free(&run->line);
    crm__buffer_free(&run->header);
    crm__batch_free(&run->batch);
    crm__import_references_free(&run->references);
    crm__import_map_free(&run->map);
    crm__import_rows_free(&run->rows);
    crm__zones_free(&run->zones);
    crm__arena_free(&run->arena);
}

/* A dry run does everything, later batches finding what earlier ones wrote, and undoes it. */
static crm_status dry_or_not(struct import_run *run)
{
    if (!run->options->dry_run)
        return rows_import(run);
    crm_status status = crm__store_begin(run->store);
    if (status < 0)
        return status;
    status = rows_import(run);
    crm__store_rollback(run->store);
    run->report->run_id = 0;
    return status;
}

crm_status crm__import_run(struct store *store, const struct import_options *options, crm_read read,
                           void *context, struct import_report *report)
{
    *report = (struct import_report){.entity = options->entity};
    struct import_run *run = crm__alloc_zero(store->env, 1, sizeof *run);
    if (!run)
        return CRM_E_NOMEM;
    run->store = store;
    run->env = store->env;
    run->options = options;
    run->report = report;
    run->entity = options->entity;
    run_init(run);
    crm_status status = CRM_OK;
    if (options->keep_ids)
        status = crm__access_check_superuser(store, "keep the ids of imported records");
    if (status >= 0)
        status = run_open(run, read, context);
    if (status >= 0)
        status = dry_or_not(run);
    run_free(run);
    crm__free(store->env, run);
    return status < 0 ? status : CRM_OK;
}
