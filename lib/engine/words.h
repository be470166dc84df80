/* Looking up and cutting words in small folded texts; shared by the name cleaners. */
#ifndef CRM_ENGINE_WORDS_H
#define CRM_ENGINE_WORDS_H

#include "base/text.h"

static inline bool crm__word_in(struct text word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (crm__text_is(word, words[i]))
            return true;
    return false;
}

/* The last blank-separated word, and the text before it. */
static inline struct text crm__word_last(struct text text, struct text *before_out)
{
    size_t start = text.size;
    while (start > 0 && text.data[start - 1] != ' ')
        start--;
    *before_out = crm__text_slice(text, 0, start > 0 ? start - 1 : 0);
    return crm__text_slice(text, start, text.size);
}

static inline struct text crm__word_first(struct text text, struct text *after_out)
{
    size_t end = 0;
    while (end < text.size && text.data[end] != ' ')
        end++;
    *after_out = crm__text_slice(text, end < text.size ? end + 1 : end, text.size);
    return crm__text_slice(text, 0, end);
}

#endif
