/* Booleans as typed, and what the reasons are called. */
#include "engine/typed.h"
#include "engine/fold.h"
#include "engine/words.h"

enum { TYPED_BOOL_LIMIT = 16 };

enum typed_reason crm__typed_bool(struct text typed, bool *bool_out)
{
    static const char *const yes[] = {"yes", "y", "true", "t", "on", "1", "是", "有", "对", "真",
                                      "√", "✓", "✔", "开", "启用"};
    static const char *const no[] = {"no", "n", "false", "f", "off", "0", "否", "无", "错", "假",
                                     "×", "✗", "✘", "x", "关", "停用", "没有", "不是"};
    char bytes[TYPED_BOOL_LIMIT];
    bool fits;
    struct text word = crm__fold_lower(typed, bytes, sizeof(bytes), &fits);
    if (!fits)
        return TYPED_SYNTAX;
    if (word.size == 0)
        return TYPED_EMPTY;
    bool is_yes = crm__word_in(word, yes, sizeof(yes) / sizeof(*yes));
    if (!is_yes && !crm__word_in(word, no, sizeof(no) / sizeof(*no)))
        return TYPED_SYNTAX;
    *bool_out = is_yes;
    return TYPED_OK;
}

const char *crm__typed_reason_name(enum typed_reason reason)
{
    static const char *const names[] = {"ok",        "empty",     "syntax",   "range",
                                        "ambiguous", "precision", "grouping", "currency"};
    return names[reason];
}
