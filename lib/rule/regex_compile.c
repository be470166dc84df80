/* Patterns to programs: recursive descent that emits as it goes; repetitions are written out. */
#include "rule/regex_maker.h"

#include <string.h>

enum { REPEAT_LIMIT = 1000, TERM_LIMIT = 20000 };

static const char TOO_LARGE[] = "a regular expression that is too large";

static void alternation(struct maker *maker);

bool crm__maker_stop(struct maker *maker, crm_status status, const char *error)
{
    if (maker->status >= 0) {
        maker->status = status;
        maker->error = error;
    }
    return false;
}

bool crm__maker_wrong(struct maker *maker, const char *error)
{
    return crm__maker_stop(maker, CRM_E_SYNTAX, error);
}

bool crm__maker_grow(struct maker *maker, void **items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t larger = *capacity ? *capacity * 2 : 16;
    void *block = crm__arena_alloc_zero(maker->arena, larger, size);
    if (!block)
        return crm__maker_stop(maker, CRM_E_NOMEM, "no memory");
    if (count > 0)
        memcpy(block, *items, count * size);
    *items = block;
    *capacity = larger;
    return true;
}

static struct regex_step *insert(struct maker *maker, size_t at, enum regex_op op)
{
    struct regex *regex = maker->regex;
    if (regex->step_count == REGEX_PROGRAM_LIMIT) {
        crm__maker_stop(maker, CRM_E_LIMIT, TOO_LARGE);
        return NULL;
    }
    if (!crm__maker_grow(maker, (void **)&regex->steps, regex->step_count, &regex->step_capacity,
                         sizeof *regex->steps))
        return NULL;
    memmove(regex->steps + at + 1, regex->steps + at,
            (regex->step_count - at) * sizeof *regex->steps);
    regex->step_count++;
    regex->steps[at] = (struct regex_step){.op = (uint8_t)op};
    return &regex->steps[at];
}

static struct regex_step *emit(struct maker *maker, enum regex_op op)
{
    return insert(maker, maker->regex->step_count, op);
}

/* --- terms --- */

/* One code point of the ranges added since `first`. */
static void emit_set(struct maker *maker, uint32_t first, bool negated)
{
    struct regex_step *step = emit(maker, REGEX_SET);
    if (!step)
        return;
    step->negated = negated;
    step->first = first;
    step->count = (uint32_t)maker->regex->range_count - first;
}

static void single(struct maker *maker, uint32_t code)
{
    uint32_t first = (uint32_t)maker->regex->range_count;
    crm__maker_range(maker, code, code);
    emit_set(maker, first, false);
}

static void dot(struct maker *maker)
{
    uint32_t first = (uint32_t)maker->regex->range_count;
    if (!maker->dot_all)
        crm__maker_range(maker, '\n', '\n');
    emit_set(maker, first, true); /* Anything but these. */
}

static void escape(struct maker *maker)
{
    static const struct {
        char letter;
        uint8_t op;
    } EDGES[] = {{'A', REGEX_TEXT_START},
                 {'z', REGEX_TEXT_END},
                 {'b', REGEX_WORD_EDGE},
                 {'B', REGEX_NO_WORD_EDGE}};
    char letter = peek(maker, 0);
    for (size_t i = 0; i < sizeof EDGES / sizeof *EDGES; i++) {
        if (letter == EDGES[i].letter) {
            maker->at++;
            emit(maker, EDGES[i].op);
            return;
        }
    }
    uint32_t first = (uint32_t)maker->regex->range_count;
    if (!crm__maker_class_escape(maker, letter)) {
        single(maker, crm__maker_code_escape(maker));
        return;
    }
    maker->at++;
    emit_set(maker, first, false);
}

static void bracket(struct maker *maker)
{
    uint32_t first = (uint32_t)maker->regex->range_count;
    bool negated = false;
    crm__maker_bracket(maker, &negated);
    emit_set(maker, first, negated);
}

/* After "(?": flags. True when a group with content follows, false when only flags were set. */
static bool group_flags(struct maker *maker)
{
    bool on = true;
    while (more(maker)) {
        char c = maker->pattern.data[maker->at++];
        if (c == ':')
            return true;
        if (c == ')')
            return false;
        if (c == 'i')
            maker->fold = on;
        else if (c == 'm')
            maker->lines = on;
        else if (c == 's')
            maker->dot_all = on;
        else if (c == '-')
            on = false;
        else if (c != 'U')
            return crm__maker_wrong(maker, "a group that regular expressions here do not have");
    }
    return crm__maker_wrong(maker, "a group that is not closed in a regular expression");
}

/* (?P<name> and (?<name>: names mean nothing to a match. */
static bool skip_group_name(struct maker *maker)
{
    size_t skip = peek(maker, 0) == 'P' ? 1 : 0;
    if (peek(maker, skip) != '<' || peek(maker, skip + 1) == '=' || peek(maker, skip + 1) == '!')
        return false;
    while (more(maker) && peek(maker, 0) != '>')
        maker->at++;
    return accept(maker, '>');
}

/* After "(". */
static void group(struct maker *maker)
{
    bool fold = maker->fold, lines = maker->lines, dot_all = maker->dot_all;
    if (maker->depth == REGEX_DEPTH_LIMIT) {
        crm__maker_stop(maker, CRM_E_LIMIT, "too many groups in groups in a regular expression");
        return;
    }
    if (accept(maker, '?') && !skip_group_name(maker) && !group_flags(maker))
        return; /* The flags hold to the end of the group around. */
    maker->depth++;
    alternation(maker);
    maker->depth--;
    if (!accept(maker, ')'))
        crm__maker_wrong(maker, "a group that is not closed in a regular expression");
    maker->fold = fold;
    maker->lines = lines;
    maker->dot_all = dot_all;
}

static void term(struct maker *maker)
{
    if (++maker->terms > TERM_LIMIT) {
        crm__maker_stop(maker, CRM_E_LIMIT, TOO_LARGE);
        return;
    }
    switch (peek(maker, 0)) {
    case '(':
        maker->at++;
        group(maker);
        return;
    case '[':
        maker->at++;
        bracket(maker);
        return;
    case '.':
        maker->at++;
        dot(maker);
        return;
    case '^':
        maker->at++;
        emit(maker, maker->lines ? REGEX_LINE_START : REGEX_TEXT_START);
        return;
    case '$':
        maker->at++;
        emit(maker, maker->lines ? REGEX_LINE_END : REGEX_TEXT_END);
        return;
    case '\\':
        maker->at++;
        escape(maker);
        return;
    case '*':
    case '+':
    case '?':
        crm__maker_wrong(maker, "a repetition of nothing in a regular expression");
        return;
    default:
        single(maker, next_code(maker));
        return;
    }
}

/* --- repetition --- */

/* "{2}", "{2,}", "{2,5}"; false when the brace is an ordinary character. max -1: no end. */
static bool braces(struct maker *maker, int *min, int *max)
{
    size_t at = maker->at + 1;
    int bounds[2] = {-1, -1};
    int part = 0;
    for (; at < maker->pattern.size && maker->pattern.data[at] != '}'; at++) {
        char c = maker->pattern.data[at];
        if (c == ',' && part == 0 && bounds[0] >= 0)
            part = 1;
        else if (c >= '0' && c <= '9' && bounds[part] <= REPEAT_LIMIT)
            bounds[part] = (bounds[part] < 0 ? 0 : bounds[part] * 10) + (c - '0');
        else
            return false;
    }
    if (at == maker->pattern.size || bounds[0] < 0)
        return false;
    maker->at = at + 1;
    *min = bounds[0];
    *max = part == 0 ? bounds[0] : bounds[1];
    if (*min > REPEAT_LIMIT || *max > REPEAT_LIMIT || (*max >= 0 && *max < *min))
        crm__maker_wrong(maker, "a bad repetition in a regular expression");
    return true;
}

static bool repetition(struct maker *maker, int *min, int *max)
{
    *max = -1;
    if (accept(maker, '*'))
        *min = 0;
    else if (accept(maker, '+'))
        *min = 1;
    else if (accept(maker, '?'))
        *min = 0, *max = 1;
    else if (more(maker) && peek(maker, 0) == '{')
        return braces(maker, min, max);
    else
        return false;
    return true;
}

/* Compiles the term at `from` once more, at the end of the program. */
static void copy_term(struct maker *maker, size_t from)
{
    size_t at = maker->at;
    maker->at = from;
    term(maker);
    maker->at = at;
}

/* x?: a way round the code from `start`. */
static void make_optional(struct maker *maker, size_t start)
{
    struct regex_step *split = insert(maker, start, REGEX_SPLIT);
    if (!split)
        return;
    split->a = 1;
    split->b = (int32_t)(maker->regex->step_count - start);
}

static void make_star(struct maker *maker, size_t start)
{
    make_optional(maker, start);
    struct regex_step *jump = emit(maker, REGEX_JUMP);
    if (!jump)
        return;
    jump->a = -(int32_t)(maker->regex->step_count - 1 - start);
    maker->regex->steps[start].b++;
}

static void repeated_term(struct maker *maker)
{
    size_t from = maker->at;
    size_t start = maker->regex->step_count;
    int min = 1, max = 1;
    term(maker);
    while (repetition(maker, &min, &max)) {
        accept(maker, '?'); /* Lazy or greedy: whether it matches is the same. */
        if (more(maker) && (peek(maker, 0) == '*' || peek(maker, 0) == '+'))
            crm__maker_wrong(maker, "a repetition of a repetition in a regular expression");
        maker->regex->step_count = start;
        for (int i = 0; maker->status >= 0 && i < min; i++)
            copy_term(maker, from);
        for (int i = min; maker->status >= 0 && i < max; i++) {
            size_t copy = maker->regex->step_count;
            copy_term(maker, from);
            make_optional(maker, copy);
        }
        if (max < 0) {
            size_t copy = maker->regex->step_count;
            copy_term(maker, from);
            make_star(maker, copy);
        }
        return;
    }
}

static void sequence(struct maker *maker)
{
    while (more(maker) && peek(maker, 0) != '|' && peek(maker, 0) != ')')
        repeated_term(maker);
}

static void alternation(struct maker *maker)
{
    size_t start = maker->regex->step_count;
    sequence(maker);
    while (accept(maker, '|')) {
        make_optional(maker, start);
        size_t jump = maker->regex->step_count;
        if (!emit(maker, REGEX_JUMP))
            return;
        maker->regex->steps[start].b++;
        sequence(maker);
        maker->regex->steps[jump].a = (int32_t)(maker->regex->step_count - jump);
    }
}

crm_status crm__regex_compile(struct arena *arena, struct text pattern, struct regex **regex_out,
                              const char **error)
{
    struct regex *regex = crm__arena_alloc_zero(arena, 1, sizeof *regex);
    struct maker maker = {.arena = arena, .regex = regex, .pattern = pattern};
    *regex_out = NULL;
    *error = "no memory";
    if (!regex)
        return CRM_E_NOMEM;
    if (pattern.size > REGEX_TEXT_LIMIT)
        crm__maker_stop(&maker, CRM_E_LIMIT, "a regular expression that is too long");
    alternation(&maker);
    if (more(&maker))
        crm__maker_wrong(&maker, "a ')' too many in a regular expression");
    emit(&maker, REGEX_MATCH);
    *error = maker.error;
    if (maker.status >= 0)
        *regex_out = regex;
    return maker.status;
}
