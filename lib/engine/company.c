/* Match keys of company names. */
#include "engine/fold.h"
#include "engine/name.h"
#include "engine/tables/legal_forms.h"
#include "engine/words.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

static size_t drop_punctuation(struct company_key *key, bool *han_out);
static void cut_han_form(struct company_key *key);
static struct text han_branch(struct text name);
static void remove_bytes(struct company_key *key, size_t from, size_t size);
static void cut_latin_forms(struct company_key *key);
static bool is_legal_word(struct text word, struct text *canonical_out);

void crm__company_key(struct text typed, struct company_key *key)
{
    key->flags = 0;
    key->legal_form = TEXT_NONE;
    key->size = crm__name_fold(typed, key->bytes, sizeof(key->bytes));
    if (key->size + 4 > sizeof(key->bytes))
        key->flags |= COMPANY_CUT;

    bool han;
    key->size = drop_punctuation(key, &han);
    if (han)
        cut_han_form(key);
    else
        cut_latin_forms(key);
    struct text name = crm__company_key_text(key);
    if (key->size == 0)
        key->flags |= COMPANY_EMPTY;
    else if (crm__word_in(name, company_placeholders, COUNT_OF(company_placeholders)))
        key->flags |= COMPANY_PLACEHOLDER;
}

/* Han names keep no blanks; in Latin ones punctuation becomes a blank, '&' the word, dots go. */
static size_t drop_punctuation(struct company_key *key, bool *han)
{
    char folded[NAME_KEY_SIZE];
    memcpy(folded, key->bytes, key->size);
    struct text name = {folded, key->size};
    *han = false;
    for (size_t offset = 0; offset < name.size && !*han;)
        *han = crm__is_han(crm__fold_next(name, &offset));

    size_t size = 0;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool ampersand = c == '&' && !*han;
        if (ampersand && size + 5 < sizeof(key->bytes)) {
            if (size > 0 && key->bytes[size - 1] != ' ')
                key->bytes[size++] = ' ';
            memcpy(key->bytes + size, "and ", 4);
            size += 4;
            continue;
        }
        bool letter = crm__is_letter(c) || crm__is_digit(c) || (unsigned char)c >= 0x80;
        if (!letter && (*han ? c != '&' && c != '+' : c == '.' || c == '\''))
            continue;
        if (!letter && !*han && c != '+')
            c = ' ';
        if (c == ' ' && (size == 0 || key->bytes[size - 1] == ' '))
            continue;
        if (size == sizeof(key->bytes))
            break;
        key->bytes[size++] = c;
    }
    while (size > 0 && key->bytes[size - 1] == ' ')
        size--;
    return size;
}

/* 华为技术有限公司上海分公司: the form goes wherever it stands, the branch stays. */
static void cut_han_form(struct company_key *key)
{
    struct text name = crm__company_key_text(key);
    if (han_branch(name).size > 0)
        key->flags |= COMPANY_BRANCH;
    for (size_t i = 0; i < COUNT_OF(han_forms); i++)
        if (crm__text_is(name, han_forms[i].word))
            return; /* a name must not vanish */
    for (size_t i = 0; i < COUNT_OF(han_forms); i++) {
        struct text form = crm__text_of(han_forms[i].word);
        size_t at = key->flags & COMPANY_BRANCH
                        ? crm__text_find(name, form, 0)
                        : (crm__text_ends(name, form) ? name.size - form.size : SIZE_MAX);
        /* 分公司 holds 公司. */
        bool in_branch = key->flags & COMPANY_BRANCH && form.size <= strlen("总公司");
        if (at == SIZE_MAX || at == 0 || in_branch)
            continue;
        remove_bytes(key, at, form.size);
        key->flags |= COMPANY_LEGAL_FORM;
        key->legal_form = crm__text_of(han_forms[i].canonical);
        return;
    }
}

static struct text han_branch(struct text name)
{
    for (size_t i = 0; i < COUNT_OF(han_branches); i++)
        if (crm__text_ends(name, crm__text_of(han_branches[i])))
            return crm__text_of(han_branches[i]);
    return TEXT_NONE;
}

static void remove_bytes(struct company_key *key, size_t from, size_t size)
{
    memmove(key->bytes + from, key->bytes + from + size, key->size - from - size);
    key->size -= size;
}

static void cut_latin_forms(struct company_key *key)
{
    struct text name = crm__company_key_text(key);
    struct text rest;
    struct text canonical;
    if (crm__text_is(crm__word_first(name, &rest), "the") && rest.size > 0) {
        remove_bytes(key, 0, name.size - rest.size);
        name = crm__company_key_text(key);
    }
    for (;;) {
        struct text word = crm__word_last(name, &rest);
        if (crm__text_is(word, "branch"))
            key->flags |= COMPANY_BRANCH;
        bool joint = crm__text_is(word, "and") && key->flags & COMPANY_LEGAL_FORM;
        if (rest.size == 0 || (!joint && !is_legal_word(word, &canonical)))
            break;
        if (!joint && !(key->flags & COMPANY_LEGAL_FORM))
            key->legal_form = canonical;
        key->flags |= COMPANY_LEGAL_FORM;
        name = rest;
    }
    key->size = name.size;
}

static bool is_legal_word(struct text word, struct text *canonical)
{
    for (size_t i = 0; i < COUNT_OF(latin_forms); i++) {
        if (crm__text_is(word, latin_forms[i].word)) {
            *canonical = crm__text_of(latin_forms[i].canonical);
            return true;
        }
    }
    return false;
}
