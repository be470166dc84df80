/*
 * Regular expressions in RE2's syntax, matched in time linear in the text: a Thompson automaton
 * over code points, never backtracking. Not supported, and refused: back-references, look-around,
 * \p{…} classes. (?i) folds ASCII letters.
 */
#ifndef CRM_RULE_REGEX_H
#define CRM_RULE_REGEX_H

#include "base/memory.h"

enum {
    REGEX_TEXT_LIMIT = 4096,    /* bytes of a pattern */
    REGEX_PROGRAM_LIMIT = 2000, /* instructions, repetitions written out */
    REGEX_DEPTH_LIMIT = 32,     /* groups in groups */
};

enum regex_op {
    REGEX_MATCH,
    REGEX_SET,   /* one code point of ranges[first .. first + count) */
    REGEX_JUMP,  /* to `a` from here */
    REGEX_SPLIT, /* to `a` and to `b` from here */
    REGEX_TEXT_START,
    REGEX_TEXT_END,
    REGEX_LINE_START,
    REGEX_LINE_END,
    REGEX_WORD_EDGE,
    REGEX_NO_WORD_EDGE,
};

struct regex_step {
    uint8_t op;
    bool negated;
    int32_t a, b; /* jumps are relative, so code can be moved */
    uint32_t first, count;
};

struct regex_range {
    uint32_t low, high;
};

struct regex {
    struct regex_step *steps;
    size_t step_count;
    size_t step_capacity;
    struct regex_range *ranges;
    size_t range_count;
    size_t range_capacity;
};

/* Compiles into the arena. CRM_E_SYNTAX or CRM_E_LIMIT with *error set to the reason. */
crm_status crm__regex_compile(struct arena *arena, struct text pattern, struct regex **regex_out,
                              const char **error);
/* Does the pattern match anywhere in the text? Scratch comes from the arena. */
crm_status crm__regex_search(const struct regex *regex, struct text text, struct arena *scratch,
                             bool *found_out);

#endif
