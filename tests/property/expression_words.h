/* What expressions are made of besides the function table: fields, literals, arguments. */
#ifndef CRM_TESTS_EXPRESSION_WORDS_H
#define CRM_TESTS_EXPRESSION_WORDS_H

#include "expression.h"

struct expression_leaf {
    struct type type;
    const char *text;
};

/* Fields and literals; what shrinking tries in the place of something larger. */
extern const struct expression_leaf expression_leaves[];
extern const size_t expression_leaf_count;
extern const struct expression_leaf expression_simple[];
extern const size_t expression_simple_count;

/* What a function is given as an argument, mostly; or `only`: other literals do not compile. */
struct expression_words {
    const char *function;
    size_t argument;
    bool only;
    const char *const *words;
    size_t count;
};
const struct expression_words *expression_words(const char *function, size_t i, struct type type);

#endif
