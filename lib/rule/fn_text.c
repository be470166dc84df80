/* Functions of texts. Positions and lengths are in code points, as CEL counts them. */
#include "rule/evaluators.h"

#include <string.h>

static void put_text(struct rule_value *out, struct text text)
{
    crm__set_string(out, text);
}

EVALUATOR(size_text)
{
    crm__eval_charge(evaluation, args[0].text.size);
    crm__set_int(out, (int64_t)crm__utf8_count(args[0].text));
}

EVALUATOR(size_bytes)
{
    (void)evaluation;
    crm__set_int(out, (int64_t)args[0].text.size);
}

EVALUATOR(size_list)
{
    (void)evaluation;
    crm__set_int(out, (int64_t)args[0].list->count);
}

EVALUATOR(size_map)
{
    (void)evaluation;
    crm__set_int(out, (int64_t)args[0].map->count);
}

EVALUATOR(contains)
{
    crm__eval_charge(evaluation, args[0].text.size);
    crm__set_bool(out, crm__text_find(args[0].text, args[1].text, 0) != SIZE_MAX);
}

EVALUATOR(starts_with)
{
    (void)evaluation;
    crm__set_bool(out, crm__text_starts(args[0].text, args[1].text));
}

EVALUATOR(ends_with)
{
    (void)evaluation;
    crm__set_bool(out, crm__text_ends(args[0].text, args[1].text));
}

/* The byte where code point `index` begins; text.size for the one past the last; SIZE_MAX when
 * there is no such position. */
static size_t position(struct evaluation *evaluation, struct text text, int64_t index)
{
    crm__eval_charge(evaluation, text.size);
    size_t offset = 0;
    if (index < 0)
        return SIZE_MAX;
    for (int64_t i = 0; i < index; i++) {
        if (offset >= text.size)
            return SIZE_MAX;
        crm__utf8_next(text, &offset);
    }
    return offset;
}

EVALUATOR(char_at)
{
    struct text text = args[0].text;
    size_t from = position(evaluation, text, args[1].integer);
    size_t to = from;
    if (from == SIZE_MAX) {
        crm__set_error(out, "index out of range");
        return;
    }
    if (from < text.size)
        crm__utf8_next(text, &to);
    put_text(out, crm__text_slice(text, from, to));
}

static int64_t code_points_before(struct text text, size_t offset)
{
    return (int64_t)crm__utf8_count(crm__text_slice(text, 0, offset));
}

static void find_from(struct evaluation *evaluation, struct text text, struct text part,
                      size_t from, struct rule_value *out)
{
    crm__eval_charge(evaluation, text.size);
    size_t found = part.size == 0 ? from : crm__text_find(text, part, from);
    crm__set_int(out, found == SIZE_MAX ? -1 : code_points_before(text, found));
}

EVALUATOR(index_of)
{
    find_from(evaluation, args[0].text, args[1].text, 0, out);
}

EVALUATOR(index_of_from)
{
    size_t from = position(evaluation, args[0].text, args[2].integer);
    if (from == SIZE_MAX)
        crm__set_error(out, "index out of range");
    else
        find_from(evaluation, args[0].text, args[1].text, from, out);
}

/* The last place at or before byte `last` where `part` begins. */
static void find_last(struct evaluation *evaluation, struct text text, struct text part,
                      size_t last, struct rule_value *out)
{
    crm__eval_charge(evaluation, text.size);
    crm__set_int(out, -1);
    if (part.size > text.size)
        return;
    size_t at = text.size - part.size < last ? text.size - part.size : last;
    for (;; at--) {
        if (part.size == 0 || memcmp(text.data + at, part.data, part.size) == 0) {
            crm__set_int(out, code_points_before(text, at));
            return;
        }
        if (at == 0)
            return;
    }
}

EVALUATOR(last_index_of)
{
    find_last(evaluation, args[0].text, args[1].text, args[0].text.size, out);
}

EVALUATOR(last_index_of_from)
{
    size_t last = position(evaluation, args[0].text, args[2].integer);
    if (last == SIZE_MAX)
        crm__set_error(out, "index out of range");
    else
        find_last(evaluation, args[0].text, args[1].text, last, out);
}

/* A copy in which letters between `first` and `last` have their case bit flipped. */
static void change_case(struct evaluation *evaluation, struct text text, char first, char last,
                        struct rule_value *out)
{
    char *copy = crm__eval_text(evaluation, text.size);
    if (!copy)
        return;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        copy[i] = c >= first && c <= last ? (char)(c ^ 0x20) : c;
    }
    put_text(out, (struct text){copy, text.size});
}

EVALUATOR(lower_ascii)
{
    change_case(evaluation, args[0].text, 'A', 'Z', out);
}

EVALUATOR(upper_ascii)
{
    change_case(evaluation, args[0].text, 'a', 'z', out);
}

EVALUATOR(substring)
{
    size_t from = position(evaluation, args[0].text, args[1].integer);
    if (from == SIZE_MAX)
        crm__set_error(out, "index out of range");
    else
        put_text(out, crm__text_slice(args[0].text, from, args[0].text.size));
}

EVALUATOR(substring_to)
{
    size_t from = position(evaluation, args[0].text, args[1].integer);
    size_t to = position(evaluation, args[0].text, args[2].integer);
    if (from == SIZE_MAX || to == SIZE_MAX || from > to)
        crm__set_error(out, "index out of range");
    else
        put_text(out, crm__text_slice(args[0].text, from, to));
}

EVALUATOR(trim)
{
    crm__eval_charge(evaluation, args[0].text.size);
    put_text(out, crm__text_trim(args[0].text));
}

EVALUATOR(reverse)
{
    struct text text = args[0].text;
    char *copy = crm__eval_text(evaluation, text.size);
    if (!copy)
        return;
    size_t at = text.size;
    for (size_t offset = 0; offset < text.size;) {
        size_t from = offset;
        crm__utf8_next(text, &offset);
        at -= offset - from;
        memcpy(copy + at, text.data + from, offset - from);
    }
    put_text(out, (struct text){copy, text.size});
}
