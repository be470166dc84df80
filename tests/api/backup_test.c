/* Copies of a database that others go on writing to; and copies that cannot be made. */
#include "fixture.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGES_OF_LEADS = 4000 }; /* several steps of a backup */

static char folder[64];
static char path[96];
static char copy[96];

/* What the host is told of a backup, and what it answers. */
static struct told {
    int calls;
    int64_t first_done;
    int64_t last_done;
    int64_t total;
    int stop_at;      /* this call cancels; 0 none */
    int interrupt_at; /* this call interrupts the handle; 0 none */
    bool is_falling;  /* went back, or beyond the total */
    void (*while_going)(void);
} told;

static int32_t progress(void *context, const char *stage, int64_t done, int64_t total)
{
    (void)context;
    if (strcmp(stage, "backup") != 0)
        return 0;
    if (told.calls++ == 0)
        told.first_done = done;
    told.is_falling |= done < told.last_done || done > total;
    told.last_done = done;
    told.total = total;
    if (told.while_going)
        told.while_going();
    if (told.calls == told.interrupt_at)
        crm_db_interrupt(db);
    return told.calls == told.stop_at;
}

static void open_again(const char *name)
{
    crm_host host = test_host(&api_heap);
    host.progress = progress;
    crm_db_free(db);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(crm_db_open(db, name, NULL));
}

static void setup(void)
{
    api_heap = (struct test_heap){0};
    told = (struct told){0};
    snprintf(folder, sizeof folder, "/tmp/crm-backup-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/shop.crm", folder);
    snprintf(copy, sizeof copy, "%s/copy.crm", folder);
    open_again(path);
}

static void teardown(void)
{
    api_teardown();
    DIR *entries = opendir(folder);
    struct dirent *entry;
    while (entries && (entry = readdir(entries)) != NULL) {
        char name[400];
        snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            remove(name);
    }
    if (entries)
        closedir(entries);
    remove(folder);
}

/* Files in the folder that are not the database's own. */
static int strangers(void)
{
    int count = 0;
    DIR *entries = opendir(folder);
    struct dirent *entry;
    while ((entry = readdir(entries)) != NULL)
        count += entry->d_name[0] != '.' && strncmp(entry->d_name, "shop.crm", 8) != 0;
    closedir(entries);
    return count;
}

static void sound(void)
{
    int64_t problems;
    crm_cursor *cursor;
    ck_assert_ok(crm_db_check(db, &problems, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        printf("%s %s: %s\n", crm_cursor_text(cursor, 0), crm_cursor_text(cursor, 1),
               crm_cursor_text(cursor, 2));
    crm_cursor_free(cursor);
    ck_assert_int_eq(problems, 0);
}

static int64_t count_of(const char *entity)
{
    int64_t count = 0;
    crm_query *query;
    ck_assert_ok(crm_query_new(db, entity, &query));
    ck_assert_ok(crm_query_count(query, &count));
    crm_query_free(query);
    return count;
}

static void leads_make(int count)
{
    ck_assert_ok(crm_db_begin(db));
    for (int i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof name, "张伟%d", i);
        API_RECORD("lead", "name", name, "company", "一家名字很长的有限责任公司", "title", "经理");
    }
    ck_assert_ok(crm_db_commit(db));
}

/* --- while another one writes ----------------------------------------------------------------- */

static atomic_llong acknowledged;
static atomic_int stop;

/* Customers 1, 2, 3 …, each with an order, in one transaction each: what is acknowledged counts. */
static crm_status customer_make(crm_db *own, int64_t number)
{
    crm_record *account = NULL;
    crm_record *order = NULL;
    char text[32];
    crm_status status = crm_db_begin(own);
    if (status < 0)
        return status;
    snprintf(text, sizeof text, "客户%lld", (long long)number);
    status = crm_record_new(own, "account", &account);
    if (status >= 0)
        status = crm_record_set_text(account, "name", text, CRM_NUL);
    if (status >= 0)
        status = crm_record_set_int(account, "employee_count", number);
    if (status >= 0)
        status = crm_record_save(account, NULL);
    if (status >= 0)
        status = crm_record_new(own, "order", &order);
    if (status >= 0)
        status = crm_record_set_text(order, "number", text, CRM_NUL);
    if (status >= 0)
        status = crm_record_set_int(order, "account", crm_record_id(account));
    if (status >= 0)
        status = crm_record_set_text(order, "placed_at", "2026-02-01T00:00:00Z", CRM_NUL);
    if (status >= 0)
        status = crm_record_set_text(order, "amount", "12.50", CRM_NUL);
    if (status >= 0)
        status = crm_record_set_text(order, "status", "placed", CRM_NUL);
    if (status >= 0)
        status = crm_record_save(order, NULL);
    crm_record_free(order);
    crm_record_free(account);
    if (status < 0) {
        crm_db_rollback(own);
        return status;
    }
    return crm_db_commit(own);
}

static crm_status work(crm_db *own, void (*told_one)(int64_t number))
{
    crm_status status =
        crm_db_open(own, path,
                    CRM_OPTIONS(crm_open_options, .busy_limit_us = INT64_C(60000000),
                                .flags = CRM_OPEN_MAY_LOSE_LAST_COMMITS));
    for (int64_t number = 1; status >= 0 && !atomic_load(&stop); number++) {
        status = customer_make(own, number);
        if (status >= 0)
            told_one(number);
    }
    return status;
}

static void one_acknowledged(int64_t number)
{
    atomic_store(&acknowledged, number);
}

static void *writer(void *context)
{
    crm_db *own;
    crm_status *status = context;
    *status = crm_db_new(NULL, &own);
    if (*status >= 0)
        *status = work(own, one_acknowledged);
    crm_db_free(own);
    return NULL;
}

/* Customers 1 to n, all of them whole, and nothing else; n. */
static int64_t customers_in(const char *name)
{
    int64_t count = 0;
    crm_query *query;
    crm_cursor *cursor;
    open_again(name);
    sound();
    ck_assert_ok(crm_query_new(db, "account", &query));
    ck_assert_ok(crm_query_fields(query, "employee_count"));
    ck_assert_ok(crm_query_sort(query, "employee_count"));
    ck_assert_ok(crm_query_run(query, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        ck_assert_int_eq(crm_cursor_int(cursor, 0), ++count);
    crm_cursor_free(cursor);
    crm_query_free(query);
    ck_assert_int_eq(count_of("order"), count);
    ck_assert_int_eq(count_of("customer_value"), count);
    return count;
}

/* Lets the writer get on between two steps of the backup. */
static void wait_for_more(void)
{
    int64_t before = atomic_load(&acknowledged);
    const struct timespec pause = {.tv_nsec = 1000000};
    for (int i = 0; i < 2000 && atomic_load(&acknowledged) < before + 2; i++)
        nanosleep(&pause, NULL);
}

START_TEST(a_copy_holds_what_was_acknowledged_before_it_and_no_half_commit)
{
    enum { COPIES = 4 };
    pthread_t thread;
    crm_status status = CRM_OK;
    int64_t least[COPIES];
    int64_t most[COPIES];
    char names[COPIES][128];
    leads_make(PAGES_OF_LEADS);
    ck_assert_int_eq(pthread_create(&thread, NULL, writer, &status), 0);
    told.while_going = wait_for_more;
    wait_for_more();
    for (int i = 0; i < COPIES; i++) {
        snprintf(names[i], sizeof names[i], "%s.%d", copy, i);
        least[i] = atomic_load(&acknowledged);
        ck_assert_ok(crm_db_backup(db, names[i]));
        most[i] = atomic_load(&acknowledged) + 1;
        ck_assert_msg(most[i] - least[i] > 3, "nobody wrote meanwhile");
    }
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    ck_assert_int_eq(status, CRM_OK);
    ck_assert_int_gt(told.calls, 4);
    told.while_going = NULL;
    for (int i = 0; i < COPIES; i++) {
        int64_t count = customers_in(names[i]);
        ck_assert_msg(least[i] <= count && count <= most[i], "%d: %lld of %lld to %lld", i,
                      (long long)count, (long long)least[i], (long long)most[i]);
        ck_assert_int_eq(count_of("lead"), PAGES_OF_LEADS);
    }
    ck_assert_int_eq(customers_in(path), atomic_load(&acknowledged));
}
END_TEST

static int answers;

static void one_told(int64_t number)
{
    if (write(answers, &number, sizeof number) != (ssize_t)sizeof number)
        atomic_store(&stop, 1);
}

/* Another process, which is killed in the middle of it. */
START_TEST(a_copy_made_beside_another_process_is_whole)
{
    int ends[2];
    int64_t number = 0;
    leads_make(800);
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        crm_db *own;
        answers = ends[1];
        _exit(crm_db_new(NULL, &own) == CRM_OK && work(own, one_told) == CRM_OK ? 0 : 1);
    }
    close(ends[1]);
    while (number < 20)
        ck_assert_int_eq(read(ends[0], &number, sizeof number), (ssize_t)sizeof number);
    ck_assert_ok(crm_db_backup(db, copy));
    kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    close(ends[0]);
    ck_assert_int_ge(customers_in(copy), 20);
    customers_in(path);
}
END_TEST

START_TEST(what_was_copied_is_written_to_like_any_database)
{
    leads_make(10);
    ck_assert_ok(crm_schema_add_field(db, "lead", "age", "integer", NULL));
    int64_t id = API_RECORD("lead", "name", "李娜", "age", "33");
    ck_assert_ok(crm_db_backup(db, copy));
    open_again(copy);
    API_RECORD("lead", "name", "新的", "age", "1");
    crm_record *record;
    ck_assert_ok(crm_record_get(db, "lead", id, &record));
    ck_assert_str_eq(crm_record_text(record, "age"), "33");
    crm_record_free(record);
    ck_assert_int_eq(count_of("lead"), 12);
    sound();
    open_again(path);
    ck_assert_int_eq(count_of("lead"), 11);
}
END_TEST

/* --- progress and stops ----------------------------------------------------------------------- */

START_TEST(progress_runs_from_the_first_pages_to_the_last)
{
    leads_make(PAGES_OF_LEADS);
    ck_assert_ok(crm_db_backup(db, copy));
    ck_assert_int_gt(told.calls, 1);
    ck_assert(!told.is_falling);
    ck_assert_int_gt(told.first_done, 0);
    ck_assert_int_lt(told.first_done, told.total);
    ck_assert_int_eq(told.last_done, told.total);
    struct stat file;
    ck_assert_int_eq(stat(copy, &file), 0);
    ck_assert_int_eq(file.st_size % told.total, 0); /* the total is of pages */
}
END_TEST

START_TEST(it_is_too_late_to_stop_at_the_last_page)
{
    leads_make(10);
    ck_assert_ok(crm_db_backup(db, copy));
    ck_assert_int_eq(unlink(copy), 0);
    told = (struct told){.stop_at = told.calls};
    ck_assert_ok(crm_db_backup(db, copy));
    ck_assert_str_eq(crm_db_error(db)->message, "");
    open_again(copy);
    ck_assert_int_eq(count_of("lead"), 10);
}
END_TEST

START_TEST(a_stopped_copy_leaves_nothing_and_the_next_one_works)
{
    leads_make(PAGES_OF_LEADS);
    for (int way = 0; way < 2; way++) {
        told = (struct told){.stop_at = way ? 0 : 2, .interrupt_at = way ? 2 : 0};
        ck_assert_status(crm_db_backup(db, copy), CRM_E_CANCELLED);
        ck_assert_str_ne(crm_db_error(db)->message, "");
        ck_assert_int_eq(strangers(), 0);
        told = (struct told){0};
        ck_assert_ok(crm_db_backup(db, copy));
        ck_assert_int_eq(unlink(copy), 0);
        API_RECORD("lead", "name", "the handle works on");
    }
}
END_TEST

static void die(void)
{
    raise(SIGKILL);
}

/* What it leaves is called otherwise, so that nobody takes half a copy for one. */
START_TEST(a_killed_copy_is_not_there)
{
    leads_make(PAGES_OF_LEADS);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        db = NULL; /* the parent's */
        open_again(path);
        told.while_going = die;
        _exit(crm_db_backup(db, copy) == CRM_OK);
    }
    int result = 0;
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    ck_assert(WIFSIGNALED(result));
    ck_assert_int_ne(access(copy, F_OK), 0);
    ck_assert_int_eq(strangers(), 1);
    ck_assert_ok(crm_db_backup(db, copy));
}
END_TEST

/* --- targets that will not do ----------------------------------------------------------------- */

static void refused(const char *target, crm_status status)
{
    ck_assert_status(crm_db_backup(db, target), status);
    ck_assert_msg(strstr(crm_db_error(db)->message, target) != NULL, "%s",
                  crm_db_error(db)->message);
    API_RECORD("lead", "name", "the handle works on");
}

START_TEST(a_file_that_is_there_stays_as_it_was)
{
    FILE *file = fopen(copy, "w");
    ck_assert_int_ge(fputs("dear diary", file), 0);
    fclose(file);
    refused(copy, CRM_E_EXISTS);
    char text[16] = "";
    file = fopen(copy, "r");
    ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
    fclose(file);
    ck_assert_str_eq(text, "dear diary");
    refused(path, CRM_E_EXISTS);
    refused(folder, CRM_E_EXISTS);
}
END_TEST

START_TEST(a_folder_that_is_missing_or_closed_is_told)
{
    char target[160];
    snprintf(target, sizeof target, "%s/no/such/copy.crm", folder);
    refused(target, CRM_E_NOT_FOUND);
    snprintf(target, sizeof target, "%s/copy.crm", path); /* beneath a file */
    refused(target, CRM_E_NOT_FOUND);
    ck_assert_int_eq(strangers(), 0);
    if (geteuid() == 0)
        return; /* nothing is closed to it */
    snprintf(target, sizeof target, "%s/closed", folder);
    ck_assert_int_eq(mkdir(target, 0500), 0);
    snprintf(target, sizeof target, "%s/closed/copy.crm", folder);
    refused(target, CRM_E_IO);
}
END_TEST

/* No file may grow beyond that: what a full disk is to this process. */
START_TEST(a_target_that_cannot_grow_is_told_and_removed)
{
    struct rlimit limit;
    leads_make(PAGES_OF_LEADS);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    rlim_t usual = limit.rlim_cur;
    signal(SIGXFSZ, SIG_IGN);
    limit.rlim_cur = 200000;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    crm_status status = crm_db_backup(db, copy);
    limit.rlim_cur = usual;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_msg(status == CRM_E_IO || status == CRM_E_FULL, "%s", crm_status_name(status));
    ck_assert_msg(strstr(crm_db_error(db)->message, copy) != NULL, "%s", crm_db_error(db)->message);
    ck_assert_int_eq(strangers(), 0);
    ck_assert_ok(crm_db_backup(db, copy));
}
END_TEST

START_TEST(only_a_superuser_copies_the_database)
{
    int64_t user = API_RECORD("user", "name", "王芳", "login", "wang");
    ck_assert_ok(crm_db_act_as(db, user));
    ck_assert_status(crm_db_backup(db, copy), CRM_E_DENIED);
    ck_assert_int_eq(strangers(), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/backup");
    TCase *tests = tcase_create("backup");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_copy_holds_what_was_acknowledged_before_it_and_no_half_commit);
    tcase_add_test(tests, a_copy_made_beside_another_process_is_whole);
    tcase_add_test(tests, what_was_copied_is_written_to_like_any_database);
    tcase_add_test(tests, progress_runs_from_the_first_pages_to_the_last);
    tcase_add_test(tests, it_is_too_late_to_stop_at_the_last_page);
    tcase_add_test(tests, a_stopped_copy_leaves_nothing_and_the_next_one_works);
    tcase_add_test(tests, a_killed_copy_is_not_there);
    tcase_add_test(tests, a_file_that_is_there_stays_as_it_was);
    tcase_add_test(tests, a_folder_that_is_missing_or_closed_is_told);
    tcase_add_test(tests, a_target_that_cannot_grow_is_told_and_removed);
    tcase_add_test(tests, only_a_superuser_copies_the_database);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
