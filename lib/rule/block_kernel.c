/* Operators over vectors. A row that fails is missing; the loops go on. */
#include "rule/block.h"

#include "base/time.h"

#include <string.h>

/* Durations that int64 nanoseconds hold. */
static const int64_t DURATION_MOST_US = INT64_C(9223372036854775);

static void join_missing(const struct vector *a, const struct vector *b, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = a->bytes[i] | b->bytes[i];
}

/* --- int64 --- */

static void add_ints(const int64_t *a, const int64_t *b, size_t count, struct slot *slot)
{
    for (size_t i = 0; i < count; i++)
        slot->bytes[i] |= __builtin_add_overflow(a[i], b[i], &slot->integers[i]);
}

static void subtract_ints(const int64_t *a, const int64_t *b, size_t count, struct slot *slot)
{
    for (size_t i = 0; i < count; i++)
        slot->bytes[i] |= __builtin_sub_overflow(a[i], b[i], &slot->integers[i]);
}

static void multiply_ints(const int64_t *a, const int64_t *b, size_t count, struct slot *slot)
{
    for (size_t i = 0; i < count; i++)
        slot->bytes[i] |= __builtin_mul_overflow(a[i], b[i], &slot->integers[i]);
}

static void divide_ints(const int64_t *a, const int64_t *b, size_t count, bool remainder,
                        struct slot *slot)
{
    for (size_t i = 0; i < count; i++) {
        bool fails = b[i] == 0 || (b[i] == -1 && a[i] == INT64_MIN);
        int64_t divisor = fails ? 1 : b[i];
        slot->integers[i] = remainder ? a[i] % divisor : a[i] / divisor;
        slot->bytes[i] |= fails;
    }
}

static void negate_ints(const int64_t *a, size_t count, struct slot *slot)
{
    for (size_t i = 0; i < count; i++)
        slot->bytes[i] |= __builtin_sub_overflow((int64_t)0, a[i], &slot->integers[i]);
}

/* Results outside of low .. high are missing. */
static void limit_ints(int64_t low, int64_t high, size_t count, struct slot *slot)
{
    for (size_t i = 0; i < count; i++)
        slot->bytes[i] |= slot->integers[i] < low || slot->integers[i] > high;
}

static void int_arithmetic(enum kernel kernel, const struct vector *args, size_t count,
                           struct slot *slot)
{
    const int64_t *a = args[0].integers;
    switch (kernel) {
    case KERNEL_ADD:
        add_ints(a, args[1].integers, count, slot);
        return;
    case KERNEL_SUBTRACT:
        subtract_ints(a, args[1].integers, count, slot);
        return;
    case KERNEL_MULTIPLY:
        multiply_ints(a, args[1].integers, count, slot);
        return;
    case KERNEL_NEGATE:
        negate_ints(a, count, slot);
        return;
    default:
        divide_ints(a, args[1].integers, count, kernel == KERNEL_MODULO, slot);
        return;
    }
}

/* --- double --- */

static void double_arithmetic(enum kernel kernel, const struct vector *args, size_t count,
                              struct slot *slot)
{
    const double *a = args[0].reals;
    const double *b = args[kernel == KERNEL_NEGATE ? 0 : 1].reals;
    double *out = slot->reals;
    for (size_t i = 0; kernel == KERNEL_ADD && i < count; i++)
        out[i] = a[i] + b[i];
    for (size_t i = 0; kernel == KERNEL_SUBTRACT && i < count; i++)
        out[i] = a[i] - b[i];
    for (size_t i = 0; kernel == KERNEL_MULTIPLY && i < count; i++)
        out[i] = a[i] * b[i];
    for (size_t i = 0; kernel == KERNEL_DIVIDE && i < count; i++)
        out[i] = a[i] / b[i];
    for (size_t i = 0; kernel == KERNEL_NEGATE && i < count; i++)
        out[i] = -a[i];
}

static void arithmetic(const struct node *node, const struct vector *args, size_t count,
                       struct slot *slot, enum rule_kind kind)
{
    enum kernel kernel = node->function->kernel;
    if (kernel == KERNEL_NEGATE)
        memcpy(slot->bytes, args[0].bytes, count);
    else
        join_missing(&args[0], &args[1], count, slot->bytes);
    if (kind == RULE_DOUBLE) {
        double_arithmetic(kernel, args, count, slot);
        return;
    }
    int_arithmetic(kernel, args, count, slot);
    if (kind == RULE_TIMESTAMP)
        limit_ints(TIME_MIN_US, TIME_MAX_US, count, slot);
    else if (kind == RULE_DURATION)
        limit_ints(-DURATION_MOST_US, DURATION_MOST_US, count, slot);
}

/* --- comparisons --- */

/* Orders as bits: less 1, equal 2, greater 4, none (NaN) 8. */
enum { LESS_BIT = 1, EQUAL_BIT = 2, GREATER_BIT = 4, NONE_BIT = 8 };

static unsigned wanted_orders(enum kernel kernel)
{
    switch (kernel) {
    case KERNEL_EQUAL:
        return EQUAL_BIT;
    case KERNEL_NOT_EQUAL:
        return LESS_BIT | GREATER_BIT | NONE_BIT;
    case KERNEL_LESS:
        return LESS_BIT;
    case KERNEL_LESS_EQUAL:
        return LESS_BIT | EQUAL_BIT;
    case KERNEL_GREATER:
        return GREATER_BIT;
    default:
        return GREATER_BIT | EQUAL_BIT;
    }
}

/* Which of the orders count, as 0 or 1 for each. */
struct wanted {
    uint8_t less, equal, greater, none;
};

static struct wanted wanted_of(enum kernel kernel)
{
    unsigned bits = wanted_orders(kernel);
    return (struct wanted){.less = (bits & LESS_BIT) != 0,
                           .equal = (bits & EQUAL_BIT) != 0,
                           .greater = (bits & GREATER_BIT) != 0,
                           .none = (bits & NONE_BIT) != 0};
}

static void compare_ints(struct wanted wanted, const int64_t *restrict a, const int64_t *restrict b,
                         size_t count, uint8_t *restrict verdicts)
{
    for (size_t i = 0; i < count; i++)
        verdicts[i] = (uint8_t)((a[i] < b[i]) & wanted.less) |
                      (uint8_t)((a[i] == b[i]) & wanted.equal) |
                      (uint8_t)((a[i] > b[i]) & wanted.greater);
}

static uint8_t compare_reals(struct wanted wanted, double a, double b)
{
    bool none = a != a || b != b;
    return (uint8_t)((a < b) & wanted.less) | (uint8_t)((a == b) & wanted.equal) |
           (uint8_t)((a > b) & wanted.greater) | (uint8_t)(none & wanted.none);
}

static double real_at(const struct vector *vector, size_t i)
{
    return vector->kind == RULE_INT ? (double)vector->integers[i] : vector->reals[i];
}

static void compare_texts(struct wanted wanted, const struct vector *a, const struct vector *b,
                          size_t count, uint8_t *verdicts)
{
    for (size_t i = 0; i < count; i++) {
        bool missing = a->bytes[i] | b->bytes[i];
        int order = missing ? 0 : crm__text_compare(a->texts[i], b->texts[i]);
        verdicts[i] = order < 0 ? wanted.less : order > 0 ? wanted.greater : wanted.equal;
    }
}

static void compare_bools(struct wanted wanted, const uint8_t *restrict a,
                          const uint8_t *restrict b, size_t count, uint8_t *restrict verdicts)
{
    for (size_t i = 0; i < count; i++)
        verdicts[i] = (uint8_t)((a[i] < b[i]) & wanted.less) |
                      (uint8_t)((a[i] == b[i]) & wanted.equal) |
                      (uint8_t)((a[i] > b[i]) & wanted.greater);
}

static void compare(enum kernel kernel, const struct vector *a, const struct vector *b,
                    size_t count, uint8_t *verdicts)
{
    struct wanted wanted = wanted_of(kernel);
    if (a->kind != b->kind || a->kind == RULE_DOUBLE)
        for (size_t i = 0; i < count; i++)
            verdicts[i] = compare_reals(wanted, real_at(a, i), real_at(b, i));
    else if (a->kind == RULE_STRING)
        compare_texts(wanted, a, b, count, verdicts);
    else if (a->kind == RULE_BOOL)
        compare_bools(wanted, a->bytes, b->bytes, count, verdicts);
    else
        compare_ints(wanted, a->integers, b->integers, count, verdicts);
    /* A bool is missing when its byte is RULE_MISSING, other kinds when it is 1. */
    uint8_t missing = a->kind == RULE_BOOL ? RULE_MISSING : 1;
    for (size_t i = 0; i < count; i++)
        verdicts[i] = (a->bytes[i] | b->bytes[i]) & missing ? RULE_MISSING : verdicts[i];
}

/* --- texts --- */

static bool text_test(enum kernel kernel, struct text a, struct text b)
{
    switch (kernel) {
    case KERNEL_CONTAINS:
        return crm__text_find(a, b, 0) != SIZE_MAX;
    case KERNEL_STARTS:
        return crm__text_starts(a, b);
    default:
        return crm__text_ends(a, b);
    }
}

static void text_tests(enum kernel kernel, const struct vector *args, size_t count,
                       uint8_t *verdicts)
{
    for (size_t i = 0; i < count; i++) {
        bool missing = args[0].bytes[i] | args[1].bytes[i];
        verdicts[i] =
            missing ? RULE_MISSING : text_test(kernel, args[0].texts[i], args[1].texts[i]);
    }
}

static void text_sizes(const struct vector *texts, size_t count, struct slot *slot)
{
    memcpy(slot->bytes, texts->bytes, count);
    for (size_t i = 0; i < count; i++)
        slot->integers[i] = texts->bytes[i] ? 0 : (int64_t)crm__utf8_count(texts->texts[i]);
}

static void negate_bools(const uint8_t *restrict bytes, size_t count, uint8_t *restrict verdicts)
{
    for (size_t i = 0; i < count; i++)
        verdicts[i] = bytes[i] == RULE_MISSING ? RULE_MISSING : bytes[i] ^ 1;
}

void crm__block_kernel(const struct node *node, const struct vector *args, size_t count,
                       struct slot *slot, struct vector *out)
{
    enum kernel kernel = node->function->kernel;
    if (crm__kernel_compares(kernel))
        compare(kernel, &args[0], &args[1], count, slot->bytes);
    else if (kernel == KERNEL_NOT)
        negate_bools(args[0].bytes, count, slot->bytes);
    else if (kernel == KERNEL_SIZE)
        text_sizes(&args[0], count, slot);
    else if (kernel == KERNEL_CONTAINS || kernel == KERNEL_STARTS || kernel == KERNEL_ENDS)
        text_tests(kernel, args, count, slot->bytes);
    else
        arithmetic(node, args, count, slot, out->kind);
}
