/* Importing what people really send: encodings, delimiters, ends, sizes; and what options decide.
 */
#include "peak_heap.h"
#include "place.h"

#include <stdio.h>
#include <string.h>

#include <crm/crm.h>

static struct test_heap heap;
static crm_db *db;

static void open_with(const crm_host *host)
{
    ck_assert_int_eq(crm_db_new(host, &db), CRM_OK);
    ck_assert_int_eq(crm_db_open(db, api_database(), NULL), CRM_OK);
}

static void set_up(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    open_with(&host);
}

static void tear_down(void)
{
    crm_db_free(db);
    ck_assert_uint_eq(heap.live, 0);
}

struct input {
    const char *text;
    size_t left;
};

static int32_t input_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct input *input = context;
    size = size < input->left ? size : input->left;
    memcpy(bytes, input->text, size);
    input->text += size;
    input->left -= size;
    *read_out = size;
    return 0;
}

static struct told {
    char encoding[16];
    char delimiter[4];
    int rejects;
    int64_t line;
    char field[64];
    char reason[256];
} told;

static int32_t on_plan(void *context, const crm_import_plan *plan)
{
    struct told *heard = context;
    snprintf(heard->encoding, sizeof heard->encoding, "%s", plan->encoding);
    snprintf(heard->delimiter, sizeof heard->delimiter, "%s", plan->delimiter);
    return 0;
}

static int32_t on_reject(void *context, const crm_import_reject *reject)
{
    struct told *heard = context;
    heard->rejects++;
    heard->line = reject->line;
    snprintf(heard->field, sizeof heard->field, "%s", reject->field);
    snprintf(heard->reason, sizeof heard->reason, "%s", reject->reason);
    return 0;
}

static crm_import_report report;

static crm_status try_bytes(const void *bytes, size_t size, crm_import_options options)
{
    struct input input = {bytes, size};
    memset(&told, 0, sizeof told);
    options.size = sizeof options;
    options.context = &told;
    options.planned = on_plan;
    options.rejected = on_reject;
    crm_status status = crm_import_run(db, &options, input_read, &input, &report);
    ck_assert_int_eq(report.rows,
                     report.created + report.updated + report.duplicates + report.rejected);
    return status;
}

static void import_bytes(const void *bytes, size_t size, crm_import_options options)
{
    crm_status status = try_bytes(bytes, size, options);
    if (status < 0)
        ck_abort_msg("%s: %s", crm_status_name(status), crm_db_error(db)->message);
    ck_assert_int_eq(report.rejected, told.rejects);
}

static void import(const char *text, crm_import_options options)
{
    if (!options.entity)
        options.entity = "lead";
    import_bytes(text, strlen(text), options);
}

#define NONE ((crm_import_options){0})
#define OF_LEADS ((crm_import_options){.entity = "lead"})

static int64_t count(const char *entity, const char *rule)
{
    crm_query *query;
    int64_t found = -1;
    ck_assert_int_eq(crm_query_new(db, entity, &query), CRM_OK);
    crm_query_where(query, rule, CRM_NUL);
    crm_status status = crm_query_count(query, &found);
    if (status < 0)
        ck_abort_msg("%s: %s", rule, crm_db_error(db)->message);
    crm_query_free(query);
    return found;
}

/* --- what a row does that is there already ---------------------------------------------------- */

#define TWINS "name,mobile\nAnn,+14155552671\nAnna,+1 415 555 2671\nBob,+14155552672\n"

static void expect(int64_t created, int64_t updated, int64_t duplicates, int64_t to_review)
{
    ck_assert_int_eq(report.created, created);
    ck_assert_int_eq(report.updated, updated);
    ck_assert_int_eq(report.duplicates, duplicates);
    ck_assert_int_eq(report.to_review, to_review);
}

START_TEST(duplicates_within_a_file_and_of_a_second_import_are_put_up_for_review)
{
    import(TWINS, NONE);
    expect(3, 0, 0, 1);
    import(TWINS, NONE);
    expect(3, 0, 0, 3);
    ck_assert_int_gt(count("duplicate_pair", "true"), 0);
}
END_TEST

START_TEST(duplicates_are_merged)
{
    import(TWINS, (crm_import_options){.on_match = CRM_IMPORT_MERGE});
    expect(2, 1, 0, 0);
    import("name,mobile,city\nA. N. Other,+14155552671,Bonn\n",
           (crm_import_options){.on_match = CRM_IMPORT_MERGE});
    expect(0, 1, 0, 0);
    ck_assert_int_eq(count("lead", "name == 'Ann' && city == 'Bonn'"), 1);
}
END_TEST

START_TEST(duplicates_are_skipped)
{
    import(TWINS, (crm_import_options){.on_match = CRM_IMPORT_SKIP});
    expect(2, 0, 1, 0);
    import(TWINS, (crm_import_options){.on_match = CRM_IMPORT_SKIP});
    expect(0, 0, 3, 0);
    ck_assert_int_eq(count("lead", "true"), 2);
}
END_TEST

START_TEST(duplicates_are_created_without_looking)
{
    import(TWINS, (crm_import_options){.on_match = CRM_IMPORT_CREATE});
    expect(3, 0, 0, 0);
    import(TWINS, (crm_import_options){.on_match = CRM_IMPORT_CREATE});
    expect(3, 0, 0, 0);
    ck_assert_int_eq(count("duplicate_pair", "true"), 0);
}
END_TEST

START_TEST(a_key_makes_rows_update_also_within_the_file)
{
    crm_import_options by_code = {.entity = "product", .key = "code"};
    import("code,name\nA,Apple\nB,Bread\nA,Apples\n", by_code);
    expect(2, 1, 0, 0);
    import("code,name,unit\nB,,kg\nC,Coffee,\n", by_code);
    expect(1, 1, 0, 0);
    ck_assert_int_eq(count("product", "name == 'Apples'"), 1);
    ck_assert_int_eq(count("product", "name == 'Bread' && unit == 'kg'"), 1);
}
END_TEST

START_TEST(without_a_key_an_equal_unique_value_is_rejected)
{
    import("code,name\nA,Apple\n", (crm_import_options){.entity = "product"});
    import("code,name\nA,Again\nB,Bread\n", (crm_import_options){.entity = "product"});
    expect(1, 0, 0, 0);
    ck_assert_int_eq(report.rejected, 1);
    ck_assert_str_eq(told.field, "code");
}
END_TEST

START_TEST(a_key_that_is_none_or_that_no_column_gives_is_refused)
{
    static const char file[] = "code,name\nA,Apple\n";
    crm_import_options options = {.entity = "product", .key = "name"};
    ck_assert_int_eq(try_bytes(file, sizeof file - 1, options), CRM_E_INVALID);
    options.key = "cdoe";
    ck_assert_int_eq(try_bytes(file, sizeof file - 1, options), CRM_E_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "did you mean 'code'"));
    options.key = "barcode";
    ck_assert_int_lt(try_bytes(file, sizeof file - 1, options), 0);
    ck_assert_int_eq(count("product", "true"), 0);
}
END_TEST

/* --- mapping ---------------------------------------------------------------------------------- */

START_TEST(a_column_can_be_mapped_to_a_custom_field)
{
    crm_field_options shoe = {.size = sizeof shoe, .label_en = "Shoe size"};
    ck_assert_int_eq(crm_schema_add_field(db, "lead", "shoe_size", "integer", &shoe), CRM_OK);
    import("name,feet\nAnn,42\n", (crm_import_options){.map = "feet=shoe_size"});
    import("name,Shoe-Size\nBob,43\n", NONE);
    ck_assert_int_eq(count("lead", "shoe_size == 42"), 1);
    ck_assert_int_eq(count("lead", "shoe_size == 43"), 1);
}
END_TEST

START_TEST(two_columns_for_one_field_are_refused_or_the_second_is_left_out)
{
    static const char file[] = "a,b,name\n1,2,Ann\n";
    ck_assert_int_eq(try_bytes(file, sizeof file - 1,
                               (crm_import_options){.entity = "lead", .map = "a=city,b=city"}),
                     CRM_E_INVALID);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "two columns"));
    import("name,city,City\nAnn,Bonn,Rome\n", NONE);
    ck_assert_int_eq(count("lead", "city == 'Bonn'"), 1);
}
END_TEST

START_TEST(a_mapped_column_that_is_not_there_is_named_with_the_one_that_was_meant)
{
    static const char file[] = "surname,name\n1,2\n";
    ck_assert_int_eq(try_bytes(file, sizeof file - 1,
                               (crm_import_options){.entity = "lead", .map = "surnmae=title"}),
                     CRM_E_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "did you mean 'surname'?"));
}
END_TEST

/* --- forms ------------------------------------------------------------------------------------ */

START_TEST(nothing_a_mark_or_a_header_alone_import_nothing)
{
    static const char *const files[] = {"",     "\xEF\xBB\xBF",    "\n\r\n", "name,mobile",
                                        "name", "name,mobile\r\n", "   \n"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        import(files[i], NONE);
        ck_assert_msg(report.rows == 0 || i == 6, "file %zu: %lld rows", i,
                      (long long)report.rows);
        ck_assert_int_eq(report.created, 0);
    }
    import_bytes("\xff\xfe", 2, OF_LEADS);
    ck_assert_int_eq(report.rows, 0);
}
END_TEST

START_TEST(delimiters_and_line_ends_are_found_out_also_when_mixed)
{
    static const char *const files[] = {
        "name,title,city\r\nAnn,CEO,Bonn\nBob,CTO,Rome\r\n",
        "name;title;city\nAnn;CEO;Bonn\rBob;CTO;Rome\r",
        "name|title|city\nAnn|CEO|Bonn\nBob|CTO|Rome",
        "name\ttitle\tcity\nAnn\tCEO\tBonn\r\n\r\nBob\tCTO\tRome"};
    for (size_t i = 0; i < 4; i++) {
        import(files[i], (crm_import_options){.on_match = CRM_IMPORT_CREATE});
        ck_assert_int_eq(told.delimiter[0], ",;|\t"[i]);
        expect(2, 0, 0, 0);
    }
    ck_assert_int_eq(count("lead", "title == 'CTO' && city == 'Rome'"), 4);
}
END_TEST

START_TEST(utf16_that_ends_within_a_character_rejects_that_row_only)
{
    static const char file[] = "\xff\xfen\0a\0m\0e\0\n\0A\0n\0n\0\n\0B\0o\0b";
    import_bytes(file, sizeof file - 1, OF_LEADS);
    ck_assert_str_eq(told.encoding, "UTF-16LE");
    expect(1, 0, 0, 0);
    ck_assert_int_eq(told.rejects, 1);
    ck_assert_int_eq(told.line, 3);
    ck_assert_ptr_nonnull(strstr(told.reason, "ends within a character"));
}
END_TEST

START_TEST(gb18030_with_characters_of_four_bytes_is_read)
{
    /* 姓名,城市 / 张𠀀,北京 / 李㐀,上海 */
    import("\xd0\xd5\xc3\xfb,\xb3\xc7\xca\xd0\n\xd5\xc5\x95\x32\x82\x36,\xb1\xb1\xbe\xa9\n"
           "\xc0\xee\x81\x39\xee\x39,\xc9\xcf\xba\xa3\n",
           NONE);
    ck_assert_str_eq(told.encoding, "GB18030");
    ck_assert_int_eq(count("lead", "name == '张𠀀' && city == '北京'"), 1);
    ck_assert_int_eq(count("lead", "name == '李㐀'"), 1);
}
END_TEST

START_TEST(nuls_and_broken_characters_reject_their_rows_only)
{
    static const char file[] = "name,city\nAnn,Bonn\nB\0b,Rome\nC\xffy,Oslo\nDee,Bern\n";
    import_bytes(file, sizeof file - 1,
                 (crm_import_options){.entity = "lead", .encoding = "utf-8"});
    expect(2, 0, 0, 0);
    ck_assert_int_eq(told.rejects, 2);
    ck_assert_int_eq(told.line, 4);
    ck_assert_ptr_nonnull(strstr(told.reason, "byte"));
}
END_TEST

START_TEST(rows_of_other_widths_and_open_quotes_are_rejected_with_their_lines)
{
    import("name,city\nAnn,Bonn\nBob\nCy,a,b\nDee,Bern,,\n\"Eve,x\n", NONE);
    expect(2, 0, 0, 0);
    ck_assert_int_eq(told.rejects, 3);
    ck_assert_int_eq(told.line, 6);
    ck_assert_ptr_nonnull(strstr(told.reason, "never closed"));
}
END_TEST

/* --- size ------------------------------------------------------------------------------------- */

/* A file that is made as it is read: rows, and among them one that is very long. */
struct made {
    int64_t rows;
    int64_t long_row; /* 0 none */
    size_t padding;   /* bytes that it has more */
    int64_t row;      /* given so far, the header too */
    char line[64];
    size_t at;
    size_t size;
    size_t left; /* of the padding, before the line */
};

static void line_make(struct made *made)
{
    int64_t i = made->row++;
    made->at = 0;
    made->left = i && i == made->long_row ? made->padding : 0;
    if (i == 0)
        made->size = (size_t)snprintf(made->line, sizeof made->line, "name,mobile,city\n");
    else
        made->size = (size_t)snprintf(made->line, sizeof made->line,
                                      "Lead %lld,139%08lld,Springfield\n", (long long)i,
                                      (long long)i);
}

static int32_t made_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct made *made = context;
    char *to = bytes;
    *read_out = 0;
    while (*read_out < size) {
        if (made->at == made->size && made->row > made->rows)
            return 0;
        if (made->at == made->size)
            line_make(made);
        size_t room = size - *read_out;
        size_t rest = made->left ? made->left : made->size - made->at;
        size_t part = rest < room ? rest : room;
        if (made->left) {
            memset(to + *read_out, 'x', part);
            made->left -= part;
        } else {
            memcpy(to + *read_out, made->line + made->at, part);
            made->at += part;
        }
        *read_out += part;
    }
    return 0;
}

/* Bytes that an import needs at most, beyond what the handle holds anyway. */
static size_t peak_of(struct peak_heap *peak, struct made made)
{
    crm_import_options options = {.size = sizeof options,
                                  .entity = "lead",
                                  .region = "CN",
                                  .on_match = CRM_IMPORT_SKIP};
    size_t before = peak->live;
    peak->peak = before;
    crm_status status = crm_import_run(db, &options, made_read, &made, &report);
    ck_assert_msg(status == CRM_OK, "%s", crm_db_error(db)->message);
    return peak->peak - before;
}

START_TEST(memory_does_not_grow_with_the_rows)
{
    static struct peak_heap peak; /* the handle is freed after the test */
    crm_host host = {.size = sizeof host, .context = &peak, .resize = peak_heap_resize};
    crm_db_free(db);
    open_with(&host);
    peak_of(&peak, (struct made){.rows = 100});
    size_t few = peak_of(&peak, (struct made){.rows = 10000});
    size_t many = peak_of(&peak, (struct made){.rows = 40000});
    ck_assert_int_eq(report.rows, 40000);
    ck_assert_msg(many < few + few / 10, "%zu bytes for 10000 rows, %zu for 40000", few, many);
}
END_TEST

START_TEST(a_line_of_a_hundred_megabytes_is_rejected_in_bounded_memory)
{
    static struct peak_heap peak; /* the handle is freed after the test */
    crm_host host = {.size = sizeof host, .context = &peak, .resize = peak_heap_resize};
    crm_db_free(db);
    open_with(&host);
    peak_of(&peak, (struct made){.rows = 100});
    size_t few = peak_of(&peak, (struct made){.rows = 10000});
    size_t wide =
        peak_of(&peak, (struct made){.rows = 9, .long_row = 5, .padding = (size_t)100 << 20});
    ck_assert_int_eq(report.rows, 9);
    ck_assert_int_eq(report.rejected, 1);
    ck_assert_msg(wide < few + ((size_t)8 << 20), "%zu bytes, %zu for short lines", wide, few);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api import");
    TCase *tests = tcase_create("import");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, duplicates_within_a_file_and_of_a_second_import_are_put_up_for_review);
    tcase_add_test(tests, duplicates_are_merged);
    tcase_add_test(tests, duplicates_are_skipped);
    tcase_add_test(tests, duplicates_are_created_without_looking);
    tcase_add_test(tests, a_key_makes_rows_update_also_within_the_file);
    tcase_add_test(tests, without_a_key_an_equal_unique_value_is_rejected);
    tcase_add_test(tests, a_key_that_is_none_or_that_no_column_gives_is_refused);
    tcase_add_test(tests, a_column_can_be_mapped_to_a_custom_field);
    tcase_add_test(tests, two_columns_for_one_field_are_refused_or_the_second_is_left_out);
    tcase_add_test(tests, a_mapped_column_that_is_not_there_is_named_with_the_one_that_was_meant);
    tcase_add_test(tests, nothing_a_mark_or_a_header_alone_import_nothing);
    tcase_add_test(tests, delimiters_and_line_ends_are_found_out_also_when_mixed);
    tcase_add_test(tests, utf16_that_ends_within_a_character_rejects_that_row_only);
    tcase_add_test(tests, gb18030_with_characters_of_four_bytes_is_read);
    tcase_add_test(tests, nuls_and_broken_characters_reject_their_rows_only);
    tcase_add_test(tests, rows_of_other_widths_and_open_quotes_are_rejected_with_their_lines);
    tcase_add_test(tests, memory_does_not_grow_with_the_rows);
    tcase_add_test(tests, a_line_of_a_hundred_megabytes_is_rejected_in_bounded_memory);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
