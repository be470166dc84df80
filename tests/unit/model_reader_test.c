/* Readers: columns described by fields, and an answer that is one batch. */
#include "model/reader.h"

#include "model_fixture.h"

static struct batch batch;

static void setup(void)
{
    begin_catalogue();
    crm__batch_init(&batch, &env);
}

static void teardown(void)
{
    crm__batch_free(&batch);
    end_catalogue();
}

static const struct reader_column columns[] = {
    {.name = {"name", 4}, .type = COLUMN_TEXT, .currency_column = COLUMN_NO_CURRENCY},
    {.name = {"leads", 5}, .type = COLUMN_INTEGER, .currency_column = COLUMN_NO_CURRENCY},
};

static void fill(void)
{
    ck_assert_int_eq(crm__reader_prepare(columns, 2, &batch), CRM_OK);
    ck_assert_int_eq(crm__column_text(&batch, &batch.columns[0], TEXT("华东")), CRM_OK);
    ck_assert_int_eq(crm__column_int(&batch, &batch.columns[1], 42), CRM_OK);
    crm__batch_finish_row(&batch);
}

START_TEST(a_column_of_a_field_has_its_labels_type_and_choices)
{
    struct reader_column column = crm__reader_column_of(field_of("lead", "status"));
    ck_assert_int_eq(column.type, COLUMN_CHOICE);
    ck_assert_str_eq(column.label_zh.data, "状态");
    ck_assert_ptr_eq(column.choices, field_of("lead", "status")->choices);
    ck_assert_int_eq(column.currency_column, COLUMN_NO_CURRENCY);
    ck_assert_int_eq(crm__reader_column_of(field_of("lead", "id")).type, COLUMN_ID);
    ck_assert_int_eq(crm__reader_column_of(field_of("lead", "follow_up_count")).type,
                     COLUMN_INTEGER);
    ck_assert_int_eq(crm__reader_column_of(field_of("product", "tax_rate")).scale, 4);
}
END_TEST

START_TEST(a_column_of_any_field_has_the_kind_of_its_values)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        for (size_t j = 0; j < catalogue.entities[i]->field_count; j++) {
            const struct field *field = catalogue.entities[i]->fields[j];
            ck_assert_int_eq(crm__column_type_kind(crm__reader_column_of(field).type),
                             crm__field_kind(field->type));
        }
    }
}
END_TEST

START_TEST(statistics_are_doubles_and_durations_integers)
{
    ck_assert_int_eq(crm__column_type_kind(COLUMN_DOUBLE), VALUE_DOUBLE);
    ck_assert_int_eq(crm__column_type_kind(COLUMN_PERCENT), VALUE_DOUBLE);
    ck_assert_int_eq(crm__column_type_kind(COLUMN_DURATION), VALUE_INT);
}
END_TEST

START_TEST(a_reader_of_a_batch_gives_it_once)
{
    struct reader *reader = NULL;
    struct batch got;
    fill();
    crm__batch_init(&got, &env);
    ck_assert_int_eq(crm__reader_of_batch(&env, &batch, columns, &reader), CRM_OK);
    ck_assert_uint_eq(batch.column_count, 0);
    ck_assert_uint_eq(reader->column_count, 2);
    ck_assert_str_eq(reader->columns[1].name.data, "leads");
    ck_assert_int_eq(reader->next(reader, &got), CRM_OK);
    ck_assert_uint_eq(got.row_count, 1);
    ck_assert(crm__text_is(crm__column_text_at(&got.columns[0], 0), "华东"));
    ck_assert_int_eq(got.columns[1].integers[0], 42);
    ck_assert_int_eq(reader->next(reader, &got), CRM_DONE);
    crm__reader_free(reader);
    crm__batch_free(&got);
}
END_TEST

START_TEST(an_empty_answer_is_done_at_once)
{
    struct reader *reader = NULL;
    struct batch got;
    crm__batch_init(&got, &env);
    ck_assert_int_eq(crm__reader_prepare(columns, 2, &batch), CRM_OK);
    ck_assert_int_eq(crm__reader_of_batch(&env, &batch, columns, &reader), CRM_OK);
    ck_assert_int_eq(reader->next(reader, &got), CRM_DONE);
    crm__reader_free(reader);
    crm__reader_free(NULL);
    crm__batch_free(&got);
}
END_TEST

START_TEST(an_answer_that_nobody_reads_is_freed)
{
    struct reader *reader = NULL;
    fill();
    ck_assert_int_eq(crm__reader_of_batch(&env, &batch, columns, &reader), CRM_OK);
    crm__reader_free(reader);
}
END_TEST

START_TEST(without_memory_the_batch_stays_with_its_owner)
{
    struct reader *reader = NULL;
    size_t live, failures = 0;
    fill();
    live = heap.live;
    for (size_t at = 1;; at++) {
        heap.calls = 0;
        heap.fail_at = at;
        crm_status status = crm__reader_of_batch(&env, &batch, columns, &reader);
        heap.fail_at = 0;
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_ptr_null(reader);
        ck_assert_uint_eq(heap.live, live);
        ck_assert_uint_eq(batch.row_count, 1);
        failures++;
    }
    ck_assert_uint_ge(failures, 2);
    crm__reader_free(reader);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model reader");
    TCase *tests = tcase_create("reader");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_column_of_a_field_has_its_labels_type_and_choices);
    tcase_add_test(tests, a_column_of_any_field_has_the_kind_of_its_values);
    tcase_add_test(tests, statistics_are_doubles_and_durations_integers);
    tcase_add_test(tests, a_reader_of_a_batch_gives_it_once);
    tcase_add_test(tests, an_empty_answer_is_done_at_once);
    tcase_add_test(tests, an_answer_that_nobody_reads_is_freed);
    tcase_add_test(tests, without_memory_the_batch_stays_with_its_owner);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
