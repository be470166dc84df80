/* Cleaning values and files, as a host sees it. */
#include "fixture.h"

static struct api_text out;

struct input {
    const char *text;
    size_t size;
    size_t step; /* bytes a read; 0: fails */
};

static int32_t read_input(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct input *input = context;
    size_t part = input->size < input->step ? input->size : input->step;
    if (input->step == 0)
        return 1;
    part = part < size ? part : size;
    memcpy(bytes, input->text, part);
    input->text += part;
    input->size -= part;
    *read_out = part;
    return 0;
}

static const char *csv_of(crm_cursor *cursor)
{
    out.size = 0;
    out.bytes[0] = '\0';
    ck_assert_ok(crm_cursor_write(cursor, CRM_FORMAT_CSV, NULL, api_write, &out));
    crm_cursor_free(cursor);
    return out.bytes;
}

static const char *value_of(const char *kind, const char *typed)
{
    crm_cursor *cursor;
    ck_assert_ok(crm_clean_value(db, kind, NULL, typed, CRM_NUL, &cursor));
    return csv_of(cursor);
}

static const char *lines_of(const char *kind, const char *text, size_t step)
{
    struct input input = {text, strlen(text), step};
    crm_cursor *cursor;
    ck_assert_ok(crm_clean_lines(db, kind, NULL, read_input, &input, &cursor));
    return csv_of(cursor);
}

START_TEST(an_address_is_judged_and_gets_its_keys)
{
    ck_assert_str_eq(value_of("email", "Ann.B+x@GMail.com"),
                     "level,reason,exact_key,mailbox_key,flags\n"
                     "valid,valid,Ann.B+x@gmail.com,annb@gmail.com,\"tagged,free\"\n");
    ck_assert_str_eq(value_of("email", "info@gmail.con"),
                     "level,reason,exact_key,mailbox_key,flags\n"
                     "valid,valid,info@gmail.con,info@gmail.con,\"role,suggest=gmail.com\"\n");
    ck_assert_str_eq(value_of("email", "nobody"),
                     "level,reason,exact_key,mailbox_key,flags\n"
                     "err,err_nodomain,,,\n");
    ck_assert_str_eq(value_of("email", "139 1234 5678"),
                     "level,reason,exact_key,mailbox_key,flags\n"
                     "err,err_atext_after_cfws,,,looks=phone\n");
    ck_assert_str_eq(value_of("email", "11010519491231002X"),
                     "level,reason,exact_key,mailbox_key,flags\n"
                     "err,err_nodomain,,,looks=resident_id\n");
}
END_TEST

START_TEST(other_kinds_have_columns_of_their_own)
{
    ck_assert_str_eq(value_of("domain", "Mail.公司.CN"),
                     "domain,registrable,flags\n"
                     "mail.xn--55qx5d.cn,mail.xn--55qx5d.cn,\n");
    ck_assert_str_eq(value_of("wechat", "微信：Alice_99"),
                     "kind,reason,key,masked\nid,ok,alice_99,\n");
    ck_assert_str_eq(value_of("wechat", "11010519491231002X"),
                     "kind,reason,key,masked\nnone,resident_id,,**************002X\n");
    ck_assert_str_eq(value_of("uscc", "91350100M000100Y43"),
                     "kind,reason,key,region,organisation,masked\n"
                     "credit_code,ok,91350100M000100Y43,350100,M000100Y4,\n");
}
END_TEST

/* The second line, cells parted by tabs: as CSV, a plus is guarded against spreadsheets. */
static const char *phone_of(const char *typed)
{
    static const char head[] = "valid\ttype\te164\tnational\tinternational\tregion\n";
    crm_cursor *cursor;
    out.size = 0;
    out.bytes[0] = '\0';
    ck_assert_ok(crm_clean_value(db, "phone", NULL, typed, CRM_NUL, &cursor));
    ck_assert_ok(crm_cursor_write(cursor, CRM_FORMAT_TSV, NULL, api_write, &out));
    crm_cursor_free(cursor);
    ck_assert(strncmp(out.bytes, head, sizeof head - 1) == 0);
    return out.bytes + sizeof head - 1;
}

START_TEST(a_phone_is_judged_in_its_region)
{
    ck_assert_str_eq(phone_of("139-1234-5678"),
                     "1\tMOBILE\t+8613912345678\t139 1234 5678\t+86 139 1234 5678\tCN\n");
    ck_assert_str_eq(phone_of("(650) 253-0000 x42\tUS"),
                     "1\tFIXED_LINE_OR_MOBILE\t+16502530000\t(650) 253-0000 ext. 42\t"
                     "+1 650-253-0000 ext. 42\tUS\n");
    ck_assert_str_eq(phone_of("+800 1234 5678\tZZ\tmore"),
                     "1\tTOLL_FREE\t+80012345678\t1234 5678\t+800 1234 5678\t001\n");
    ck_assert_str_eq(phone_of("65529988"),
                     "0\tUNKNOWN\t+8665529988\t6552 9988\t+86 65529988\tCN\n");
    ck_assert_str_eq(phone_of("13912345678\tZZ"), "0\t\t\t\t\t\n");
    ck_assert_str_eq(phone_of(""), "0\t\t\t\t\t\n");
}
END_TEST

START_TEST(every_line_is_a_row_however_it_comes)
{
    static const char text[] = "ann@crm.cn\r\n\nbo@crm.cn";
    static const char rows[] = "level,reason,exact_key,mailbox_key,flags\n"
                               "valid,valid,ann@crm.cn,ann@crm.cn,\n"
                               "err,err_nodomain,,,\n"
                               "valid,valid,bo@crm.cn,bo@crm.cn,\n";
    for (size_t step = 1; step < sizeof text; step++)
        ck_assert_str_eq(lines_of("email", text, step), rows);
    ck_assert_str_eq(lines_of("email", "", 1), "level,reason,exact_key,mailbox_key,flags\n");
}
END_TEST

static int64_t count_of(char *text, size_t size, crm_status *status)
{
    struct input input = {text, size, 1 << 20};
    crm_cursor *cursor;
    int64_t count = 0;
    ck_assert_ok(crm_clean_lines(db, "email", NULL, read_input, &input, &cursor));
    while ((*status = crm_cursor_next(cursor)) == CRM_OK)
        count++;
    crm_cursor_free(cursor);
    return count;
}

START_TEST(long_files_are_read_in_pieces_and_long_lines_refused)
{
    enum { LINES = 40000, LINE = 11, LONG = 65536 };
    crm_status status;
    char *text = malloc(LINES * LINE + LONG + 1);
    for (size_t i = 0; i < LINES; i++)
        memcpy(text + i * LINE, "ann@crm.cn\n", LINE);
    ck_assert_int_eq(count_of(text, LINES * LINE, &status), LINES);
    ck_assert_int_eq(status, CRM_DONE);
    memset(text + LINES * LINE, 'a', LONG + 1);
    ck_assert_int_eq(count_of(text, LINES * LINE + LONG, &status), LINES + 1);
    ck_assert_int_eq(count_of(text, LINES * LINE + LONG + 1, &status), LINES / 1024 * 1024);
    ck_assert_int_eq(status, CRM_E_LIMIT);
    ck_assert_str_eq(crm_db_error(db)->message, "line 40001: over 65536 bytes");
    free(text);
}
END_TEST

START_TEST(misuse_is_named)
{
    struct input broken = {"", 0, 0};
    crm_cursor *cursor;
    ck_assert_status(crm_clean_value(db, "emial", NULL, "a", 1, &cursor), CRM_E_UNKNOWN);
    ck_assert_str_eq(crm_db_error(db)->message,
                     "no kind 'emial' to clean; did you mean 'email'?");
    ck_assert_ptr_null(cursor);
    ck_assert_status(crm_clean_value(db, "email", "Switzerland", "a", 1, &cursor), CRM_E_INVALID);
    ck_assert_status(crm_clean_value(db, NULL, NULL, "a", 1, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_clean_value(db, "email", NULL, NULL, 1, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_clean_value(db, "email", NULL, "a", 1, NULL), CRM_E_MISUSE);
    ck_assert_int_eq(crm_clean_value(NULL, "email", NULL, "a", 1, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_clean_lines(db, "nothing alike", NULL, read_input, &broken, &cursor),
                     CRM_E_UNKNOWN);
    ck_assert_status(crm_clean_lines(db, "email", NULL, NULL, NULL, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_clean_lines(db, "email", NULL, read_input, &broken, &cursor), CRM_E_IO);
    ck_assert_ptr_null(cursor);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clean");
    TCase *tests = tcase_create("clean");
    tcase_add_checked_fixture(tests, api_setup, api_teardown);
    tcase_add_test(tests, an_address_is_judged_and_gets_its_keys);
    tcase_add_test(tests, other_kinds_have_columns_of_their_own);
    tcase_add_test(tests, a_phone_is_judged_in_its_region);
    tcase_add_test(tests, every_line_is_a_row_however_it_comes);
    tcase_add_test(tests, long_files_are_read_in_pieces_and_long_lines_refused);
    tcase_add_test(tests, misuse_is_named);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
