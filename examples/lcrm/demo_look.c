/* The demo's own look at the database: counts, measures, rows, and sums that must hold. */
#include "demo.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

const char *demo_say(const struct demo *demo, const char *en, const char *zh)
{
    return tool_say(demo->tool, en, zh);
}

int demo_fail(crm_db *db, const char *what)
{
    fprintf(stderr, "lcrm demo: %s: %s\n", what, crm_db_error(db)->message);
    return -1;
}

const char *demo_figure(int64_t figure)
{
    static char texts[16][32];
    static unsigned turn;
    char digits[24];
    char *text = texts[turn++ % 16];
    int size = snprintf(digits, sizeof digits, "%" PRId64, figure);
    char *out = text;
    for (int i = 0; i < size; i++) {
        int left = size - i;
        if (i > 0 && left % 3 == 0 && digits[i - 1] != '-')
            *out++ = ',';
        *out++ = digits[i];
    }
    *out = '\0';
    return text;
}

/* --- questions ------------------------------------------------------------------------------ */

static crm_status query_make(crm_db *db, const char *entity, const char *rule, crm_query **query)
{
    crm_status status = crm_query_new(db, entity, query);
    if (status >= 0 && rule)
        status = crm_query_where(*query, rule, CRM_NUL);
    return status;
}

int64_t demo_count(struct demo *demo, crm_db *db, const char *entity, const char *rule)
{
    crm_query *query;
    int64_t count = 0;
    crm_status status = query_make(db, entity, rule, &query);
    if (status >= 0)
        status = crm_query_count(query, &count);
    if (status < 0)
        demo->wrong -= demo_fail(db, entity);
    crm_query_free(query);
    return count;
}

int64_t demo_measure(struct demo *demo, crm_db *db, const char *entity, const char *rule,
                     const char *measure)
{
    crm_query *query;
    crm_cursor *rows = NULL;
    int64_t result = 0;
    crm_status status = query_make(db, entity, rule, &query);
    if (status >= 0)
        status = crm_query_measure(query, measure);
    if (status >= 0)
        status = crm_query_run(query, &rows);
    if (status >= 0 && (status = crm_cursor_next(rows)) == CRM_OK)
        result = crm_cursor_int(rows, 0);
    if (status < 0)
        demo->wrong -= demo_fail(db, measure);
    crm_cursor_free(rows);
    crm_query_free(query);
    return result;
}

crm_cursor *demo_rows(crm_db *db, const struct demo_rows *wanted)
{
    crm_query *query;
    crm_cursor *rows = NULL;
    crm_status status = query_make(db, wanted->entity, wanted->rule, &query);
    if (status >= 0 && wanted->sort)
        status = crm_query_sort(query, wanted->sort);
    if (status >= 0)
        status = crm_query_fields(query, wanted->fields);
    if (status >= 0)
        status = crm_query_limit(query, wanted->limit);
    if (status >= 0)
        status = crm_query_run(query, &rows);
    if (status < 0)
        demo_fail(db, wanted->entity);
    crm_query_free(query);
    return rows;
}

/* --- sums ----------------------------------------------------------------------------------- */

static void mark_print(struct demo *demo, bool is_true)
{
    bool color = demo->tool->color;
    demo->sums++;
    demo->wrong += !is_true;
    printf("%s%s%s ", color ? is_true ? "\033[32m" : "\033[31m" : "", is_true ? "✓" : "✗",
           color ? "\033[0m" : "");
}

void demo_sum(struct demo *demo, struct part whole, const struct part *parts, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += parts[i].figure;
    mark_print(demo, sum == whole.figure);
    printf("%s %s", demo_figure(whole.figure), demo_say(demo, whole.en, whole.zh));
    for (size_t i = 0; i < count; i++)
        printf(" %s %s %s",
               i                     ? "+"
               : sum == whole.figure ? "="
                                     : "≠",
               demo_figure(parts[i].figure), demo_say(demo, parts[i].en, parts[i].zh));
    putchar('\n');
}

void demo_true(struct demo *demo, bool is_true, const char *format, ...)
{
    mark_print(demo, is_true);
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}
