/* Functions that take texts apart and put them together. */
#include "rule/evaluators.h"

#include "rule/base64.h"

#include <string.h>

/* The end of the piece of `text` at `from`: where `mark` begins, or the end. An empty mark splits
 * after every code point. */
static size_t piece_end(struct text text, struct text mark, size_t from)
{
    if (mark.size > 0) {
        size_t found = crm__text_find(text, mark, from);
        return found == SIZE_MAX ? text.size : found;
    }
    size_t to = from;
    if (to < text.size)
        crm__utf8_next(text, &to);
    return to;
}

/* How many pieces there are, at most `most`. */
static size_t piece_count(struct text text, struct text mark, size_t most)
{
    if (mark.size == 0) {
        size_t count = crm__utf8_count(text);
        return count < most ? count : most;
    }
    size_t count = 1;
    for (size_t at = 0; count < most; count++) {
        size_t found = crm__text_find(text, mark, at);
        if (found == SIZE_MAX)
            break;
        at = found + mark.size;
    }
    return count;
}

static void split(struct evaluation *evaluation, const struct rule_value *args, int64_t most,
                  struct rule_value *out)
{
    struct text text = args[0].text;
    struct text mark = args[1].text;
    crm__eval_charge(evaluation, text.size);
    size_t count = most == 0 ? 0 : piece_count(text, mark, most < 0 ? SIZE_MAX : (size_t)most);
    struct rule_value *items = crm__eval_items(evaluation, count);
    if (!items)
        return;
    size_t from = 0;
    for (size_t i = 0; i < count; i++) {
        size_t to = i + 1 == count ? text.size : piece_end(text, mark, from);
        items[i] = crm__rule_string(crm__text_slice(text, from, to));
        from = to + mark.size;
    }
    crm__eval_list(evaluation, items, count, out);
}

EVALUATOR(split)
{
    split(evaluation, args, -1, out);
}

EVALUATOR(split_some)
{
    split(evaluation, args, args[2].integer, out);
}

/* An empty `old` stands before every code point and at the end. */
static void replace(struct evaluation *evaluation, const struct rule_value *args, int64_t most,
                    struct rule_value *out)
{
    struct text text = args[0].text;
    struct text old = args[1].text;
    struct text new = args[2].text;
    size_t limit = most < 0 ? SIZE_MAX : (size_t)most;
    crm__eval_charge(evaluation, text.size);
    size_t count = old.size > 0 ? piece_count(text, old, limit == SIZE_MAX ? limit : limit + 1) - 1
                                : crm__utf8_count(text) + 1;
    if (count > limit)
        count = limit;
    /* Both factors are at most RULE_STRING_LIMIT + 1. */
    size_t size = text.size - count * old.size + count * new.size;
    char *copy = crm__eval_text(evaluation, size);
    if (!copy)
        return;
    size_t at = 0, from = 0;
    for (size_t i = 0; i < count; i++) {
        size_t to = old.size > 0 ? crm__text_find(text, old, from) : piece_end(text, old, from);
        if (old.size == 0 && i == 0)
            to = 0;
        if (to > from)
            memcpy(copy + at, text.data + from, to - from);
        at += to - from;
        if (new.size > 0)
            memcpy(copy + at, new.data, new.size);
        at += new.size;
        from = to + old.size;
    }
    if (text.size > from)
        memcpy(copy + at, text.data + from, text.size - from);
    *out = crm__rule_string((struct text){copy, size});
}

EVALUATOR(replace)
{
    replace(evaluation, args, -1, out);
}

EVALUATOR(replace_some)
{
    replace(evaluation, args, args[3].integer, out);
}

static void join(struct evaluation *evaluation, const struct rule_list *list, struct text mark,
                 struct rule_value *out)
{
    size_t size = list->count > 1 ? (list->count - 1) * mark.size : 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != RULE_STRING) {
            *out = crm__rule_error(crm__error_overload);
            return;
        }
        size += list->items[i].text.size;
    }
    char *text = crm__eval_text(evaluation, size);
    if (!text)
        return;
    size_t at = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct text item = list->items[i].text;
        if (i > 0 && mark.size > 0)
            memcpy(text + at, mark.data, mark.size);
        at += i > 0 ? mark.size : 0;
        if (item.size > 0)
            memcpy(text + at, item.data, item.size);
        at += item.size;
    }
    *out = crm__rule_string((struct text){text, size});
}

EVALUATOR(join)
{
    join(evaluation, args[0].list, TEXT_NONE, out);
}

EVALUATOR(join_with)
{
    join(evaluation, args[0].list, args[1].text, out);
}

EVALUATOR(quote)
{
    static const char CODES[] = "\a\b\f\n\r\t\v\\\"";
    static const char NAMES[] = "abfnrtv\\\"";
    struct text text = args[0].text;
    size_t size = text.size + 2;
    for (size_t i = 0; i < text.size; i++)
        size += text.data[i] && strchr(CODES, text.data[i]) != NULL;
    char *copy = crm__eval_text(evaluation, size);
    if (!copy)
        return;
    size_t at = 0;
    copy[at++] = '"';
    for (size_t i = 0; i < text.size; i++) {
        const char *code = text.data[i] ? strchr(CODES, text.data[i]) : NULL;
        if (code)
            copy[at++] = '\\';
        copy[at++] = code ? NAMES[code - CODES] : text.data[i];
    }
    copy[at++] = '"';
    *out = crm__rule_string((struct text){copy, at});
}

EVALUATOR(base64_encode)
{
    size_t size = crm__base64_size(args[0].text.size);
    char *text = crm__eval_text(evaluation, size);
    if (!text)
        return;
    crm__base64_encode(args[0].text, text);
    *out = crm__rule_string((struct text){text, size});
}

EVALUATOR(base64_decode)
{
    size_t size = 0;
    char *bytes = crm__eval_text(evaluation, args[0].text.size * 3 / 4);
    if (!bytes)
        return;
    if (crm__base64_decode(args[0].text, bytes, &size))
        *out = (struct rule_value){.kind = RULE_BYTES, .text = {bytes, size}};
    else
        *out = crm__rule_error("not base64");
}
