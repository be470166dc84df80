/* A file is written whole or not at all. */
#define _XOPEN_SOURCE 700

#include "base/file.h"
#include "suite.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct test_heap heap;
static struct env env;
static char folder[64];
static char path[128];

static void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_OK);
    snprintf(folder, sizeof folder, "/tmp/crm-file-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out.csv", folder);
}

static int entries(void)
{
    int count = 0;
    DIR *opened = opendir(folder);
    ck_assert_ptr_nonnull(opened);
    for (struct dirent *entry; (entry = readdir(opened)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(opened);
    return count;
}

static void teardown(void)
{
    char link[128];
    snprintf(link, sizeof link, "%s/link.csv", folder);
    unlink(link);
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0); /* so nothing else was left */
}

static const char *content(void)
{
    static char bytes[64];
    FILE *file = fopen(path, "rb");
    if (!file)
        return "(none)";
    size_t size = fread(bytes, 1, sizeof bytes - 1, file);
    bytes[size] = '\0';
    fclose(file);
    return bytes;
}

static crm_status write_to(const char *target, const char *text, crm_status so_far)
{
    struct file_writer file;
    crm_status status = crm__file_begin(&file, &env, crm__text_of(target));
    if (status < 0)
        return status;
    ck_assert_int_eq(crm__file_write(&file, text, strlen(text)), 0);
    return crm__file_end(&file, so_far);
}

START_TEST(a_file_appears_whole_and_is_replaced_whole)
{
    ck_assert_int_eq(write_to(path, "one", CRM_OK), CRM_OK);
    ck_assert_str_eq(content(), "one");
    ck_assert_int_eq(write_to(path, "two", CRM_OK), CRM_OK);
    ck_assert_str_eq(content(), "two");
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(a_failure_leaves_what_was_there)
{
    ck_assert_int_eq(write_to(path, "half", CRM_E_CANCELLED), CRM_E_CANCELLED);
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(write_to(path, "old", CRM_OK), CRM_OK);
    ck_assert_int_eq(write_to(path, "half", CRM_E_CANCELLED), CRM_E_CANCELLED);
    ck_assert_str_eq(content(), "old");
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(until_the_end_the_old_content_stands)
{
    struct file_writer file;
    ck_assert_int_eq(write_to(path, "old", CRM_OK), CRM_OK);
    ck_assert_int_eq(crm__file_begin(&file, &env, crm__text_of(path)), CRM_OK);
    ck_assert_int_eq(crm__file_write(&file, "new", 3), 0);
    ck_assert_str_eq(content(), "old");
    ck_assert_int_eq(crm__file_end(&file, CRM_OK), CRM_OK);
    ck_assert_str_eq(content(), "new");
}
END_TEST

START_TEST(the_new_file_has_the_rights_of_the_old_one)
{
    struct stat found;
    ck_assert_int_eq(write_to(path, "old", CRM_OK), CRM_OK);
    ck_assert_int_eq(chmod(path, 0640), 0);
    ck_assert_int_eq(write_to(path, "new", CRM_OK), CRM_OK);
    ck_assert_int_eq(stat(path, &found), 0);
    ck_assert_int_eq(found.st_mode & 0777, 0640);
}
END_TEST

START_TEST(a_link_stays_a_link)
{
    char link[128];
    struct stat found;
    snprintf(link, sizeof link, "%s/link.csv", folder);
    ck_assert_int_eq(write_to(path, "old", CRM_OK), CRM_OK);
    ck_assert_int_eq(symlink("out.csv", link), 0);
    ck_assert_int_eq(write_to(link, "new", CRM_OK), CRM_OK);
    ck_assert_int_eq(lstat(link, &found), 0);
    ck_assert(S_ISLNK(found.st_mode));
    ck_assert_str_eq(content(), "new");
}
END_TEST

START_TEST(what_cannot_be_replaced_is_written_directly)
{
    struct stat found;
    ck_assert_int_eq(write_to("/dev/null", "gone", CRM_OK), CRM_OK);
    ck_assert_int_eq(stat("/dev/null", &found), 0);
    ck_assert(S_ISCHR(found.st_mode));
}
END_TEST

START_TEST(a_disk_without_room_is_told_as_such)
{
    struct file_writer file;
    if (access("/dev/full", W_OK) != 0)
        return;
    ck_assert_int_eq(crm__file_begin(&file, &env, TEXT("/dev/full")), CRM_OK);
    ck_assert_int_ne(crm__file_write(&file, "x", 1), 0);
    ck_assert_int_eq(crm__file_end(&file, CRM_E_IO), CRM_E_FULL);
    ck_assert_ptr_nonnull(strstr(env.error.message, "no space"));
}
END_TEST

START_TEST(paths_that_cannot_be_are_named)
{
    char missing[128];
    char long_path[FILE_PATH_LIMIT + 8];
    snprintf(missing, sizeof missing, "%s/none/out.csv", folder);
    memset(long_path, 'x', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    ck_assert_int_eq(write_to(missing, "", CRM_OK), CRM_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(env.error.message, missing));
    ck_assert_int_eq(write_to(folder, "", CRM_OK), CRM_E_DENIED);
    ck_assert_int_eq(write_to(long_path, "", CRM_OK), CRM_E_LIMIT);
    ck_assert_int_eq(write_to("", "", CRM_OK), CRM_E_LIMIT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base file");
    TCase *tests = tcase_create("file");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_file_appears_whole_and_is_replaced_whole);
    tcase_add_test(tests, a_failure_leaves_what_was_there);
    tcase_add_test(tests, until_the_end_the_old_content_stands);
    tcase_add_test(tests, the_new_file_has_the_rights_of_the_old_one);
    tcase_add_test(tests, a_link_stays_a_link);
    tcase_add_test(tests, what_cannot_be_replaced_is_written_directly);
    tcase_add_test(tests, a_disk_without_room_is_told_as_such);
    tcase_add_test(tests, paths_that_cannot_be_are_named);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
