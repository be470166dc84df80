/* Size-first option structs. */
#include "base/options.h"
#include "suite.h"

struct options {
    size_t size;
    int64_t limit;
    const char *name;
};

struct newer_options {
    struct options known;
    int64_t future;
};

static struct env env;

static void setup(void)
{
    crm__env_init(&env, NULL);
}

START_TEST(null_means_defaults)
{
    struct options mine = {.limit = 5};
    ck_assert_int_eq(crm__options_copy(&env, "o", &mine, sizeof mine, NULL), CRM_OK);
    ck_assert_uint_eq(mine.size, sizeof mine);
    ck_assert_int_eq(mine.limit, 0);
    ck_assert_ptr_null(mine.name);
}
END_TEST

START_TEST(an_older_struct_leaves_new_members_at_their_defaults)
{
    struct options given = {.size = offsetof(struct options, name), .limit = 9, .name = "x"};
    struct options mine;
    ck_assert_int_eq(crm__options_copy(&env, "o", &mine, sizeof mine, &given), CRM_OK);
    ck_assert_uint_eq(mine.size, sizeof mine);
    ck_assert_int_eq(mine.limit, 9);
    ck_assert_ptr_null(mine.name);
}
END_TEST

START_TEST(a_newer_struct_may_only_ask_for_what_is_known)
{
    struct newer_options given = {.known = {.size = sizeof given, .limit = 3}};
    struct options mine;
    ck_assert_int_eq(crm__options_copy(&env, "o", &mine, sizeof mine, &given), CRM_OK);
    ck_assert_int_eq(mine.limit, 3);
    given.future = 256; /* Its second byte: every byte is looked at. */
    ck_assert_int_eq(crm__options_copy(&env, "import options", &mine, sizeof mine, &given),
                     CRM_E_MISUSE);
    ck_assert_str_eq(env.error.message,
                     "import options: byte 25 is set, this library knows 24 bytes");
}
END_TEST

START_TEST(a_forgotten_size_is_refused)
{
    struct options given = {.limit = 3};
    struct options mine;
    ck_assert_int_eq(crm__options_copy(&env, "o", &mine, sizeof mine, &given), CRM_E_MISUSE);
    ck_assert_int_eq(mine.limit, 0);
    given.size = 7;
    ck_assert_int_eq(crm__options_copy(&env, "o", &mine, sizeof mine, &given), CRM_E_MISUSE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base options");
    TCase *tests = tcase_create("options");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, null_means_defaults);
    tcase_add_test(tests, an_older_struct_leaves_new_members_at_their_defaults);
    tcase_add_test(tests, a_newer_struct_may_only_ask_for_what_is_known);
    tcase_add_test(tests, a_forgotten_size_is_refused);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
