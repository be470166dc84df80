/* Segment runs as tables, counted from their snapshots. */
#include "service/segment.h"

#include "service/save.h"
#include "store/query.h"

/* The run itself, or the latest one. */
static crm_status find_run(struct store *store, int64_t *run)
{
    struct query *query;
    int64_t found;
    crm_status status = crm__query_new(store, crm__service_entity(store, "segment_run"), &query);
    if (status < 0)
        return status;
    if (*run)
        crm__query_where_ids(query, run, 1);
    crm__query_where(query, *run ? TEXT("kind == \"rfm\"")
                                 : TEXT("kind == \"rfm\" && !has(open_parts)"));
    crm__query_sort(query, TEXT("-id"));
    status = crm__query_first_id(query, &found);
    if (status >= 0 && !found)
        status = *run ? crm__fail_field(store->env, CRM_E_NOT_FOUND, "segment_run", NULL,
                                        "no segment run %lld", (long long)*run)
                      : crm__fail_field(store->env, CRM_E_NOT_FOUND, "segment_run", NULL,
                                        "no segment run yet");
    if (status >= 0)
        *run = found;
    crm__query_free(query);
    return status;
}

/* Snapshots of a run (`where` NULL: all), grouped; the group's columns, then the measures, are
 * `columns`. */
static crm_status grouped(struct store *store, int64_t run, const char *where, struct text group,
                          const char *const *measures, const struct reader_column *columns,
                          struct reader **reader_out)
{
    const struct entity *entity = crm__service_entity(store, "rfm_snapshot");
    struct query *query;
    struct batch rows;
    *reader_out = NULL;
    crm_status status = find_run(store, &run);
    if (status >= 0)
        status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_where_equal(query, crm__service_field(entity, "run"), crm__value_int(run));
    if (where)
        crm__query_where(query, crm__text_of(where));
    crm__query_group(query, group);
    for (size_t i = 0; measures[i]; i++)
        crm__query_measure(query, crm__text_of(measures[i]));
    status = crm__query_all(query, &rows);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &rows, columns, reader_out);
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

crm_status crm__segment_table(struct store *store, int64_t run, struct reader **reader_out)
{
    static const char *const measures[] = {"count", "sum(frequency)", "sum(monetary)", NULL};
    struct reader_column columns[] = {
        crm__reader_column(TEXT("segment"), COLUMN_TEXT, TEXT("Segment"), TEXT("分群")),
        crm__reader_column(TEXT("currency"), COLUMN_TEXT, TEXT("Currency"), TEXT("币种")),
        crm__reader_column(TEXT("customers"), COLUMN_INTEGER, TEXT("Customers"), TEXT("客户数")),
        crm__reader_column(TEXT("orders"), COLUMN_INTEGER, TEXT("Orders"), TEXT("订单数")),
        crm__reader_column(TEXT("amount"), COLUMN_MONEY, TEXT("Amount"), TEXT("金额")),
    };
    columns[4].currency_column = 1;
    return grouped(store, run, "has(segment)", TEXT("segment,currency"), measures, columns,
                   reader_out);
}

crm_status crm__segment_moves(struct store *store, int64_t run, struct reader **reader_out)
{
    static const char *const measures[] = {"count", NULL};
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("from"), COLUMN_TEXT, TEXT("From"), TEXT("原分群")),
        crm__reader_column(TEXT("to"), COLUMN_TEXT, TEXT("To"), TEXT("新分群")),
        crm__reader_column(TEXT("customers"), COLUMN_INTEGER, TEXT("Customers"), TEXT("客户数")),
    };
    return grouped(store, run, NULL, TEXT("previous_segment,segment"), measures, columns,
                   reader_out);
}
