/*
 * Match keys of person names and company names. The name as typed stays with the caller; a key is
 * for comparing only, and equal keys mean "written the same but for form".
 *
 * Folding is a fixed part of NFKC and case folding (Unicode 15, UAX 15): full-width forms, Latin-1,
 * Latin Extended-A, Greek and Cyrillic letters, all kinds of space. Pure ASCII and pure Han text
 * take a path without tables.
 */
#ifndef CRM_ENGINE_NAME_H
#define CRM_ENGINE_NAME_H

#include "base/text.h"

enum { NAME_KEY_SIZE = 256 };

/*
 * Folds width, case and marks, and makes each run of white space one space. Stops before a
 * character that does not fit. The result is in `out`, not NUL-terminated.
 */
size_t crm__name_fold(struct text typed, char *out, size_t capacity);

enum person_flag {
    PERSON_EMPTY = 1,
    PERSON_SALUTATION = 2,   /* 先生, 女士, Mr …: cut from the key */
    PERSON_JOB_TITLE = 4,    /* 王总, 李经理: cut from the key */
    PERSON_SURNAME_ONLY = 8, /* what is left is a surname: never match by this key alone */
    PERSON_PLACEHOLDER = 16, /* 测试, 未知, n/a, 匿名 */
    PERSON_CUT = 32,         /* longer than the key can hold */
};

enum person_gender {
    GENDER_UNKNOWN,
    GENDER_MALE,
    GENDER_FEMALE,
};

struct person_key {
    uint32_t flags;
    enum person_gender gender; /* as far as the salutation tells */
    size_t size;
    char bytes[NAME_KEY_SIZE];
};

/* Han names lose their inner spaces; Latin names keep one between words and lose full stops. */
void crm__person_key(struct text typed, struct person_key *key_out);

enum company_flag {
    COMPANY_EMPTY = 1,
    COMPANY_BRANCH = 2,      /* 分公司, branch: a separate entity, kept in the key */
    COMPANY_LEGAL_FORM = 4,  /* a legal form was cut */
    COMPANY_PLACEHOLDER = 8, /* 无, 个人, n/a, 测试公司 */
    COMPANY_CUT = 16,
};

struct company_key {
    uint32_t flags;
    size_t size;
    char bytes[NAME_KEY_SIZE];
    struct text legal_form; /* canonical, a literal: "有限公司", "inc"; empty when none */
};

/* Width, case, brackets and punctuation unified; the legal form is cut from the end. */
void crm__company_key(struct text typed, struct company_key *key_out);

static inline struct text crm__person_key_text(const struct person_key *key)
{
    return (struct text){key->bytes, key->size};
}
static inline struct text crm__company_key_text(const struct company_key *key)
{
    return (struct text){key->bytes, key->size};
}

#endif
