/*
 * Phone numbers as libphonenumber reads them, row by row (tests/data/phone/README.md).
 *
 * CRM_PHONE_ORACLE names one more file of answers, of 8.12.57.
 * `engine_phone_oracle_test --answer [TABLE]` answers lines of text and region.
 */
#include "engine/phone_number.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

#define DATA TESTS_DIR "/data/phone/"

enum { COLUMNS = 10, LINE_SIZE = 8192, HEAD_SIZE = 24 };

static struct env env;

static void answer(const struct phone_table *table, struct text typed, struct text region,
                   char out[LINE_SIZE])
{
    struct phone_number number;
    char e164[PHONE_NUMBER_E164_SIZE];
    char national[PHONE_FORMAT_SIZE];
    char international[PHONE_FORMAT_SIZE];
    crm__phone_parse(table, typed, region, &number);
    if (number.parsed != PHONE_PARSED) {
        snprintf(out, LINE_SIZE, "E%d\t\t\t\t\t\t\t", (int)number.parsed);
        return;
    }
    crm__phone_e164(&number, e164);
    crm__phone_national(table, &number, national);
    crm__phone_international(table, &number, international);
    snprintf(out, LINE_SIZE, "OK\t%d\t%s\t%s\t%s\t%s\t%s\t%d", number.kind != PHONE_KIND_UNKNOWN,
             number.region, crm__phone_kind_name(number.kind), e164, national, international,
             (int)number.possible);
}

/* Text and region, the first two columns; what follows the second is put into *rest. */
static bool split(char *line, struct text *typed, struct text *region, const char **rest)
{
    char *first = strchr(line, '\t');
    if (!first)
        return false;
    char *second = strchr(first + 1, '\t');
    *typed = (struct text){line, (size_t)(first - line)};
    *region =
        second ? (struct text){first + 1, (size_t)(second - first - 1)} : crm__text_of(first + 1);
    *rest = second ? second + 1 : "";
    return true;
}

/* A row that is not OK has no further answers. */
static void check_row(const struct phone_table *table, const char *path, size_t number, char *line)
{
    char found[LINE_SIZE];
    struct text typed;
    struct text region;
    const char *wanted;
    ck_assert_msg(split(line, &typed, &region, &wanted), "%s:%zu: no columns", path, number);
    answer(table, typed, region, found);
    size_t size = strncmp(wanted, "OK\t", 3) == 0 ? LINE_SIZE : 2;
    ck_assert_msg(strncmp(found, wanted, size) == 0,
                  "%s:%zu: '%.*s' in '%.*s'\nwanted %s\nfound  %s", path, number, (int)typed.size,
                  typed.data, (int)region.size, region.data, wanted, found);
}

static size_t check_file(const struct phone_table *table, const char *path)
{
    static char line[LINE_SIZE];
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s: cannot be opened", path);
    size_t rows = 0;
    for (size_t number = 1; fgets(line, sizeof line, file); number++) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "#input\t", 7) == 0)
            continue;
        check_row(table, path, number, line);
        rows++;
    }
    fclose(file);
    return rows;
}

static char *file_read(const char *path, size_t *size_out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(size + 1);
    *size_out = bytes ? fread(bytes, 1, size, file) : 0;
    fclose(file);
    return bytes;
}

static char *table_bytes(size_t *size)
{
    char *bytes = file_read(DATA "8.12.57.table", size);
    ck_assert_ptr_nonnull(bytes);
    return bytes;
}

static struct phone_table *older_table(void)
{
    struct phone_table *table;
    size_t size;
    char *bytes = table_bytes(&size);
    crm_status status = crm__phone_table_read(&env, (struct text){bytes, size}, "older", &table);
    ck_assert_msg(status == CRM_OK, "%s", env.error.message);
    free(bytes);
    return table;
}

START_TEST(the_built_in_table_answers_as_the_library_of_its_version)
{
    ck_assert_str_eq(crm__phone_builtin.version, "9.0.43");
    ck_assert_uint_ge(check_file(&crm__phone_builtin, DATA "answers_9.0.43.tsv"), 2500);
}
END_TEST

START_TEST(a_table_of_a_file_answers_as_the_library_of_its_version)
{
    struct phone_table *table = older_table();
    ck_assert_str_eq(table->version, "8.12.57");
    ck_assert_uint_ge(check_file(table, DATA "answers_8.12.57.tsv"), 2000);
    crm__phone_table_free(&env, table);
}
END_TEST

START_TEST(more_answers_may_be_brought)
{
    const char *path = getenv("CRM_PHONE_ORACLE");
    if (!path) {
        puts("skipped: CRM_PHONE_ORACLE names no file of answers");
        return;
    }
    struct phone_table *table = older_table();
    printf("%s: %zu rows are equal\n", path, check_file(table, path));
    crm__phone_table_free(&env, table);
}
END_TEST

/* --- tables that are none --------------------------------------------------------------------- */

static void check_refused(struct text file, const char *message)
{
    struct phone_table *table;
    ck_assert_int_eq(crm__phone_table_read(&env, file, "new.table", &table), CRM_E_CORRUPT);
    ck_assert_ptr_null(table);
    ck_assert_msg(strstr(env.error.message, message) != NULL, "'%s' in '%s'", message,
                  env.error.message);
}

static void sign(char *bytes, size_t size)
{
    uint64_t checksum = crm__checksum(bytes + HEAD_SIZE, size - HEAD_SIZE);
    for (size_t i = 0; i < 8; i++)
        bytes[16 + i] = (char)(checksum >> (8 * i) & 0xFF);
}

START_TEST(a_table_that_is_none_is_refused_by_name)
{
    size_t size;
    char *bytes = table_bytes(&size);
    check_refused(TEXT_NONE, "new.table: not a table of phone numbers");
    check_refused((struct text){bytes, 60}, "not a table");
    check_refused((struct text){bytes, size - 1}, "239922 bytes, the table has 239923");
    bytes[1000] ^= 1;
    check_refused((struct text){bytes, size}, "the checksum is of another content");
    bytes[1000] ^= 1;
    bytes[8] = 2;
    check_refused((struct text){bytes, size}, "table of format 2, known is 1");
    bytes[8] = 1;
    memset(bytes + 40, 0xFF, 4);
    sign(bytes, size);
    check_refused((struct text){bytes, size}, "4294967295 node rows, 1 to 65535 are possible");
    free(bytes);
}
END_TEST

START_TEST(a_forged_table_that_is_let_in_answers_without_harm)
{
    static const char *const typed[] = {"13912345678",   "+8613912345678", "00441481123456",
                                        "0113451234x12", "+12425551234",   "011 54 9 11 1234 5678"};
    static const char *const regions[] = {"CN", "US", "AR", "GG", "BR", ""};
    size_t size;
    size_t refused = 0;
    char *bytes = table_bytes(&size);
    char line[LINE_SIZE];
    for (size_t i = 0; i < 3000; i++) {
        struct phone_table *table;
        size_t at = 80 + (i * 7919 * 31) % (size - 80);
        char before = bytes[at];
        bytes[at] = (char)(i * 37 + 255);
        sign(bytes, size);
        if (crm__phone_table_read(&env, (struct text){bytes, size}, "forged", &table) < 0) {
            refused++;
        } else {
            for (size_t k = 0; k < 36; k++)
                answer(table, crm__text_of(typed[k % 6]), crm__text_of(regions[k / 6]), line);
            crm__phone_table_free(&env, table);
        }
        bytes[at] = before;
    }
    ck_assert_uint_gt(refused, 100);
    ck_assert_uint_lt(refused, 2900);
    free(bytes);
}
END_TEST

static int answer_lines(const char *path)
{
    static char line[LINE_SIZE];
    static char found[LINE_SIZE];
    const struct phone_table *table = &crm__phone_builtin;
    struct phone_table *loaded = NULL;
    size_t size;
    char *bytes = path ? file_read(path, &size) : NULL;
    if (path && !bytes)
        return 2;
    if (path && crm__phone_table_read(&env, (struct text){bytes, size}, path, &loaded) < 0)
        return 2;
    free(bytes);
    if (loaded)
        table = loaded;
    while (fgets(line, sizeof line, stdin)) {
        struct text typed;
        struct text region;
        const char *rest;
        line[strcspn(line, "\n")] = '\0';
        if (!split(line, &typed, &region, &rest))
            return 2;
        answer(table, typed, region, found);
        printf("%.*s\t%.*s\t%s\n", (int)typed.size, typed.data, (int)region.size, region.data,
               found);
    }
    crm__phone_table_free(&env, loaded);
    return 0;
}

int main(int argc, char **argv)
{
    if (crm__env_init(&env, NULL) < 0)
        return 2;
    if (argc > 1 && strcmp(argv[1], "--answer") == 0)
        return answer_lines(argc > 2 ? argv[2] : NULL);
    Suite *suite = suite_create("engine phone oracle");
    TCase *tests = tcase_create("phone oracle");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_built_in_table_answers_as_the_library_of_its_version);
    tcase_add_test(tests, a_table_of_a_file_answers_as_the_library_of_its_version);
    tcase_add_test(tests, more_answers_may_be_brought);
    tcase_add_test(tests, a_table_that_is_none_is_refused_by_name);
    tcase_add_test(tests, a_forged_table_that_is_let_in_answers_without_harm);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
