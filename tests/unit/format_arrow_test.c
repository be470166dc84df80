/* Export by the C data interface: schemas, arrays, streams. */
#include "format_stream.h"

#include <errno.h>

static struct ArrowSchema schema_of_sheet(void)
{
    struct sheet sheet = {.batch = &batch, .columns = columns};
    struct ArrowSchema schema;
    ck_assert_int_eq(crm__arrow_schema(&env, &sheet, &schema), CRM_OK);
    return schema;
}

START_TEST(a_schema_says_each_columns_type)
{
    static const char *const formats[COLUMN_COUNT] = {
        "l", "u", "l", "u", "l", "g", "b", "tdD", "tsu:UTC", "tDu", "u", "u", "u", "u", "g",
    };
    struct ArrowSchema schema = schema_of_sheet();
    ck_assert_str_eq(schema.format, "+s");
    ck_assert_int_eq(schema.n_children, COLUMN_COUNT);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        ck_assert_str_eq(schema.children[i]->format, formats[i]);
        ck_assert(crm__text_is(columns[i].name, schema.children[i]->name));
        ck_assert_int_eq(schema.children[i]->flags, ARROW_FLAG_NULLABLE);
        ck_assert_int_eq(schema.children[i]->n_children, 0);
    }
    schema.release(&schema);
    ck_assert(!schema.release);
}
END_TEST

START_TEST(scale_and_currency_are_metadata)
{
    columns[AN_AMOUNT].currency_column = COLUMN_NO_CURRENCY;
    columns[AN_AMOUNT].currency = TEXT("CNY");
    struct ArrowSchema schema = schema_of_sheet();
    const char *metadata = schema.children[AN_AMOUNT]->metadata;
    int32_t pairs, size;
    memcpy(&pairs, metadata, sizeof pairs);
    memcpy(&size, metadata + 4, sizeof size);
    ck_assert_int_eq(pairs, 2);
    ck_assert_int_eq(size, 9);
    ck_assert_mem_eq(metadata + 8, "crm.scale", 9);
    ck_assert_mem_eq(metadata + 21, "2", 1);
    ck_assert_mem_eq(metadata + 26, "crm.currency", 12);
    ck_assert_mem_eq(metadata + 42, "CNY", 3);
    ck_assert_ptr_null(schema.children[A_NAME]->metadata);
    schema.release(&schema);
}
END_TEST

START_TEST(an_array_takes_over_the_blocks)
{
    const void *ids = batch.columns[AN_ID].integers;
    const void *bytes = batch.columns[A_NAME].bytes;
    const void *validity = batch.columns[A_NAME].validity;
    struct ArrowArray array;
    ck_assert_int_eq(crm__arrow_array(&batch, columns, &array), CRM_OK);
    ck_assert_int_eq(array.length, 3);
    ck_assert_int_eq(array.n_buffers, 1);
    ck_assert_ptr_null(array.buffers[0]);
    ck_assert_ptr_eq(array.children[AN_ID]->buffers[1], ids);
    ck_assert_ptr_eq(array.children[A_NAME]->buffers[0], validity);
    ck_assert_ptr_eq(array.children[A_NAME]->buffers[2], bytes);
    ck_assert_uint_eq(batch.row_count, 0);
    ck_assert_uint_eq(batch.columns[AN_ID].count, 0);
    array.release(&array);
    ck_assert(!array.release);
}
END_TEST

START_TEST(dates_booleans_and_references_are_laid_out_anew)
{
    struct ArrowArray array;
    ck_assert_int_eq(crm__arrow_array(&batch, columns, &array), CRM_OK);
    const int32_t *days = array.children[A_DAY]->buffers[1];
    ck_assert_int_eq(days[0], 20514);
    ck_assert_int_eq(days[2], -1);
    const uint8_t *flags = array.children[A_FLAG]->buffers[1];
    ck_assert_int_eq(flags[0], 1);
    ck_assert_int_eq(array.children[A_FLAG]->null_count, 1);
    const uint8_t *validity = array.children[A_FLAG]->buffers[0];
    ck_assert_int_eq(validity[0], 5);
    const int32_t *offsets = array.children[LINKS]->buffers[1];
    ck_assert_int_eq(offsets[1], 21);
    ck_assert_int_eq(offsets[2], 21);
    ck_assert_mem_eq(array.children[LINKS]->buffers[2], "7|92233720368547758077", 22);
    array.release(&array);
}
END_TEST

START_TEST(a_batch_can_be_filled_again_after_export)
{
    for (size_t i = 0; i < 3; i++) {
        struct ArrowArray array;
        ck_assert_int_eq(crm__arrow_array(&batch, columns, &array), CRM_OK);
        sheet_rows(&batch);
        ck_assert_uint_eq(batch.row_count, 3);
        ck_assert(crm__text_is(crm__batch_at(&batch, A_NAME, 2).text, "=1+1"));
        ck_assert_int_eq(crm__batch_at(&batch, A_NAME, 1).kind, VALUE_NULL);
        array.release(&array);
    }
}
END_TEST

START_TEST(a_child_can_outlive_its_parent)
{
    struct ArrowArray array;
    struct ArrowSchema schema = schema_of_sheet();
    ck_assert_int_eq(crm__arrow_array(&batch, columns, &array), CRM_OK);
    struct ArrowArray child = *array.children[A_NAME];
    struct ArrowSchema kind = *schema.children[A_NAME];
    array.children[A_NAME]->release = NULL;
    schema.children[A_NAME]->release = NULL;
    array.release(&array);
    schema.release(&schema);
    ck_assert_str_eq(kind.name, "name");
    ck_assert_mem_eq(child.buffers[2], "张三", 6);
    child.release(&child);
    kind.release(&kind);
}
END_TEST

START_TEST(an_empty_batch_has_buffers_all_the_same)
{
    crm__batch_clear(&batch);
    struct batch fresh;
    crm__batch_init(&fresh, &env);
    ck_assert_int_eq(crm__reader_prepare(columns, COLUMN_COUNT, &fresh), CRM_OK);
    struct ArrowArray array;
    ck_assert_int_eq(crm__arrow_array(&fresh, columns, &array), CRM_OK);
    ck_assert_int_eq(array.length, 0);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        for (int64_t k = 1; k < array.children[i]->n_buffers; k++)
            ck_assert_ptr_nonnull(array.children[i]->buffers[k]);
    array.release(&array);
    crm__batch_free(&fresh);
}
END_TEST

START_TEST(a_date_beyond_32_bits_is_refused_and_the_batch_kept)
{
    batch.columns[A_DAY].integers[0] = INT64_C(1) << 40;
    struct ArrowArray array;
    ck_assert_int_eq(crm__arrow_array(&batch, columns, &array), CRM_E_LIMIT);
    ck_assert(!array.release);
    ck_assert_uint_eq(batch.row_count, 3);
    ck_assert(crm__text_is(crm__batch_at(&batch, A_NAME, 2).text, "=1+1"));
}
END_TEST

START_TEST(a_stream_gives_schema_arrays_and_an_end)
{
    struct rounds rounds = {2, CRM_DONE};
    struct ArrowArrayStream stream = stream_of(&rounds);
    struct ArrowSchema schema;
    struct ArrowArray first, second, end;
    ck_assert_int_eq(stream.get_schema(&stream, &schema), 0);
    ck_assert_int_eq(schema.n_children, COLUMN_COUNT);
    ck_assert_int_eq(stream.get_next(&stream, &first), 0);
    ck_assert_int_eq(stream.get_next(&stream, &second), 0);
    ck_assert_int_eq(stream.get_next(&stream, &end), 0);
    ck_assert(!end.release);
    ck_assert_int_eq(second.length, 3);
    stream.release(&stream);
    /* Arrays outlive their stream. */
    ck_assert_int_eq(((const int64_t *)second.children[AN_ID]->buffers[1])[2], 2);
    first.release(&first);
    second.release(&second);
    schema.release(&schema);
}
END_TEST

START_TEST(a_failing_stream_says_why)
{
    struct rounds rounds = {0, CRM_E_IO};
    struct ArrowArrayStream stream = stream_of(&rounds);
    struct ArrowArray array;
    ck_assert_ptr_null(stream.get_last_error(&stream));
    ck_assert_int_eq(stream.get_next(&stream, &array), EIO);
    ck_assert(!array.release);
    ck_assert_str_eq(stream.get_last_error(&stream), "the disk is on fire");
    stream.release(&stream);
}
END_TEST

START_TEST(without_memory_an_array_leaves_the_batch_as_it_was)
{
    size_t live = heap.live;
    for (size_t fail_at = 1;; fail_at++) {
        heap = (struct test_heap){.live = live, .fail_at = fail_at};
        struct ArrowArray array;
        crm_status status = crm__arrow_array(&batch, columns, &array);
        if (status == CRM_OK) {
            array.release(&array);
            break;
        }
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_uint_eq(heap.live, live);
        ck_assert_uint_eq(batch.row_count, 3);
        ck_assert_uint_lt(fail_at, 200);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/arrow");
    TCase *tests = tcase_create("arrow");
    tcase_add_checked_fixture(tests, stream_setup, stream_teardown);
    tcase_add_test(tests, a_schema_says_each_columns_type);
    tcase_add_test(tests, scale_and_currency_are_metadata);
    tcase_add_test(tests, an_array_takes_over_the_blocks);
    tcase_add_test(tests, dates_booleans_and_references_are_laid_out_anew);
    tcase_add_test(tests, a_batch_can_be_filled_again_after_export);
    tcase_add_test(tests, a_child_can_outlive_its_parent);
    tcase_add_test(tests, an_empty_batch_has_buffers_all_the_same);
    tcase_add_test(tests, a_date_beyond_32_bits_is_refused_and_the_batch_kept);
    tcase_add_test(tests, a_stream_gives_schema_arrays_and_an_end);
    tcase_add_test(tests, a_failing_stream_says_why);
    tcase_add_test(tests, without_memory_an_array_leaves_the_batch_as_it_was);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
