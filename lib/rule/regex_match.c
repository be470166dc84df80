/* Runs all threads of the automaton side by side, one code point of the text at a time. */
#include "rule/regex.h"

/* Threads by program position; `dense` holds each position once. */
struct threads {
    uint32_t *dense;
    uint32_t *sparse;
    size_t count;
};

struct matcher {
    const struct regex *regex;
    struct threads now, next;
    uint32_t *stack;
    int32_t before; /* code points on both sides of here; -1 at the ends */
    int32_t after;
};

static bool add_once(struct threads *threads, uint32_t at)
{
    uint32_t place = threads->sparse[at];
    if (place < threads->count && threads->dense[place] == at)
        return false;
    threads->sparse[at] = (uint32_t)threads->count;
    threads->dense[threads->count++] = at;
    return true;
}

static bool is_word(int32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || code == '_' ||
           (code >= 'a' && code <= 'z');
}

static bool holds(const struct matcher *matcher, enum regex_op op)
{
    bool edge = is_word(matcher->before) != is_word(matcher->after);
    switch (op) {
    case REGEX_TEXT_START:
        return matcher->before < 0;
    case REGEX_TEXT_END:
        return matcher->after < 0;
    case REGEX_LINE_START:
        return matcher->before < 0 || matcher->before == '\n';
    case REGEX_LINE_END:
        return matcher->after < 0 || matcher->after == '\n';
    case REGEX_WORD_EDGE:
        return edge;
    default:
        return !edge;
    }
}

/* Follows jumps and conditions from `start`; true when that reaches the match. */
static bool follow(struct matcher *matcher, struct threads *threads, uint32_t start)
{
    size_t depth = 0;
    matcher->stack[depth++] = start;
    while (depth > 0) {
        uint32_t at = matcher->stack[--depth];
        const struct regex_step *step = &matcher->regex->steps[at];
        if (!add_once(threads, at))
            continue;
        switch ((enum regex_op)step->op) {
        case REGEX_MATCH:
            return true;
        case REGEX_SET:
            break;
        case REGEX_SPLIT:
            matcher->stack[depth++] = at + (uint32_t)step->b;
            matcher->stack[depth++] = at + (uint32_t)step->a;
            break;
        case REGEX_JUMP:
            matcher->stack[depth++] = at + (uint32_t)step->a;
            break;
        default:
            if (holds(matcher, step->op))
                matcher->stack[depth++] = at + 1;
            break;
        }
    }
    return false;
}

static bool takes(const struct regex *regex, const struct regex_step *step, uint32_t code)
{
    for (uint32_t i = 0; i < step->count; i++) {
        const struct regex_range *range = &regex->ranges[step->first + i];
        if (code >= range->low && code <= range->high)
            return !step->negated;
    }
    return step->negated;
}

/* Moves every thread over one code point; true when one matches. */
static bool advance(struct matcher *matcher, uint32_t code)
{
    matcher->next.count = 0;
    for (size_t i = 0; i < matcher->now.count; i++) {
        uint32_t at = matcher->now.dense[i];
        const struct regex_step *step = &matcher->regex->steps[at];
        if (step->op == REGEX_SET && takes(matcher->regex, step, code) &&
            follow(matcher, &matcher->next, at + 1))
            return true;
    }
    struct threads swap = matcher->now;
    matcher->now = matcher->next;
    matcher->next = swap;
    return false;
}

static bool search(struct matcher *matcher, struct text text)
{
    size_t offset = 0;
    matcher->before = -1;
    for (;;) {
        size_t next = offset;
        matcher->after = offset < text.size ? (int32_t)crm__utf8_next(text, &next) : -1;
        if (follow(matcher, &matcher->now, 0)) /* A match may begin here. */
            return true;
        if (matcher->after < 0)
            return false;
        uint32_t code = (uint32_t)matcher->after;
        matcher->before = matcher->after;
        size_t ahead = next;
        matcher->after = next < text.size ? (int32_t)crm__utf8_next(text, &ahead) : -1;
        if (advance(matcher, code))
            return true;
        offset = next;
    }
}

crm_status crm__regex_search(const struct regex *regex, struct text text, struct arena *scratch,
                             bool *found_out)
{
    /* Each thread is followed once and pushes at most two: the stack holds twice the program. */
    size_t count = regex->step_count;
    uint32_t *block = crm__arena_alloc_zero(scratch, 6 * count + 2, sizeof *block);
    if (!block)
        return CRM_E_NOMEM;
    struct matcher matcher = {.regex = regex,
                              .now = {.dense = block, .sparse = block + count},
                              .next = {.dense = block + 2 * count, .sparse = block + 3 * count},
                              .stack = block + 4 * count};
    *found_out = search(&matcher, text);
    return CRM_OK;
}
