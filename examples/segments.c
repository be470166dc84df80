/*
 * Imports a file of orders, a row an order, and prints who the best customers are and who is about
 * to leave: recency, frequency and monetary value of each customer, by name of the segment.
 *
 *     segments shop.crm ORDERS.csv CUSTOMER_COLUMN [AS_OF]
 */
#include <crm/crm.h>

#include <inttypes.h>
#include <stdio.h>

static int fail(crm_db *db, const char *what)
{
    if (crm_db_error(db)->status < 0) /* else it is about the file, and was said */
        fprintf(stderr, "%s: %s\n", what, crm_db_error(db)->message);
    crm_db_free(db);
    return 1;
}

static int32_t file_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    FILE *file = context;
    *read_out = fread(bytes, 1, size, file);
    return ferror(file) != 0;
}

static int32_t file_write(void *context, const void *bytes, size_t size)
{
    return fwrite(bytes, 1, size, context) != size;
}

static int32_t reject_print(void *context, const crm_import_reject *reject)
{
    (void)context;
    fprintf(stderr, "line %" PRId64 ": %s\n", reject->line, reject->reason);
    return 0;
}

/* The customer's number is the external id of his account, which is made when it is not there. The
 * name of the file keeps a repetition from counting twice. */
static crm_status orders_import(crm_db *db, const char *path, const char *column)
{
    char map[128];
    crm_import_report report;
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return CRM_E_IO;
    }
    snprintf(map, sizeof map, "%s=account.external_id", column);
    crm_status status =
        crm_import_run(db,
                       CRM_OPTIONS(crm_import_options, .name = path, .entity = "order", .map = map,
                                   .idempotency_key = path, .rejected = reject_print),
                       file_read, file, &report);
    fclose(file);
    if (status >= 0)
        printf("%" PRId64 " rows: %" PRId64 " orders, %" PRId64 " rejected%s\n", report.rows,
               report.created, report.rejected, report.replayed ? " (known already)" : "");
    return status;
}

static crm_status segments_print(crm_db *db, int64_t as_of_us)
{
    crm_segment_report report;
    crm_cursor *table;
    crm_status status =
        crm_segment_run(db, CRM_OPTIONS(crm_segment_options, .as_of_us = as_of_us), &report);
    if (status < 0)
        return status;
    printf("%" PRId64 " customers, %" PRId64 " with another segment than before\n\n",
           report.customers, report.changed);
    status = crm_segment_table(db, report.run, &table);
    if (status < 0)
        return status;
    status = crm_cursor_write(table, CRM_FORMAT_TABLE, NULL, file_write, stdout);
    crm_cursor_free(table);
    return status;
}

int main(int argc, char **argv)
{
    crm_db *db;
    int64_t as_of_us = 0; /* now */
    if (argc < 4 || argc > 5) {
        fprintf(stderr, "usage: segments DB ORDERS.csv CUSTOMER_COLUMN [AS_OF]\n");
        return 2;
    }
    if (argc == 5 && crm_time_parse(argv[4], &as_of_us) < 0) {
        fprintf(stderr, "%s: no RFC 3339 time, such as 2026-03-02T00:00:00Z\n", argv[4]);
        return 2;
    }
    if (crm_db_new(NULL, &db) < 0)
        return 1;
    if (crm_db_open(db, argv[1], NULL) < 0)
        return fail(db, argv[1]);
    if (orders_import(db, argv[2], argv[3]) < 0)
        return fail(db, argv[2]);
    if (segments_print(db, as_of_us) < 0)
        return fail(db, "segments");
    crm_db_free(db);
    return 0;
}
