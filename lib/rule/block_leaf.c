/* Vectors straight from columns: fields, and comparisons of fields with constants. */
#include "rule/block.h"

#include "base/time.h"
#include "model/record.h"

#include <string.h>

static const struct column *column_of(const struct run *run, uint32_t path)
{
    return run->columns[path];
}

/* The eight bits as eight bytes, 0xff for each that is set. */
static uint64_t spread_bits(uint8_t bits)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    /* Byte i keeps bit i alone; adding 0x7f carries it, whatever it is, into the top bit. */
    uint64_t alone = bits * ones & UINT64_C(0x8040201008040201);
    uint64_t top = ((alone & UINT64_C(0x7f7f7f7f7f7f7f7f)) + 0x7f * ones) | alone;
    return (top >> 7 & ones) * 0xff;
}

/* Writes `mark` wherever the column is null. Blocks begin at multiples of eight rows, and a slot
 * has room for whole blocks. */
static void mark_nulls(const struct run *run, const struct column *column, uint8_t mark,
                       uint8_t *bytes)
{
    if (!column->validity)
        return;
    const uint8_t *validity = column->validity + run->first / 8;
    uint64_t marks = mark * UINT64_C(0x0101010101010101);
    for (size_t i = 0; i < run->count; i += 8) {
        uint64_t valid = spread_bits(validity[i / 8]);
        uint64_t eight;
        memcpy(&eight, bytes + i, 8);
        eight = (eight & valid) | (marks & ~valid);
        memcpy(bytes + i, &eight, 8);
    }
}

static void test_range(const int64_t *restrict values, size_t count, const struct raw_range *range,
                       uint8_t *restrict verdicts)
{
    uint64_t low = (uint64_t)range->low;
    uint64_t span = (uint64_t)range->high - low;
    uint8_t flip = range->negated;
    if (range->empty) {
        memset(verdicts, flip, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        verdicts[i] = (uint8_t)(((uint64_t)values[i] - low <= span) ^ flip);
}

static void leaf_range(struct run *run, const struct plan *plan, uint8_t *verdicts)
{
    const struct column *column = column_of(run, plan->use->path);
    test_range(column->integers + run->first, run->count, &plan->range, verdicts);
    mark_nulls(run, column, RULE_MISSING, verdicts);
}

static bool text_is(struct text text, struct text constant)
{
    return text.size == constant.size &&
           (text.size == 0 || memcmp(text.data, constant.data, text.size) == 0);
}

/* A short text as one number: most choices, cities and currencies are. */
struct short_text {
    uint64_t bytes;
    uint64_t mask;
    int32_t size;
};

static bool shorten(struct text text, struct short_text *out)
{
    *out = (struct short_text){.size = (int32_t)text.size};
    if (text.size == 0 || text.size > sizeof out->bytes)
        return false;
    memcpy(&out->bytes, text.data, text.size);
    memset(&out->mask, 0xff, text.size);
    return true;
}

/* verdicts[i] |= whether the text of row i is the constant. */
static void test_text(const struct run *run, const struct column *column, struct text constant,
                      uint8_t *restrict verdicts)
{
    const int32_t *offsets = column->offsets + run->first;
    struct short_text wanted;
    size_t fast = 0;
    /* Rows whose text has eight bytes behind its beginning are compared without a loop. */
    int32_t safe = column->offsets[column->count] - (int32_t)sizeof wanted.bytes;
    if (!shorten(constant, &wanted))
        safe = -1;
    for (; fast < run->count && offsets[fast] <= safe; fast++) {
        uint64_t bytes;
        memcpy(&bytes, column->bytes + offsets[fast], sizeof bytes);
        verdicts[fast] |= (offsets[fast + 1] - offsets[fast] == wanted.size) &
                          ((bytes & wanted.mask) == wanted.bytes);
    }
    for (size_t i = fast; i < run->count; i++)
        verdicts[i] |= text_is(crm__column_text_at(column, run->first + i), constant);
}

static void flip(uint8_t *verdicts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        verdicts[i] ^= 1;
}

static void leaf_money(struct run *run, const struct plan *plan, uint8_t *verdicts)
{
    const struct column *currency = column_of(run, plan->use->currency);
    uint8_t same[BLOCK_ROWS] = {0};
    leaf_range(run, plan, verdicts);
    test_text(run, currency, crm__text_of(plan->constant.currency), same);
    mark_nulls(run, currency, 0, same);
    for (size_t i = 0; i < run->count; i++)
        verdicts[i] = same[i] ? verdicts[i] : RULE_MISSING;
}

static void leaf_text_equal(struct run *run, const struct plan *plan, uint8_t *verdicts)
{
    const struct column *column = column_of(run, plan->use->path);
    memset(verdicts, 0, run->count);
    test_text(run, column, plan->constant.text, verdicts);
    if (plan->negated)
        flip(verdicts, run->count);
    mark_nulls(run, column, RULE_MISSING, verdicts);
}

static void leaf_text_member(struct run *run, const struct plan *plan, uint8_t *verdicts)
{
    const struct column *column = column_of(run, plan->use->path);
    const struct rule_list *list = plan->constant.list;
    memset(verdicts, RULE_FALSE, run->count);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == RULE_STRING)
            test_text(run, column, list->items[i].text, verdicts);
    mark_nulls(run, column, RULE_MISSING, verdicts);
}

static void leaf_choice(struct run *run, const struct plan *plan, uint8_t *verdicts)
{
    const struct column *column = column_of(run, plan->use->path);
    for (size_t i = 0; i < run->count; i++)
        verdicts[i] =
            crm__choices_has(crm__column_text_at(column, run->first + i), plan->constant.text);
    mark_nulls(run, column, RULE_MISSING, verdicts);
}

static void leaf_has(struct run *run, const struct plan *plan, uint8_t *verdicts)
{
    memset(verdicts, RULE_TRUE, run->count);
    mark_nulls(run, column_of(run, plan->use->path), RULE_FALSE, verdicts);
    if (plan->use->field->type == FIELD_MONEY)
        mark_nulls(run, column_of(run, plan->use->currency), RULE_FALSE, verdicts);
}

static void leaf_bool(struct run *run, const struct plan *plan, uint8_t *verdicts)
{
    const struct column *column = column_of(run, plan->use->path);
    const int64_t *values = column->integers + run->first;
    for (size_t i = 0; i < run->count; i++)
        verdicts[i] = values[i] != 0;
    mark_nulls(run, column, RULE_MISSING, verdicts);
}

static void field_days(const struct run *run, const int64_t *days, struct slot *slot)
{
    for (size_t i = 0; i < run->count; i++) {
        bool valid = days[i] >= DATE_MIN && days[i] <= DATE_MAX;
        slot->integers[i] = valid ? days[i] * DAY_US : 0;
        slot->bytes[i] |= !valid;
    }
}

static void leaf_field(struct run *run, const struct plan *plan, struct slot *slot,
                       struct vector *out)
{
    const struct field *field = plan->use->field;
    const struct column *column = column_of(run, plan->use->path);
    if (field->type == FIELD_BOOL) {
        leaf_bool(run, plan, slot->bytes);
        return;
    }
    memset(slot->bytes, 0, run->count);
    mark_nulls(run, column, 1, slot->bytes);
    if (out->kind == RULE_STRING) {
        for (size_t i = 0; i < run->count; i++)
            slot->texts[i] = crm__column_text_at(column, run->first + i);
    } else if (field->type == FIELD_DECIMAL) {
        for (size_t i = 0; i < run->count; i++)
            slot->reals[i] = crm__decimal_value(column->integers[run->first + i], field->scale);
    } else if (field->type == FIELD_DATE) {
        field_days(run, column->integers + run->first, slot);
    } else {
        out->integers = column->integers + run->first;
    }
}

static void leaf_constant(const struct run *run, const struct rule_value *value,
                          enum rule_kind kind, struct slot *slot)
{
    int64_t integer = value->integer;
    if (kind == RULE_BOOL) {
        memset(slot->bytes, value->kind == RULE_BOOL ? value->boolean : RULE_MISSING, run->count);
        return;
    }
    memset(slot->bytes, value->kind == RULE_ERROR, run->count);
    if (value->kind == RULE_TIMESTAMP)
        integer = value->integer * SECOND_US + value->nanos / 1000;
    else if (value->kind == RULE_DURATION)
        integer = value->integer / 1000;
    for (size_t i = 0; i < run->count; i++) {
        if (kind == RULE_STRING)
            slot->texts[i] = value->kind == RULE_STRING ? value->text : TEXT_NONE;
        else if (value->kind == RULE_DOUBLE)
            slot->reals[i] = value->real;
        else
            slot->integers[i] = integer;
    }
}

void crm__block_leaf(struct run *run, const struct plan *plan, struct slot *slot,
                     struct vector *out)
{
    switch ((enum plan_form)plan->form) {
    case PLAN_CONSTANT:
        leaf_constant(run, &plan->constant, out->kind, slot);
        return;
    case PLAN_FIELD:
        leaf_field(run, plan, slot, out);
        return;
    case PLAN_HAS:
        leaf_has(run, plan, slot->bytes);
        return;
    case PLAN_RANGE:
        leaf_range(run, plan, slot->bytes);
        return;
    case PLAN_MONEY_RANGE:
        leaf_money(run, plan, slot->bytes);
        return;
    case PLAN_TEXT_EQUAL:
        leaf_text_equal(run, plan, slot->bytes);
        return;
    case PLAN_TEXT_MEMBER:
        leaf_text_member(run, plan, slot->bytes);
        return;
    default:
        leaf_choice(run, plan, slot->bytes);
        return;
    }
}
