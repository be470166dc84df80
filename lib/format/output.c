/* The forms that stream: each is up to three steps. */
#include "format/output.h"

#include "format/table.h"

struct output_steps {
    crm_status (*begin)(struct output *output, const struct csv_writer_options *csv);
    crm_status (*rows)(struct output *output);
    crm_status (*end)(struct output *output);
};

static crm_status tsv_begin(struct output *output, const struct csv_writer_options *csv)
{
    (void)csv;
    return crm__tsv_write(output->sheet, true, output->out);
}

static crm_status tsv_rows(struct output *output)
{
    return crm__tsv_write(output->sheet, false, output->out);
}

static crm_status tsv_end(struct output *output)
{
    return output->out->status;
}

static crm_status csv_begin(struct output *output, const struct csv_writer_options *csv)
{
    crm__csv_writer_init(&output->csv, output->out, csv);
    return crm__csv_write_header(&output->csv, output->sheet);
}

static crm_status csv_rows(struct output *output)
{
    return crm__csv_write_rows(&output->csv, output->sheet);
}

static crm_status csv_end(struct output *output)
{
    crm__csv_writer_free(&output->csv);
    return output->out->status;
}

static crm_status json_begin(struct output *output, const struct csv_writer_options *csv)
{
    (void)csv;
    crm__json_rows_init(&output->json, output->out,
                        output->form == OUTPUT_JSON ? JSON_DOCUMENT : JSON_LINES);
    return output->out->status;
}

static crm_status json_rows(struct output *output)
{
    return crm__json_rows_write(&output->json, output->sheet);
}

static crm_status json_end(struct output *output)
{
    return crm__json_rows_finish(&output->json);
}

static crm_status ipc_begin(struct output *output, const struct csv_writer_options *csv)
{
    (void)csv;
    crm__ipc_init(&output->ipc, output->out);
    return crm__ipc_write(&output->ipc, output->sheet);
}

static crm_status ipc_rows(struct output *output)
{
    return crm__ipc_write(&output->ipc, output->sheet);
}

static crm_status ipc_end(struct output *output)
{
    return crm__ipc_finish(&output->ipc);
}

static const struct output_steps forms[] = {
    [OUTPUT_TSV] = {tsv_begin, tsv_rows, tsv_end},
    [OUTPUT_CSV] = {csv_begin, csv_rows, csv_end},
    [OUTPUT_JSON] = {json_begin, json_rows, json_end},
    [OUTPUT_NDJSON] = {json_begin, json_rows, json_end},
    [OUTPUT_ARROW] = {ipc_begin, ipc_rows, ipc_end},
};

crm_status crm__output_begin(struct output *output, enum output_form form, struct writer *out,
                             const struct sheet *sheet, const struct csv_writer_options *csv)
{
    *output = (struct output){.form = form, .sheet = sheet, .out = out};
    return forms[form].begin(output, csv);
}

crm_status crm__output_rows(struct output *output)
{
    return forms[output->form].rows(output);
}

crm_status crm__output_end(struct output *output)
{
    return forms[output->form].end(output);
}
