/* Connections to a server that are cut at the boundaries of messages, 200 of them: what was
 * answered is what happened, nothing is half there or there twice, and the handle goes on. */
#include "fixture.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "../unit/pg_proxy.h"

enum { CUTS_WITH_KEY = 60, CUTS_WITHOUT = 25, CUTS_OF_IMPORTS = 25, WHOLE = 4, IMPORT_ROWS = 6 };

static struct pg_proxy proxy;
static char folder[] = "/tmp/crm-cut-XXXXXX";
static crm_db *witness; /* past the proxy */
static int64_t account;
static char name[32]; /* of what the step in work makes */

/* The folder of the server's socket. */
static const char *server_folder(void)
{
    static char path[128];
    const char *host = strstr(test_server(), "host=");
    snprintf(path, sizeof path, "%.*s", (int)strcspn(host + 5, "&"), host + 5);
    return path;
}

static void set_up(void)
{
    char place[TEST_PLACE_SIZE];
    char uri[TEST_PLACE_SIZE];
    api_heap = (struct test_heap){0};
    crm_host host = test_host(&api_heap);
    api_schema(place);
    snprintf(folder, sizeof folder, "/tmp/crm-cut-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert(proxy_start(&proxy, folder, server_folder()));
    snprintf(uri, sizeof uri, "postgresql://crm@/postgres?host=%s&%.100s", folder,
             strstr(place, "schema="));
    ck_assert_int_eq(crm_db_new(&host, &witness), CRM_OK);
    ck_assert_int_eq(crm_db_open(witness, place, NULL), CRM_OK);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(crm_db_open(db, uri, NULL));
    account = API_RECORD("account", "name", "星河科技");
}

static void tear_down(void)
{
    crm_db_free(db);
    crm_db_free(witness);
    db = NULL;
    proxy_stop(&proxy, folder);
    rmdir(folder);
    ck_assert_uint_eq(api_heap.live, 0);
    test_pool_give();
}

/* --- what is cut ------------------------------------------------------------------------------ */

/* A lead, and an order that raises the totals of its account. */
static crm_status work(crm_db *handle, void *context)
{
    static const char *const entities[] = {"lead", "order"};
    static const char *const fields[] = {"name", "number"};
    crm_status status = CRM_OK;
    (void)context;
    for (size_t i = 0; status >= 0 && i < 2; i++) {
        crm_record *record;
        status = crm_record_new(handle, entities[i], &record);
        if (status < 0)
            return status;
        crm_record_set_text(record, fields[i], name, CRM_NUL);
        if (i == 1) {
            crm_record_set_int(record, "account", account);
            crm_record_set_text(record, "placed_at", "2026-01-05T10:00:00Z", CRM_NUL);
            crm_record_set_text(record, "amount", "4.50", CRM_NUL);
        }
        status = crm_record_save(record, NULL);
        crm_record_free(record);
    }
    return status;
}

static crm_status with_key(void)
{
    return crm_transaction_run(db, work, NULL,
                               CRM_OPTIONS(crm_transaction_options, .idempotency_key = name));
}

static crm_status without_key(void)
{
    return crm_transaction_run(db, work, NULL, CRM_OPTIONS(crm_transaction_options, .attempts = 1));
}

static int32_t csv_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    char **rest = context;
    *read_out = strlen(*rest) < size ? strlen(*rest) : size;
    memcpy(bytes, *rest, *read_out);
    *rest += *read_out;
    return 0;
}

/* In batches of two rows; a host tries again for as long as it may. */
static crm_status import(void)
{
    char file[512] = "name\n";
    crm_import_report report;
    crm_status status = CRM_E_BUSY;
    for (int i = 0; i < IMPORT_ROWS; i++)
        snprintf(file + strlen(file), sizeof file - strlen(file), "%s\n", name);
    for (int tries = 0; tries < 8 && (status == CRM_E_BUSY || status == CRM_E_IO); tries++) {
        char *rest = file;
        status = crm_import_run(db,
                                CRM_OPTIONS(crm_import_options, .entity = "lead", .name = name,
                                            .idempotency_key = name, .batch_rows = 2),
                                csv_read, &rest, &report);
    }
    return status;
}

/* --- looking ---------------------------------------------------------------------------------- */

static int64_t counted(const char *entity, const char *field)
{
    char rule[96];
    int64_t count = -1;
    crm_query *query;
    snprintf(rule, sizeof rule, "%s == '%s'", field, name);
    ck_assert_int_eq(crm_query_new(witness, entity, &query), CRM_OK);
    ck_assert_int_eq(crm_query_where(query, rule, CRM_NUL), CRM_OK);
    ck_assert_int_eq(crm_query_count(query, &count), CRM_OK);
    crm_query_free(query);
    return count;
}

/* The totals of the account say so too, and the library finds no problem. */
static void sound(int64_t orders)
{
    crm_query *query;
    crm_cursor *cursor;
    int64_t problems = -1;
    ck_assert_int_eq(crm_query_new(witness, "customer_value", &query), CRM_OK);
    ck_assert_int_eq(crm_query_measure(query, "sum(order_count)"), CRM_OK);
    ck_assert_int_eq(crm_query_run(query, &cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_int(cursor, 0), orders);
    crm_cursor_free(cursor);
    crm_query_free(query);
    ck_assert_int_eq(crm_db_check(witness, &problems, &cursor), CRM_OK);
    ck_assert_int_eq(problems, 0);
    crm_cursor_free(cursor);
}

/* The messages of a step that is not cut, after one that has prepared all statements. */
static int messages_of(crm_status (*step)(void))
{
    int before = 0;
    for (int i = 0; i < WHOLE; i++) {
        before = atomic_load(&proxy.passed);
        snprintf(name, sizeof name, "whole %d", i);
        ck_assert_ok(step());
    }
    return atomic_load(&proxy.passed) - before;
}

/* Half of the cuts are anywhere in a step, the others at each of its last messages, where the
 * commit is. */
static int place_of_cut(int cut, int count, int messages)
{
    int half = count / 2;
    return cut < half ? cut * messages / half : messages - (count - cut);
}

static void cut_once(int cut, int place, crm_status (*step)(void),
                     void (*look)(int cut, crm_status status))
{
    atomic_store(&proxy.cut_after, place);
    crm_status status = step();
    atomic_store(&proxy.cut_after, -1);
    /* Once the right to write is free the server has finished what was cut. */
    ck_assert_int_eq(crm_db_begin(witness), CRM_OK);
    look(cut, status);
    crm_db_rollback(witness);
    if (status >= 0)
        return;
    /* The handle goes on, and the next step finds its statements prepared. */
    snprintf(name, sizeof name, "after cut %d", cut);
    ck_assert_ok(step());
}

/* Some steps have a message less than the one that was counted: a cut behind their end is made
 * again, a message earlier. Returns how many steps were not cut. */
static int each_cut(int count, crm_status (*step)(void), void (*look)(int cut, crm_status status))
{
    int messages = messages_of(step);
    int whole = 0;
    ck_assert_int_gt(messages, 20);
    for (int cut = 0; cut < count; cut++) {
        int before = atomic_load(&proxy.cuts);
        for (int less = 0; atomic_load(&proxy.cuts) == before; less++, whole++) {
            ck_assert_msg(less < 4, "cut %d was not made", cut);
            snprintf(name, sizeof name, "cut %d less %d", cut, less);
            cut_once(cut, place_of_cut(cut, count, messages) - less, step, look);
        }
        whole--;
    }
    return whole;
}

static void look_done(int cut, crm_status status)
{
    ck_assert_msg(status == CRM_OK, "cut %d: %s: %s", cut, crm_status_name(status),
                  crm_db_error(db)->message);
    ck_assert_msg(counted("lead", "name") == 1 && counted("order", "number") == 1,
                  "cut %d: %" PRId64 " leads, %" PRId64 " orders", cut, counted("lead", "name"),
                  counted("order", "number"));
}

START_TEST(under_a_key_whatever_is_cut_is_done_once)
{
    int whole = each_cut(CUTS_WITH_KEY, with_key, look_done);
    sound(CUTS_WITH_KEY + whole + WHOLE);
}
END_TEST

static int64_t kept;
static int unknown;

static void look_told(int cut, crm_status status)
{
    int64_t leads = counted("lead", "name");
    ck_assert_msg(leads == counted("order", "number") && leads <= 1, "cut %d: half of it", cut);
    ck_assert_msg(status == CRM_OK || status == CRM_E_BUSY || status == CRM_E_IO, "cut %d: %s: %s",
                  cut, crm_status_name(status), crm_db_error(db)->message);
    if (status == CRM_E_IO)
        ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "not known"));
    else
        ck_assert_msg(leads == (status == CRM_OK), "cut %d: %s, but %" PRId64 " leads", cut,
                      crm_status_name(status), leads);
    unknown += status == CRM_E_IO;
    kept += leads + (status < 0);
}

START_TEST(without_a_key_what_is_told_is_what_happened)
{
    kept = unknown = 0;
    each_cut(CUTS_WITHOUT, without_key, look_told);
    ck_assert_int_gt(unknown, 0);
    sound(kept + WHOLE);
}
END_TEST

static void look_imported(int cut, crm_status status)
{
    ck_assert_msg(status == CRM_OK, "cut %d: %s: %s", cut, crm_status_name(status),
                  crm_db_error(db)->message);
    ck_assert_msg(counted("lead", "name") == IMPORT_ROWS, "cut %d: %" PRId64 " leads", cut,
                  counted("lead", "name"));
}

START_TEST(an_import_under_a_key_saves_every_row_once)
{
    each_cut(CUTS_OF_IMPORTS, import, look_imported);
}
END_TEST

START_TEST(an_older_server_is_unsupported)
{
    char uri[TEST_PLACE_SIZE];
    crm_db *other;
    snprintf(uri, sizeof uri, "postgresql://crm:secret@/postgres?host=%s", folder);
    crm_db_free(db); /* the proxy has one connection at a time */
    db = NULL;
    atomic_store(&proxy.older, 11);
    ck_assert_int_eq(crm_db_new(NULL, &other), CRM_OK);
    ck_assert_int_eq(crm_db_open(other, uri, NULL), CRM_E_UNSUPPORTED);
    ck_assert_str_eq(crm_db_error(other)->message,
                     "the server is PostgreSQL 11, at least 12 is needed: upgrade it");
    crm_db_free(other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/cut");
    TCase *tests = tcase_create("cut");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_postgres_test(tests, under_a_key_whatever_is_cut_is_done_once);
    tcase_add_postgres_test(tests, without_a_key_what_is_told_is_what_happened);
    tcase_add_postgres_test(tests, an_import_under_a_key_saves_every_row_once);
    tcase_add_postgres_test(tests, an_older_server_is_unsupported);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
