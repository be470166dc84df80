/* Domains as sorted hashes: crm__hash_text(name, 0) of the name in lower case as the DNS has it. */
#ifndef CRM_ENGINE_TABLES_DOMAINS_H
#define CRM_ENGINE_TABLES_DOMAINS_H

#include <stddef.h>
#include <stdint.h>

extern const char crm__disposable_version[];
extern const uint64_t crm__disposable_hashes[];
extern const size_t crm__disposable_count;

/* The low bits of a public suffix say what it is. */
enum {
    SUFFIX_RULE = 1,
    SUFFIX_WILDCARD = 2,  /* each name below it is a suffix */
    SUFFIX_EXCEPTION = 4, /* none, although the wildcard above says so */
    SUFFIX_KIND_BITS = 3,
};

extern const char crm__public_suffix_version[];
extern const uint64_t crm__public_suffix_hashes[];
extern const size_t crm__public_suffix_count;

/* Words of mail_providers.h; the low bits say where one stands, and those above in which list. */
enum { WORD_PLACE_BITS = 8, WORD_BITS = 10 };
enum mail_list { MAIL_PROVIDERS, MAIL_ROLES, MAIL_PLACEHOLDERS, MAIL_NO_LIST };

extern const char crm__mail_words_version[];
extern const uint64_t crm__mail_words_hashes[];
extern const size_t crm__mail_words_count;

#endif
