/* Provider rules, roles and placeholders. */
#include "engine/email_parts.h"

#include "base/memory.h"
#include "engine/fold.h"
#include "engine/tables/mail_providers.h"

#include <string.h>

enum {
    PROVIDER_COUNT = sizeof(mail_providers) / sizeof(*mail_providers),
    ROLE_COUNT = sizeof(mail_roles) / sizeof(*mail_roles),
};

static const struct mail_provider *provider_of(struct text domain);
static bool is_role(struct text local);
static bool is_placeholder(struct text local, struct text domain);

/*
 * Case of the local part folds for every provider: no public one tells it apart, and no company
 * gives Ann@ and ann@ to two people. Sub-addresses fold only where the provider is known for them.
 */
struct text crm__email_mailbox(struct text local, struct text domain, char *out)
{
    const struct mail_provider *provider = provider_of(domain);
    size_t size = 0;
    bool quoted = local.data[0] == '"';
    for (size_t i = 0; i < local.size; i++) {
        char c = local.data[i];
        if (!quoted && provider && size > 0 && c == provider->separator)
            break;
        if (!quoted && provider && provider->dots && c == '.')
            continue;
        out[size++] = crm__lower(c);
    }
    out[size++] = '@';
    if (provider && provider->mailbox)
        domain = crm__text_of(provider->mailbox);
    memcpy(out + size, domain.data, domain.size);
    return (struct text){out, size + domain.size};
}

uint32_t crm__email_flags(struct text local, struct text domain, struct text mailbox)
{
    const struct mail_provider *provider = provider_of(domain);
    struct text box = crm__text_slice(mailbox, 0, crm__text_find(mailbox, TEXT("@"), 0));
    uint32_t flags = 0;
    char separator = provider && provider->separator ? provider->separator : '+';
    const char *tag = memchr(local.data, separator, local.size);
    if (tag && tag > local.data && local.data[0] != '"')
        flags |= EMAIL_TAGGED;
    if (provider)
        flags |= EMAIL_FREE_PROVIDER;
    else if (is_role(box))
        flags |= EMAIL_ROLE;
    if (is_placeholder(box, domain))
        flags |= EMAIL_PLACEHOLDER;
    if (crm__text_is(domain, "qq.com") && box.size >= 5 && box.size <= 11 && box.data[0] != '0') {
        size_t digits = 0;
        while (digits < box.size && crm__is_digit(box.data[digits]))
            digits++;
        if (digits == box.size)
            flags |= EMAIL_QQ_NUMBER;
    }
    return flags;
}

struct text crm__email_table_version(void)
{
    return TEXT("mail providers 1");
}

uint64_t crm__email_table_hash(void)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < PROVIDER_COUNT; i++) {
        const struct mail_provider *provider = &mail_providers[i];
        hash = crm__hash_text(crm__text_of(provider->domain), hash);
        hash = crm__hash_int64(provider->separator * 2 + provider->dots, hash);
        hash = crm__hash_text(crm__text_of(provider->mailbox), hash);
    }
    for (size_t i = 0; i < ROLE_COUNT; i++)
        hash = crm__hash_text(crm__text_of(mail_roles[i]), hash);
    return hash;
}

static const struct mail_provider *provider_of(struct text domain)
{
    size_t low = 0;
    size_t high = PROVIDER_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = crm__text_compare(crm__text_of(mail_providers[middle].domain), domain);
        if (order == 0)
            return &mail_providers[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool is_role(struct text local)
{
    size_t low = 0;
    size_t high = ROLE_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = crm__text_compare(crm__text_of(mail_roles[middle]), local);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Domains of RFC 2606, and what people type to get past a required field. */
static bool is_placeholder(struct text local, struct text domain)
{
    static const char *const domains[] = {
        "example.com", "example.net", "example.org", "example.cn", "test.com", "test.cn",
    };
    static const char *const locals[] = {
        "test", "test1", "test123", "none", "na", "nomail", "noemail", "aaa", "abc", "xxx", "123",
    };
    for (size_t i = 0; i < sizeof(domains) / sizeof(*domains); i++)
        if (crm__text_is(domain, domains[i]))
            return true;
    for (size_t i = 0; i < sizeof(locals) / sizeof(*locals); i++)
        if (crm__text_is(local, locals[i]))
            return true;
    return crm__text_ends(domain, TEXT(".test")) || crm__text_ends(domain, TEXT(".invalid")) ||
           crm__text_ends(domain, TEXT(".example")) || crm__text_is(domain, "localhost");
}
