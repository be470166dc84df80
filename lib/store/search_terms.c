/*
 * Words for full-text search. Letters and digits make words; runs of Chinese, Japanese and Korean
 * characters, which are written without spaces, are cut into overlapping pairs, and every single
 * character is a term too, so that a search for one or two characters needs no dictionary.
 */
#include "store/search.h"

enum { TERM_SIZE_LIMIT = 64 };

static bool is_ideograph(uint32_t c)
{
    return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x4dbf) ||
           (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x323af);
}

/* Everything that is neither space nor punctuation; '_' joins words as in names of things. */
static bool is_word(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_';
    if (c == 0xd7 || c == 0xf7 || c < 0xc0)
        return c == 0xaa || c == 0xb5 || c == 0xba;
    return !((c >= 0x2000 && c <= 0x2bff) || (c >= 0x2e00 && c <= 0x303f) ||
             (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff0f) ||
             (c >= 0xff1a && c <= 0xff20) || (c >= 0xff3b && c <= 0xff40) ||
             (c >= 0xff5b && c <= 0xff65) || c >= 0xf0000);
}

static void space_before(struct buffer *terms)
{
    if (terms->size)
        crm__buffer_byte(terms, ' ');
}

/* A term for each character and for each neighbouring pair. */
static void run_cut(struct text folded, size_t from, size_t to, struct buffer *terms)
{
    size_t offset = from;
    size_t previous = SIZE_MAX;
    while (offset < to) {
        size_t start = offset;
        crm__utf8_next(folded, &offset);
        if (previous != SIZE_MAX) {
            space_before(terms);
            crm__buffer_text(terms, crm__text_slice(folded, previous, offset));
        }
        space_before(terms);
        crm__buffer_text(terms, crm__text_slice(folded, start, offset));
        previous = start;
    }
}

static void word_add(struct text folded, size_t from, size_t to, struct buffer *terms)
{
    if (to - from > TERM_SIZE_LIMIT)
        return;
    space_before(terms);
    crm__buffer_text(terms, crm__text_slice(folded, from, to));
}

void crm__search_terms(struct text text, struct buffer *terms)
{
    struct buffer folded;
    crm__buffer_init(&folded, terms->env);
    crm__buffer_fold(&folded, text);
    struct text all = crm__buffer_view(&folded);
    size_t offset = 0;
    while (offset < all.size) {
        size_t start = offset;
        uint32_t c = crm__utf8_next(all, &offset);
        if (!is_word(c))
            continue;
        bool ideographs = is_ideograph(c);
        size_t end = offset;
        while (end < all.size) {
            size_t next = end;
            uint32_t following = crm__utf8_next(all, &next);
            if (!is_word(following) || is_ideograph(following) != ideographs)
                break;
            end = next;
        }
        if (ideographs)
            run_cut(all, start, end, terms);
        else
            word_add(all, start, end, terms);
        offset = end;
    }
    if (folded.failed)
        terms->failed = true;
    crm__buffer_free(&folded);
}

crm_status crm__search_terms_need(struct text text, struct buffer *terms)
{
    crm__search_terms(text, terms);
    crm_status status = crm__buffer_status(terms);
    if (status >= 0 && terms->size == 0)
        status = crm__fail(terms->env, CRM_E_INVALID, "search: '%.*s' has no letter or digit",
                           (int)text.size, text.data);
    return status;
}
