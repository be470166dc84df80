/* Provider rules, roles and placeholders. */
#include "engine/email_parts.h"

#include "base/memory.h"
#include "engine/domain.h"
#include "engine/fold.h"
#include "engine/hash_list.h"
#include "engine/idna.h"
#include "engine/tables/domains.h"
#include "engine/tables/mail_providers.h"
#include "engine/tables/mail_targets.h"

#include <string.h>

enum { QQ_MIN = 5, QQ_MAX = 11, LOCAL_LIMIT = 64 };

struct word {
    enum mail_list list;
    size_t place;
};

static struct word word_of(struct text word);
static const struct mail_provider *provider_of(struct text domain, struct word word);
static size_t fold_local(struct text local, const struct mail_provider *provider, char *out);
static uint32_t flags_of(struct text local, struct text box, struct text domain,
                         const struct mail_provider *provider);

void crm__email_mailbox(struct email *email, struct text local, struct text domain, char *out)
{
    struct word word = word_of(domain);
    const struct mail_provider *provider = provider_of(domain, word);
    size_t size = fold_local(local, provider, out);
    email->flags |= flags_of(local, (struct text){out, size}, domain, provider);
    if (word.list == MAIL_PLACEHOLDERS)
        email->flags |= EMAIL_PLACEHOLDER;
    if (provider && provider->mailbox)
        domain = crm__text_of(provider->mailbox);
    out[size++] = '@';
    memcpy(out + size, domain.data, domain.size);
    email->mailbox = (struct text){out, size + domain.size};
}

bool crm__email_is_provider(struct text domain)
{
    return provider_of(domain, word_of(domain));
}

struct text crm__email_table_version(void)
{
    return TEXT(MAIL_PROVIDERS_VERSION);
}

uint64_t crm__email_table_hash(void)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof(mail_providers) / sizeof(*mail_providers); i++) {
        const struct mail_provider *provider = &mail_providers[i];
        hash = crm__hash_text(crm__text_of(provider->domain), hash);
        hash = crm__hash_int64(provider->separator * 2 + provider->dots, hash);
        hash = crm__hash_text(crm__text_of(provider->mailbox), hash);
    }
    for (size_t i = 0; i < sizeof(mail_roles) / sizeof(*mail_roles); i++)
        hash = crm__hash_text(crm__text_of(mail_roles[i]), hash);
    for (size_t i = 0; i < sizeof(mail_placeholders) / sizeof(*mail_placeholders); i++)
        hash = crm__hash_text(crm__text_of(mail_placeholders[i]), hash);
    for (size_t i = 0; i < sizeof(mail_targets) / sizeof(*mail_targets); i++)
        hash = crm__hash_text(crm__text_of(mail_targets[i]), hash);
    return hash;
}

/* In which list a word stands, and where; MAIL_NO_LIST when no list has one of its hash. */
static struct word word_of(struct text word)
{
    const uint64_t *found =
        crm__hash_list_find(crm__mail_words_hashes, crm__mail_words_count, crm__hash_text(word, 0),
                            WORD_BITS);
    if (!found)
        return (struct word){.list = MAIL_NO_LIST};
    size_t code = (size_t)(*found & ((1u << WORD_BITS) - 1));
    return (struct word){.list = (enum mail_list)(code >> WORD_PLACE_BITS),
                         .place = code & ((1u << WORD_PLACE_BITS) - 1)};
}

static const struct mail_provider *provider_of(struct text domain, struct word word)
{
    bool same = word.list == MAIL_PROVIDERS &&
                crm__text_is(domain, mail_providers[word.place].domain);
    return same ? &mail_providers[word.place] : NULL;
}

static bool is_ascii(struct text text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

/*
 * Case of the local part folds for every provider: no public one tells it apart, and no company
 * gives Ann@ and ann@ to two people. Sub-addresses fold only where the provider is known for them.
 */
static size_t fold_local(struct text local, const struct mail_provider *provider, char *out)
{
    char folded[LOCAL_LIMIT];
    size_t size = 0;
    if (!is_ascii(local)) {
        size_t folded_size = crm__idna_fold(local, folded, LOCAL_LIMIT);
        local = folded_size ? (struct text){folded, folded_size} : local;
    }
    bool folds = provider && local.data[0] != '"';
    char separator = folds ? provider->separator : '\0';
    for (size_t i = 0; i < local.size; i++) {
        char c = local.data[i];
        if (c == separator && size > 0 && separator)
            break;
        if (c != '.' || !folds || !provider->dots)
            out[size++] = crm__lower(c);
    }
    return size;
}

static bool is_qq_number(struct text box)
{
    if (box.size < QQ_MIN || box.size > QQ_MAX || box.data[0] == '0')
        return false;
    for (size_t i = 0; i < box.size; i++)
        if (!crm__is_digit(box.data[i]))
            return false;
    return true;
}

/* Names that RFC 2606 keeps for examples and tests. */
static bool is_reserved(struct text domain)
{
    return crm__text_ends(domain, TEXT(".test")) || crm__text_ends(domain, TEXT(".invalid")) ||
           crm__text_ends(domain, TEXT(".example"));
}

static uint32_t flags_of(struct text local, struct text box, struct text domain,
                         const struct mail_provider *provider)
{
    uint32_t flags = 0;
    char separator = provider && provider->separator ? provider->separator : '+';
    const char *tag = memchr(local.data, separator, local.size);
    if (tag && tag > local.data && local.data[0] != '"')
        flags |= EMAIL_TAGGED;
    enum mail_list list = word_of(box).list;
    if (list == MAIL_PLACEHOLDERS)
        flags |= EMAIL_PLACEHOLDER;
    if (provider) {
        flags |= EMAIL_FREE_PROVIDER;
        if (crm__text_is(domain, "qq.com") && is_qq_number(box))
            flags |= EMAIL_QQ_NUMBER;
        return flags;
    }
    if (list == MAIL_ROLES)
        flags |= EMAIL_ROLE;
    if (is_reserved(domain))
        flags |= EMAIL_PLACEHOLDER;
    if (crm__domain_is_disposable(domain))
        flags |= EMAIL_DISPOSABLE;
    return flags;
}
