/* What the two halves of the regular expression compiler share. */
#ifndef CRM_RULE_REGEX_MAKER_H
#define CRM_RULE_REGEX_MAKER_H

#include "rule/regex.h"

struct maker {
    struct arena *arena;
    struct regex *regex;
    struct text pattern;
    size_t at;
    size_t terms; /* compiled so far, copies for repetitions included */
    int depth;
    bool fold;    /* (?i) */
    bool lines;   /* (?m) */
    bool dot_all; /* (?s) */
    crm_status status;
    const char *error;
};

/* Record the first failure; always false. */
bool crm__maker_stop(struct maker *maker, crm_status status, const char *error);
bool crm__maker_wrong(struct maker *maker, const char *error);

static inline bool more(const struct maker *maker)
{
    return maker->status >= 0 && maker->at < maker->pattern.size;
}

static inline char peek(const struct maker *maker, size_t ahead)
{
    size_t at = maker->at + ahead;
    return at < maker->pattern.size ? maker->pattern.data[at] : '\0';
}

static inline bool accept(struct maker *maker, char c)
{
    if (!more(maker) || peek(maker, 0) != c)
        return false;
    maker->at++;
    return true;
}

static inline uint32_t next_code(struct maker *maker)
{
    return crm__utf8_next(maker->pattern, &maker->at);
}

/* Grows an array kept in the arena by doubling. */
bool crm__maker_grow(struct maker *maker, void **items, size_t count, size_t *capacity,
                     size_t size);
/* Adds to the ranges; both cases of letters under (?i). */
bool crm__maker_range(struct maker *maker, uint32_t low, uint32_t high);
/* \d \w \s and their opposites; false when the letter names none. */
bool crm__maker_class_escape(struct maker *maker, char letter);
/* After a backslash: the code point that is meant. */
uint32_t crm__maker_code_escape(struct maker *maker);
/* After "[": adds the ranges up to "]". */
void crm__maker_bracket(struct maker *maker, bool *negated_out);

#endif
