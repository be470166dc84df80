/* Failing allocations under queries and cursors. */
#include "memory_loop.h"

static int64_t user_id;

static void setup(void)
{
    char user[24];
    user_id = API_RECORD("user", "name", "Wang", "login", "wang");
    snprintf(user, sizeof user, "%lld", (long long)user_id);
    for (int i = 0; i < 5; i++) {
        char name[24];
        snprintf(name, sizeof name, "张%d", i);
        API_RECORD("lead", "name", name, "owner", i % 2 ? user : "", "title", "经理");
    }
}

typedef crm_status builder(crm_query *query);

static crm_status run_lead(builder *build, crm_cursor **cursor_out, crm_query **query_out)
{
    crm_query *query = GARBAGE;
    crm_status status = crm_query_new(db, "lead", &query);
    ck_assert_emptied(status, query);
    if (status < 0) {
        *cursor_out = NULL;
        return status;
    }
    build(query); /* A failure is kept and reported by the run. */
    status = crm_query_run(query, cursor_out);
    if (query_out && status >= 0)
        *query_out = query;
    else
        crm_query_free(query);
    return status;
}

static crm_status listing(crm_query *query)
{
    crm_query_where(query, "has(name) && name.matches('张.*') && owner.login == 'wang'", CRM_NUL);
    crm_query_fields(query, "name,owner.name,owner.team.name,created_at");
    crm_query_sort(query, "-created_at,name");
    crm_query_partition(query, 0, 2);
    return crm_query_limit(query, 10);
}

static crm_status list(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = run_lead(listing, &cursor, NULL);
    return drained(status, cursor);
}

static crm_status searching(crm_query *query)
{
    return crm_query_search(query, "经理", CRM_NUL);
}

static crm_status query_search(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = run_lead(searching, &cursor, NULL);
    return drained(status, cursor);
}

static crm_status grouping(crm_query *query)
{
    crm_query_group(query, "owner.login,created_at:month");
    crm_query_measure(query, "count");
    return crm_query_measure(query, "distinct(name)");
}

static crm_status grouped(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = run_lead(grouping, &cursor, NULL);
    return drained(status, cursor);
}

static crm_status of_deleted(crm_query *query)
{
    return crm_query_deleted(query);
}

static crm_status deleted(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = run_lead(of_deleted, &cursor, NULL);
    return drained(status, cursor);
}

static crm_status paging(crm_query *query)
{
    crm_query_sort(query, "name");
    return crm_query_limit(query, 2);
}

/* A token that is missing for want of memory is NULL and not the "" of a query that has not run. */
static crm_status second_page(const char *token)
{
    crm_query *query = NULL;
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_query_new(db, "lead", &query);
    if (status < 0)
        return status;
    crm_query_sort(query, "name");
    crm_query_after(query, token);
    status = crm_query_run(query, &cursor);
    ck_assert_emptied(status, cursor);
    int rows = 0;
    while (status == CRM_OK && (status = crm_cursor_next(cursor)) == CRM_OK)
        rows++;
    if (status == CRM_DONE) {
        ck_assert_int_eq(rows, 3);
        crm_cursor_free(cursor);
        cursor = NULL;
    }
    if (cursor != GARBAGE)
        crm_cursor_free(cursor);
    crm_query_free(query);
    return status;
}

static crm_status paged(void)
{
    crm_query *query = NULL;
    crm_cursor *cursor = GARBAGE;
    crm_status status = run_lead(paging, &cursor, &query);
    if (status < 0)
        return status;
    status = drained(status, cursor);
    const char *token = status < 0 ? NULL : crm_query_token(query);
    if (status >= 0)
        status = token ? second_page(token) : crm_db_error(db)->status;
    crm_query_free(query);
    return status;
}

static crm_status counted(void)
{
    int64_t count = -1;
    crm_query *query = NULL;
    crm_status status = crm_query_new(db, "lead", &query);
    if (status < 0)
        return status;
    crm_query_where(query, "name.startsWith('张')", CRM_NUL);
    status = crm_query_count(query, &count);
    ck_assert_int_eq(count, status < 0 ? 0 : 5);
    crm_query_free(query);
    return status;
}

static crm_status explained(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_query *query = NULL;
    crm_status status = crm_query_new(db, "lead", &query);
    if (status < 0)
        return status;
    crm_query_where(query, "name.matches('.*') && owner.login == 'wang'", CRM_NUL);
    status = crm_query_explain(query, &cursor);
    status = drained(status, cursor);
    crm_query_free(query);
    return status;
}

static crm_status search_all(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_search(db, "张3", CRM_NUL, 5, &cursor);
    return drained(status, cursor);
}

static crm_status everything(crm_query *query)
{
    crm_query_fields(query, "id,name,owner,created_at,version");
    return crm_query_sort(query, "name");
}

/* Every accessor. A text that could not be made is told by the next step. */
static crm_status stepped(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = run_lead(everything, &cursor, NULL);
    ck_assert_emptied(status, cursor);
    if (status < 0)
        return status;
    int rows = 0;
    int texts = 0;
    while ((status = crm_cursor_next(cursor)) == CRM_OK) {
        rows++;
        for (int32_t i = 0; i < crm_cursor_column_count(cursor); i++) {
            ck_assert_ptr_nonnull(crm_cursor_column_name(cursor, i));
            ck_assert_int_ge(crm_cursor_column_type(cursor, i), 0);
            texts += crm_cursor_text(cursor, i)[0] || crm_cursor_is_null(cursor, i);
        }
        ck_assert_int_ne(crm_cursor_int(cursor, 0), 0);
        ck_assert(crm_cursor_double(cursor, 4) > 0);
    }
    if (status == CRM_DONE) {
        ck_assert_int_eq(rows, 5);
        ck_assert_int_eq(texts, 5 * rows);
        ck_assert_int_eq(crm_cursor_row_count(cursor), rows);
    }
    crm_cursor_free(cursor);
    return status == CRM_DONE ? CRM_OK : status;
}

static crm_status written_as(int32_t format)
{
    static struct api_text text;
    crm_cursor *cursor = GARBAGE;
    crm_status status = run_lead(everything, &cursor, NULL);
    ck_assert_emptied(status, cursor);
    if (status < 0)
        return status;
    text.size = 0;
    status = crm_cursor_write(
        cursor, format,
        CRM_OPTIONS(crm_format_options, .language = "zh", .width = 60, .time_zone = "Asia/Tokyo"),
        api_write, &text);
    crm_cursor_free(cursor);
    return status;
}

static crm_status written(void)
{
    for (int32_t format = CRM_FORMAT_TABLE; format <= CRM_FORMAT_ARROW; format++) {
        crm_status status = written_as(format);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* Errors of the stream itself are errno values: ENOMEM. */
static crm_status stream_read(struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema = {0};
    struct ArrowArray array = {0};
    int code = stream->get_schema(stream, &schema);
    if (code == 0)
        code = stream->get_next(stream, &array);
    if (code != 0)
        ck_assert_ptr_nonnull(stream->get_last_error(stream));
    if (array.release)
        array.release(&array);
    if (schema.release)
        schema.release(&schema);
    return code == 0 ? CRM_OK : CRM_E_NOMEM;
}

static crm_status arrow(void)
{
    struct ArrowArrayStream stream;
    crm_cursor *cursor = GARBAGE;
    crm_status status = run_lead(everything, &cursor, NULL);
    ck_assert_emptied(status, cursor);
    if (status < 0)
        return status;
    status = crm_cursor_arrow(cursor, &stream);
    crm_cursor_free(cursor);
    if (status < 0)
        return status;
    status = stream_read(&stream);
    stream.release(&stream);
    return status;
}

static crm_status own_rows(void)
{
    static const crm_column columns[] = {{.name = "name", .type = CRM_COLUMN_TEXT},
                                         {.name = "count", .type = CRM_COLUMN_INTEGER}};
    static const char *const cells[] = {"张伟", "3", NULL, "4"};
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_cursor_rows(db, columns, 2, cells, 2, &cursor);
    return drained(status, cursor);
}

static int32_t nowhere(void *context, const void *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    (void)size;
    return 0;
}

static crm_status rule(void)
{
    crm_status status = crm_rule_eval(db, "a.filter(x, x > 1).map(x, string(x) + '元')", CRM_NUL,
                                      "{\"a\":[1,2,3]}", CRM_VALUE_TEXT, nowhere, NULL);
    if (status >= 0)
        status = crm_rule_eval_line(db,
                                    "{\"expr\":\"a+1\",\"bindings\":{\"a\":{\"int\":\"1\"}}}",
                                    CRM_NUL, nowhere, NULL);
    if (status >= 0)
        status = crm_rule_describe(db, "account", "orders.exists(o, o.amount > money('1 CNY'))",
                                   CRM_NUL, nowhere, NULL);
    if (status < 0)
        return status;
    status = crm_rule_explain(db, "lead", 1, "score > 1 && tag('a')", CRM_NUL, nowhere, NULL);
    return status == CRM_E_NOT_FOUND ? CRM_OK : status;
}

static int32_t two_addresses(void *context, void *bytes, size_t size, size_t *read_out)
{
    static const char text[] = "ann@crm.cn\nbo@bücher.de\n";
    int32_t *reads = context;
    *read_out = (*reads)++ ? 0 : sizeof text - 1;
    memcpy(bytes, text, *read_out < size ? *read_out : 0);
    return 0;
}

static crm_status cleaned(void)
{
    crm_cursor *cursor;
    int32_t reads = 0;
    crm_status status = crm_clean_value(db, "uscc", NULL, "91350100M000100Y43", CRM_NUL, &cursor);
    crm_cursor_free(cursor);
    if (status < 0)
        return status;
    status = crm_clean_lines(db, "email", NULL, two_addresses, &reads, &cursor);
    while (status == CRM_OK)
        status = crm_cursor_next(cursor);
    crm_cursor_free(cursor);
    return status < 0 ? status : CRM_OK;
}

static const struct scenario scenarios[] = {
    {"list", NULL, list, 0},
    {"query_search", NULL, query_search, LOOP_IN_PIECES}, /* the index is kept before */
    {"grouped", NULL, grouped, 0},
    {"deleted", NULL, deleted, 0},
    {"paged", NULL, paged, 0},
    {"counted", NULL, counted, 0},
    {"explained", NULL, explained, 0},
    {"search_all", NULL, search_all, LOOP_IN_PIECES},
    {"stepped", NULL, stepped, 0},
    {"written", NULL, written, 0},
    {"cleaned", NULL, cleaned, 0},
    {"arrow", NULL, arrow, LOOP_OWN_ERROR},
    {"own_rows", NULL, own_rows, 0},
    {"rule", NULL, rule, 0},
};

int main(void)
{
    return memory_main("query", scenarios, COUNT_OF(scenarios), setup);
}
