/* The harness measures what it says: medians, turns, verdicts, the table. */
#include "bench.h"

#include "suite.h"

#include <string.h>

static char turns[64];

static void note(void *context)
{
    size_t end = strlen(turns);
    turns[end] = *(const char *)context;
    turns[end + 1] = '\0';
}

START_TEST(the_median_is_the_middle_value)
{
    double odd[] = {9, 1, 5};
    double even[] = {4, 1, 3, 2};
    ck_assert_double_eq(bench_median(odd, 3), 5);
    ck_assert_double_eq(bench_median(even, 4), 2.5);
    ck_assert_double_eq(bench_median(odd, 0), 0);
}
END_TEST

START_TEST(peer_and_library_take_turns_and_change_who_is_first)
{
    turns[0] = '\0';
    char marks[] = "PO";
    struct bench_promise promise = {
        .peer = {.name = "peer", .prepare = note, .run = note, .context = &marks[0]},
        .ours = {.name = "ours", .run = note, .context = &marks[1]},
        .rounds = 3,
    };
    bench_measure(&promise);
    ck_assert_str_eq(turns, "PPOOPPPPO");
}
END_TEST

START_TEST(a_task_of_half_the_time_has_ratio_two)
{
    struct bench_promise promise = {.must = 1.5, .stretch = 3};
    struct bench_result result = {.peer_wall_s = 0.004, .ours_wall_s = 0.002};
    bench_judge(&promise, &result);
    ck_assert_double_eq(result.ratio, 2);
    ck_assert(result.holds);
    ck_assert(!result.stretches);

    result.peer_wall_s = 0.006;
    bench_judge(&promise, &result);
    ck_assert(result.stretches);

    result.peer_wall_s = 0.002;
    bench_judge(&promise, &result);
    ck_assert(!result.holds);
}
END_TEST

START_TEST(what_only_computes_is_judged_by_processor_time)
{
    struct bench_task peer = {.name = "peer", .run = note};
    struct bench_promise promise = {.peer = peer, .by_cpu = 1, .must = 1};
    struct bench_result result = {
        .peer_wall_s = 1, .ours_wall_s = 2, .peer_cpu_s = 1, .ours_cpu_s = 0.5};
    bench_judge(&promise, &result);
    ck_assert_double_eq(result.wall_ratio, 0.5);
    ck_assert_double_eq(result.cpu_ratio, 2);
    ck_assert(result.holds);
    promise.by_cpu = 0;
    bench_judge(&promise, &result);
    ck_assert(!result.holds);
}
END_TEST

START_TEST(a_broken_promise_is_printed_and_counted)
{
    char mark = 'O';
    turns[0] = '\0';
    struct bench_promise promise = {
        .text = "something in no time",
        .limit_s = 0,
        .ours = {.name = "ours", .run = note, .context = &mark},
        .must = 1,
        .rounds = 1,
    };
    FILE *out = tmpfile();
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(bench_run(&promise, 1, out), 1);
    rewind(out);
    char text[512] = "";
    size_t size = fread(text, 1, sizeof text - 1, out);
    fclose(out);
    text[size] = '\0';
    ck_assert_ptr_nonnull(strstr(text, "something in no time"));
    ck_assert_ptr_nonnull(strstr(text, "a limit"));
    ck_assert_ptr_nonnull(strstr(text, "BROKEN, must 1.00x"));
    ck_assert_str_eq(turns, "O");
}
END_TEST

START_TEST(times_print_in_the_unit_that_fits)
{
    struct bench_promise promise = {
        .text = "promise", .peer = {.name = "peer", .run = note}, .must = 0.5};
    struct bench_result result = {.peer_wall_s = 2.5, .ours_wall_s = 0.0125,
                                  .ours_cpu_s = 0.0000031, .wall_ratio = 200, .cpu_ratio = 150,
                                  .ratio = 200, .holds = 1};
    FILE *out = tmpfile();
    ck_assert_ptr_nonnull(out);
    bench_print(&promise, &result, out);
    rewind(out);
    char text[256] = "";
    ck_assert_ptr_nonnull(fgets(text, sizeof text, out));
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, " 2.5 s "));
    ck_assert_ptr_nonnull(strstr(text, " 12.5 ms "));
    ck_assert_ptr_nonnull(strstr(text, " 3.1 us "));
    ck_assert_ptr_nonnull(strstr(text, "  200.00x   150.00x  holds, must 0.50x"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bench");
    TCase *tcase = tcase_create("harness");
    tcase_add_test(tcase, the_median_is_the_middle_value);
    tcase_add_test(tcase, peer_and_library_take_turns_and_change_who_is_first);
    tcase_add_test(tcase, a_task_of_half_the_time_has_ratio_two);
    tcase_add_test(tcase, what_only_computes_is_judged_by_processor_time);
    tcase_add_test(tcase, a_broken_promise_is_printed_and_counted);
    tcase_add_test(tcase, times_print_in_the_unit_that_fits);
    suite_add_tcase(suite, tcase);
    return suite_main(suite);
}
