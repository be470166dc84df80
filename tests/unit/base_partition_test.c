/* Partitions: each id in one, all alike in size, whatever way the ids were made. */
#include "base/partition.h"
#include "suite.h"

enum { IDS = 20000 };

static struct env env;

static void setup(void)
{
    crm__env_init(&env, NULL);
}

/* Milliseconds, node and counter, as the store puts them together. */
static int64_t id_of(int64_t ms, int64_t node, int64_t counter)
{
    return ms << 22 | node << 12 | counter;
}

/* Ways in which ids come. */
static int64_t in_bulk(int64_t i)
{
    return id_of(INT64_C(216000000000) + i / 4096, 5, i % 4096);
}

static int64_t one_a_millisecond(int64_t i)
{
    return id_of(INT64_C(216000000000) + i, 5, 0);
}

static int64_t one_a_second(int64_t i)
{
    return id_of(INT64_C(216000000000) + i * 1000, 5, 0);
}

static int64_t one_an_hour(int64_t i)
{
    return id_of(INT64_C(100000000000) + i * 3600000, 5, 0);
}

static int64_t many_nodes_at_once(int64_t i)
{
    return id_of(INT64_C(216000000000), i % 1024, i / 1024);
}

static int64_t hundreds_each_minute(int64_t i)
{
    return id_of(INT64_C(216000000000) + i / 100 * 60000, 5, i % 100);
}

static int64_t numbers_from_one(int64_t i)
{
    return i + 1;
}

static int64_t numbers_in_steps(int64_t i)
{
    return (i + 1) * 4096;
}

static int64_t (*const ways[])(int64_t) = {
    in_bulk,            one_a_millisecond,    one_a_second,     one_an_hour,
    many_nodes_at_once, hundreds_each_minute, numbers_from_one, numbers_in_steps,
};

static void count_all(int64_t (*way)(int64_t), int64_t count, int *sizes)
{
    for (int64_t i = 0; i < IDS; i++) {
        int64_t index = crm__partition_of(way(i), count);
        if (index >= 0 && index < count &&
            crm__partition_has((struct partition){index, count}, way(i)) &&
            !crm__partition_has((struct partition){(index + 1) % count, count}, way(i)))
            sizes[index]++;
        else
            ck_abort_msg("%lld is in partition %lld of %lld", (long long)way(i), (long long)index,
                         (long long)count);
    }
}

START_TEST(every_id_is_in_one_partition_and_all_are_alike_in_size)
{
    static const int64_t counts[] = {2, 3, 7, 8, 64, 1000};
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            int sizes[1000] = {0};
            double mean = (double)IDS / (double)counts[c];
            double square = 0;
            count_all(ways[w], counts[c], sizes);
            for (int64_t i = 0; i < counts[c]; i++) {
                square += (sizes[i] - mean) * (sizes[i] - mean) / mean;
                if (counts[c] <= 8) /* within six percent */
                    ck_assert_int_le(abs(sizes[i] - (int)mean), (int)(mean * 0.06));
            }
            /* Chi-square over its degrees of freedom is 1 for dice; a structure makes it large. */
            ck_assert_msg(square / (double)(counts[c] - 1) < 6, "way %zu, %lld: %g", w,
                          (long long)counts[c], square / (double)(counts[c] - 1));
        }
    }
}
END_TEST

START_TEST(the_whole_has_every_id)
{
    ck_assert(crm__partition_has(PARTITION_WHOLE, 1));
    ck_assert(crm__partition_has((struct partition){0, 1}, INT64_MAX));
    ck_assert(crm__partition_is_whole((struct partition){0, 1}));
    ck_assert(!crm__partition_is_whole((struct partition){0, 2}));
}
END_TEST

/* Processes of different releases share a job, so the partition of an id is for ever. */
START_TEST(the_partition_of_an_id_never_changes)
{
    ck_assert_int_eq(crm__partition_of(1, 1000), 618);
    ck_assert_int_eq(crm__partition_of(INT64_C(905969664000020480), 1000), 673);
    ck_assert_int_eq(crm__partition_of(INT64_MAX, 65536), 40503);
}
END_TEST

static crm_status read(int64_t index, int64_t count)
{
    struct partition partition;
    return crm__partition_read(&env, "crm_work_options", index, count, &partition);
}

START_TEST(numbers_out_of_range_are_named)
{
    ck_assert_int_eq(read(0, 0), CRM_OK);
    ck_assert_int_eq(read(0, 1), CRM_OK);
    ck_assert_int_eq(read(PARTITION_LIMIT - 1, PARTITION_LIMIT), CRM_OK);
    ck_assert_int_eq(read(8, 8), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "crm_work_options: partition 8 of 8, from 0 to 7");
    ck_assert_int_eq(read(-1, 8), CRM_E_INVALID);
    ck_assert_int_eq(read(1, 0), CRM_E_INVALID);
    ck_assert_int_eq(read(0, -1), CRM_E_INVALID);
    ck_assert_int_eq(read(0, PARTITION_LIMIT + 1), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message,
                     "crm_work_options: 65537 partitions, at least 0 and at most 65536");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base partition");
    TCase *tests = tcase_create("partition");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, every_id_is_in_one_partition_and_all_are_alike_in_size);
    tcase_add_test(tests, the_whole_has_every_id);
    tcase_add_test(tests, the_partition_of_an_id_never_changes);
    tcase_add_test(tests, numbers_out_of_range_are_named);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
