/* The IPC stream, read back by a reader of its own that knows FlatBuffers from their other side. */
#include "format_stream.h"

#include <stdio.h>

static uint8_t bytes[1 << 16];
static size_t size;

/* A stream of the sheet `times` times; 0 writes the schema alone. */
static void write_stream(const struct sheet *sheet, size_t times)
{
    struct ipc_writer ipc;
    crm__ipc_init(&ipc, &writer);
    for (size_t i = 0; i < times; i++)
        ck_assert_int_eq(crm__ipc_write(&ipc, sheet), CRM_OK);
    ck_assert_int_eq(crm__ipc_finish(&ipc), CRM_OK);
    ck_assert_int_eq(crm__writer_finish(&writer), CRM_OK);
    ck_assert_uint_lt(out.size, sizeof bytes);
    size = out.size;
    memcpy(bytes, out.data, size);
    crm__buffer_clear(&out);
}

static int64_t number_at(size_t at, size_t width)
{
    uint64_t value = 0;
    ck_assert_uint_le(at + width, size);
    for (size_t i = 0; i < width; i++)
        value |= (uint64_t)bytes[at + i] << (8 * i);
    return (int64_t)value;
}

static size_t follow(size_t at)
{
    size_t target = at + (size_t)number_at(at, 4);
    ck_assert_uint_lt(target, size);
    return target;
}

/* Where a field of a table is, or 0 when it is left to its default. */
static size_t field(size_t table, size_t slot)
{
    size_t vtable = table - (size_t)(int32_t)number_at(table, 4);
    if (4 + 2 * slot >= (size_t)number_at(vtable, 2))
        return 0;
    size_t place = (size_t)number_at(vtable + 4 + 2 * slot, 2);
    ck_assert_uint_lt(place, (size_t)number_at(vtable + 2, 2));
    return place ? table + place : 0;
}

static bool string_is(size_t at, const char *expected)
{
    size_t length = (size_t)number_at(at, 4);
    return length == strlen(expected) && memcmp(bytes + at + 4, expected, length) == 0 &&
           bytes[at + 4 + length] == 0;
}

/* A message: checks its frame; gives its header table and where its body begins. */
struct message {
    int64_t type;
    size_t header;
    size_t body;
    size_t next;
};

static struct message message_at(size_t at)
{
    ck_assert_uint_eq(at % 8, 0);
    ck_assert_int_eq(number_at(at, 4), 0xffffffff);
    size_t length = (size_t)number_at(at + 4, 4);
    ck_assert_uint_eq(length % 8, 0);
    size_t table = follow(at + 8);
    ck_assert_int_eq(number_at(field(table, 0), 2), 4);
    ck_assert_uint_eq((field(table, 3) - at) % 8, 0);
    size_t body = at + 8 + length;
    return (struct message){number_at(field(table, 1), 1), follow(field(table, 2)), body,
                            body + (size_t)number_at(field(table, 3), 8)};
}

START_TEST(a_stream_is_schema_batches_and_end)
{
    struct sheet sheet = {.batch = &batch, .columns = columns};
    write_stream(&sheet, 2);
    struct message schema = message_at(0);
    ck_assert_int_eq(schema.type, 1);
    ck_assert_uint_eq(schema.next, schema.body);
    struct message first = message_at(schema.next);
    ck_assert_int_eq(first.type, 3);
    struct message second = message_at(first.next);
    ck_assert_int_eq(second.type, 3);
    ck_assert_uint_eq(second.next + 8, size);
    ck_assert_int_eq(number_at(second.next, 8), 0xffffffff);
}
END_TEST

START_TEST(a_batch_without_rows_writes_the_schema_alone)
{
    crm__batch_clear(&batch);
    struct sheet sheet = {.batch = &batch, .columns = columns};
    write_stream(&sheet, 3);
    ck_assert_uint_eq(message_at(0).next + 8, size);
}
END_TEST

START_TEST(the_schema_names_fields_and_types)
{
    static const int64_t types[COLUMN_COUNT] = {2, 5, 2, 5, 2, 3, 6, 8, 10, 18, 5, 5, 5, 5, 3};
    struct sheet sheet = {.batch = &batch, .columns = columns};
    write_stream(&sheet, 1);
    size_t fields = follow(field(message_at(0).header, 1));
    ck_assert_int_eq(number_at(fields, 4), COLUMN_COUNT);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        size_t table = follow(fields + 4 + 4 * i);
        char name[20];
        snprintf(name, sizeof name, "%.*s", (int)columns[i].name.size, columns[i].name.data);
        ck_assert(string_is(follow(field(table, 0)), name));
        ck_assert_int_eq(number_at(field(table, 1), 1), 1);
        ck_assert_int_eq(number_at(field(table, 2), 1), types[i]);
        ck_assert_int_eq(number_at(follow(field(table, 5)), 4), 0);
    }
    size_t integer = follow(field(follow(fields + 4), 3));
    ck_assert_int_eq(number_at(field(integer, 0), 4), 64);
    ck_assert_int_eq(number_at(field(integer, 1), 1), 1);
    size_t moment = follow(field(follow(fields + 4 + 4 * A_MOMENT), 3));
    ck_assert_int_eq(number_at(field(moment, 0), 2), 2);
    ck_assert(string_is(follow(field(moment, 1)), "UTC"));
    size_t pair = follow(follow(field(follow(fields + 4 + 4 * A_RATE), 6)) + 4);
    ck_assert(string_is(follow(field(pair, 0)), "crm.scale"));
    ck_assert(string_is(follow(field(pair, 1)), "3"));
}
END_TEST

START_TEST(a_batch_describes_its_buffers)
{
    struct sheet sheet = {.batch = &batch, .columns = columns};
    write_stream(&sheet, 1);
    struct message message = message_at(message_at(0).next);
    ck_assert_int_eq(number_at(field(message.header, 0), 8), 3);
    size_t nodes = follow(field(message.header, 1));
    ck_assert_int_eq(number_at(nodes, 4), COLUMN_COUNT);
    ck_assert_uint_eq((nodes + 4) % 8, 0);
    ck_assert_int_eq(number_at(nodes + 4 + 16 * A_NAME, 8), 3);
    ck_assert_int_eq(number_at(nodes + 4 + 16 * A_NAME + 8, 8), 1);
    size_t buffers = follow(field(message.header, 2));
    int64_t count = number_at(buffers, 4);
    ck_assert_int_eq(count, 2 * COLUMN_COUNT + 6);
    size_t end = 0;
    for (int64_t i = 0; i < count; i++) {
        size_t offset = (size_t)number_at(buffers + 4 + 16 * (size_t)i, 8);
        ck_assert_uint_eq(offset % 8, 0);
        ck_assert_uint_eq(offset, end);
        end = offset + ((size_t)number_at(buffers + 4 + 16 * (size_t)i + 8, 8) + 7) / 8 * 8;
    }
    ck_assert_uint_eq(message.body + end, message.next);
    /* Buffers 1 and 4 are the ids and the bytes of the names. */
    size_t ids = message.body + (size_t)number_at(buffers + 4 + 16 * 1, 8);
    ck_assert_int_eq(number_at(ids + 16, 8), 2);
    size_t names = message.body + (size_t)number_at(buffers + 4 + 16 * 4, 8);
    ck_assert_mem_eq(bytes + names, "张三, \"Li\"=1+1", 16);
}
END_TEST

/* Verified by reading it with another implementation of Arrow. */
START_TEST(a_small_stream_is_these_bytes)
{
    static const uint8_t expected[] = {
#include "golden/ipc_stream.inc"
    };
    struct batch small;
    crm__batch_init(&small, &env);
    ck_assert_ptr_nonnull(crm__batch_add(&small, TEXT("n"), VALUE_INT));
    ck_assert_ptr_nonnull(crm__batch_add(&small, TEXT("客"), VALUE_TEXT));
    add_int(&small, 0, 7);
    add_text(&small, 1, NULL);
    crm__batch_finish_row(&small);
    add_int(&small, 0, -1);
    add_text(&small, 1, "x");
    crm__batch_finish_row(&small);
    struct sheet sheet = {.batch = &small};
    write_stream(&sheet, 1);
    ck_assert_uint_eq(size, sizeof expected);
    ck_assert_mem_eq(bytes, expected, size);
    crm__batch_free(&small);
}
END_TEST

START_TEST(no_memory_is_reported_and_nothing_leaks)
{
    struct sheet sheet = {.batch = &batch, .columns = columns};
    size_t live = heap.live;
    for (size_t fail_at = 1;; fail_at++) {
        heap = (struct test_heap){.live = live, .fail_at = fail_at};
        struct ipc_writer ipc;
        crm__ipc_init(&ipc, &writer);
        crm_status status = crm__ipc_write(&ipc, &sheet);
        crm__ipc_finish(&ipc);
        bool wrote = writer.status < 0; /* the test's own buffer may be what failed */
        crm__writer_init(&writer, &env, write_out, NULL);
        crm__buffer_free(&out);
        ck_assert_uint_eq(heap.live, live);
        if (status == CRM_OK)
            break;
        ck_assert(status == CRM_E_NOMEM || wrote);
        ck_assert_uint_lt(fail_at, 200);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/ipc");
    TCase *tests = tcase_create("ipc");
    tcase_add_checked_fixture(tests, stream_setup, stream_teardown);
    tcase_add_test(tests, a_stream_is_schema_batches_and_end);
    tcase_add_test(tests, a_batch_without_rows_writes_the_schema_alone);
    tcase_add_test(tests, the_schema_names_fields_and_types);
    tcase_add_test(tests, a_batch_describes_its_buffers);
    tcase_add_test(tests, a_small_stream_is_these_bytes);
    tcase_add_test(tests, no_memory_is_reported_and_nothing_leaks);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
