/* Match keys of person names. */
#include "engine/fold.h"
#include "engine/name.h"
#include "engine/tables/name_words.h"
#include "engine/words.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

enum { HAN_SIZE = 3 }; /* bytes of a Han character of the basic plane */

static bool has_han(struct text name);
static struct text han_key(struct person_key *key, struct text name);
static struct text latin_key(struct person_key *key, struct text name);
static struct text surname_last(struct text name, char bytes[NAME_KEY_SIZE]);
static bool cut_title(struct person_key *key, struct text *name);
static bool is_surname(struct text name);
static const struct name_title *title_in(struct text word, const struct name_title *titles,
                                         size_t count);
static struct text drop_bracketed_end(struct text name);
static bool is_placeholder(struct text name);

void crm__person_key(struct text typed, struct person_key *key)
{
    key->flags = 0;
    key->gender = GENDER_UNKNOWN;
    key->size = crm__name_fold(typed, key->bytes, sizeof(key->bytes));
    if (key->size + 4 > sizeof(key->bytes))
        key->flags |= PERSON_CUT;

    struct text name = drop_bracketed_end((struct text){key->bytes, key->size});
    name = has_han(name) ? han_key(key, name) : latin_key(key, name);
    memmove(key->bytes, name.data, name.size);
    key->size = name.size;
    if (key->size == 0)
        key->flags |= PERSON_EMPTY;
    else if (is_placeholder((struct text){key->bytes, key->size}))
        key->flags |= PERSON_PLACEHOLDER;
}

static bool has_han(struct text name)
{
    for (size_t offset = 0; offset < name.size;)
        if (crm__is_han(crm__fold_next(name, &offset)))
            return true;
    return false;
}

/* Blanks and the dots of transcribed names carry nothing: 王 伟, 阿凡提·买买提. */
static struct text han_key(struct person_key *key, struct text name)
{
    size_t size = 0;
    for (size_t offset = 0; offset < name.size;) {
        size_t at = offset;
        uint32_t c = crm__fold_next(name, &offset);
        if (c == ' ' || c == '.' || c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x30FB)
            continue;
        memmove(key->bytes + size, name.data + at, offset - at);
        size += offset - at;
    }
    name = (struct text){key->bytes, size};
    while (cut_title(key, &name))
        ;
    if (name.size > 0 && (key->flags & (PERSON_SALUTATION | PERSON_JOB_TITLE)) &&
        is_surname(name))
        key->flags |= PERSON_SURNAME_ONLY;
    if (name.size == HAN_SIZE)
        key->flags |= PERSON_SURNAME_ONLY;
    return name;
}

static bool cut_title(struct person_key *key, struct text *name)
{
    for (size_t i = 0; i < COUNT_OF(han_titles); i++) {
        const struct name_title *title = &han_titles[i];
        if (!crm__text_ends(*name, crm__text_of(title->word)))
            continue;
        name->size -= strlen(title->word);
        key->flags |= title->flag;
        if (title->gender)
            key->gender = title->gender;
        return true;
    }
    if (name->size < 2 * HAN_SIZE)
        return false;
    struct text surname = {name->data, name->size - HAN_SIZE};
    struct text end = {name->data + surname.size, HAN_SIZE};
    const struct name_title *title =
        title_in(end, han_short_titles, COUNT_OF(han_short_titles));
    if (!title || !is_surname(surname))
        return false;
    *name = surname;
    key->flags |= title->flag;
    if (title->gender)
        key->gender = title->gender;
    return true;
}

/* One character, or one of the surnames of two. */
static bool is_surname(struct text name)
{
    return name.size == HAN_SIZE ||
           crm__word_in(name, compound_surnames, COUNT_OF(compound_surnames));
}

/* Without full stops, and "Wang, Wei" as Wei Wang; but "Davis, Jr." stays in order. */
static struct text surname_last(struct text name, char bytes[NAME_KEY_SIZE])
{
    size_t size = 0;
    size_t comma = SIZE_MAX;
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == ',' && comma == SIZE_MAX)
            comma = size;
        if (name.data[i] != '.')
            bytes[size++] = name.data[i];
    }
    struct text plain = {bytes, size};
    struct text rest = crm__text_trim(crm__text_slice(plain, comma + (comma != SIZE_MAX), size));
    if (rest.size == 0 || title_in(rest, latin_suffixes, COUNT_OF(latin_suffixes)))
        return plain;
    char surname[NAME_KEY_SIZE];
    memcpy(surname, bytes, comma);
    memmove(bytes, rest.data, rest.size);
    bytes[rest.size] = ' ';
    memcpy(bytes + rest.size + 1, surname, comma);
    return (struct text){bytes, rest.size + 1 + comma};
}

static struct text latin_key(struct person_key *key, struct text name)
{
    char bytes[NAME_KEY_SIZE];
    name = surname_last(name, bytes);
    size_t size = 0;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i] == ',' ? ' ' : name.data[i];
        if (!(c == ' ' && (size == 0 || key->bytes[size - 1] == ' ')))
            key->bytes[size++] = c;
    }
    name = crm__text_trim((struct text){key->bytes, size});

    const struct name_title *title;
    struct text rest;
    while ((title = title_in(crm__word_first(name, &rest), latin_prefixes,
                             COUNT_OF(latin_prefixes))) != NULL) {
        key->flags |= title->flag;
        key->gender = title->gender ? title->gender : key->gender;
        name = rest;
    }
    while ((title = title_in(crm__word_last(name, &rest), latin_suffixes,
                             COUNT_OF(latin_suffixes))) != NULL && rest.size > 0)
        name = rest;
    return name;
}

static const struct name_title *title_in(struct text word, const struct name_title *titles,
                                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (crm__text_is(word, titles[i].word))
            return &titles[i];
    return NULL;
}

/* "王龙(采购)": what stands in brackets behind a name is a note. */
static struct text drop_bracketed_end(struct text name)
{
    if (name.size == 0 || !strchr(")]", name.data[name.size - 1]))
        return name;
    for (size_t i = name.size; i-- > 1;)
        if (name.data[i] == '(' || name.data[i] == '[')
            return crm__text_trim(crm__text_slice(name, 0, i));
    return name;
}

static bool is_placeholder(struct text name)
{
    if (crm__word_in(name, name_placeholders, COUNT_OF(name_placeholders)))
        return true;
    for (size_t i = 0; i < name.size; i++)
        if (crm__is_letter(name.data[i]) || (unsigned char)name.data[i] >= 0x80)
            return false;
    return true;
}
