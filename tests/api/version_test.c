/* What a program asks first: which library it got, and what a status is called. */
#include "suite.h"

#include <crm/crm.h>

#include <stdio.h>

START_TEST(the_version_is_three_numbers)
{
    int major;
    int minor;
    int patch;
    char after;
    ck_assert_int_eq(sscanf(crm_version(), "%d.%d.%d%c", &major, &minor, &patch, &after), 3);
    ck_assert_int_ge(major, 0);
    ck_assert_int_ge(minor, 0);
    ck_assert_int_ge(patch, 0);
    ck_assert_str_eq(crm_version(), CRM_VERSION);
}
END_TEST

START_TEST(every_status_has_its_own_name)
{
    ck_assert_str_eq(crm_status_name(CRM_OK), "CRM_OK");
    ck_assert_str_eq(crm_status_name(CRM_DONE), "CRM_DONE");
    for (crm_status status = CRM_E_INTERNAL; status <= CRM_DONE; status++)
        for (crm_status other = CRM_E_INTERNAL; other < status; other++)
            ck_assert_str_ne(crm_status_name(status), crm_status_name(other));
}
END_TEST

START_TEST(a_number_that_is_no_status_is_an_internal_error)
{
    ck_assert_str_eq(crm_status_name(CRM_E_INTERNAL - 1), "CRM_E_INTERNAL");
    ck_assert_str_eq(crm_status_name(CRM_DONE + 1), "CRM_E_INTERNAL");
    ck_assert_str_eq(crm_status_name(INT32_MIN), "CRM_E_INTERNAL");
    ck_assert_str_eq(crm_status_name(INT32_MAX), "CRM_E_INTERNAL");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("version");
    TCase *tcase = tcase_create("version");
    tcase_add_test(tcase, the_version_is_three_numbers);
    tcase_add_test(tcase, every_status_has_its_own_name);
    tcase_add_test(tcase, a_number_that_is_no_status_is_an_internal_error);
    suite_add_tcase(suite, tcase);
    return suite_main(suite);
}
