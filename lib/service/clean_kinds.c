/* What a row of each kind shows. */
#include "service/clean_kinds.h"

#include "engine/domain.h"
#include "engine/email.h"
#include "engine/email_parts.h"
#include "engine/email_typo.h"
#include "engine/idna.h"
#include "engine/phone.h"
#include "engine/secret.h"
#include "engine/uscc.h"
#include "engine/wechat.h"

#include <string.h>

/* clang-format off */
#define COLUMN(column_name, en, zh) \
    {.name = {(column_name), sizeof(column_name) - 1}, .label_en = {(en), sizeof(en) - 1}, \
     .label_zh = {(zh), sizeof(zh) - 1}, .type = COLUMN_TEXT, \
     .currency_column = COLUMN_NO_CURRENCY}
/* clang-format on */

static crm_status row_add(struct batch *batch, const struct text *cells)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; i < batch->column_count && status >= 0; i++)
        status = crm__column_text(batch, &batch->columns[i], cells[i]);
    if (status >= 0)
        crm__batch_finish_row(batch);
    return status;
}

/* --- e-mail ----------------------------------------------------------------------------------- */

static const struct reader_column email_columns[] = {
    COLUMN("level", "Level", "级别"),           COLUMN("reason", "Reason", "原因"),
    COLUMN("exact_key", "Address", "规范地址"), COLUMN("mailbox_key", "Mailbox", "邮箱键"),
    COLUMN("flags", "Flags", "标记"),
};

/* Flags, comma-separated. */
struct flags {
    char text[160];
    size_t size;
};

static void flag_add(struct flags *flags, const char *name, struct text value)
{
    struct text parts[] = {flags->size ? TEXT(",") : TEXT_NONE, crm__text_of(name), value};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].size > sizeof flags->text - flags->size)
            return;
        if (parts[i].size)
            memcpy(flags->text + flags->size, parts[i].data, parts[i].size);
        flags->size += parts[i].size;
    }
}

static struct text flags_text(const struct flags *flags)
{
    return (struct text){flags->text, flags->size};
}

/* The domain that was meant. */
static void suggestion_add(struct flags *flags, struct text domain)
{
    struct text meant = crm__email_suggest(domain);
    if (meant.size > 0)
        flag_add(flags, "suggest=", meant);
}

/* What it is, if it is no address but belongs into another field. */
static void other_add(struct flags *flags, struct text typed, struct text region)
{
    struct secret secret;
    struct wechat wechat;
    crm__secret_find(typed, &secret);
    crm__wechat_clean(typed, region, &wechat);
    if (secret.kind != SECRET_NONE)
        flag_add(flags, "looks=", crm__text_of(crm__secret_kind_name(secret.kind)));
    else if (wechat.kind == WECHAT_PHONE || wechat.kind == WECHAT_QQ)
        flag_add(flags, "looks=", crm__text_of(crm__wechat_kind_name(wechat.kind)));
}

static crm_status email_row(struct batch *batch, struct text typed, struct text region)
{
    static const char *const names[] = {"tagged",      "role",       "free",      "qq",
                                        "placeholder", "disposable", "unwrapped", "idn"};
    struct email email;
    struct flags flags = {.size = 0};
    crm__email_clean(typed, &email);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (email.flags & (1u << i))
            flag_add(&flags, names[i], TEXT_NONE);
    }
    if (email.level == EMAIL_ERR)
        other_add(&flags, typed, region);
    suggestion_add(&flags, crm__text_slice(email.exact, email.at + 1, email.exact.size));
    const struct text cells[] = {
        crm__text_of(crm__email_level_name(email.level)),
        crm__text_of(crm__email_reason_name(email.reason)),
        email.exact,
        email.mailbox,
        flags_text(&flags),
    };
    return row_add(batch, cells);
}

/* --- domains ---------------------------------------------------------------------------------- */

static const struct reader_column domain_columns[] = {
    COLUMN("domain", "Domain", "域名"),
    COLUMN("registrable", "Registered", "注册域名"),
    COLUMN("flags", "Flags", "标记"),
};

/* The domain as the DNS has it; empty for what is none. */
static crm_status domain_row(struct batch *batch, struct text typed, struct text region)
{
    char ascii[IDNA_LIMIT];
    struct flags flags = {.size = 0};
    struct text domain = {ascii, crm__idna_to_ascii(crm__text_trim(typed), ascii, sizeof ascii)};
    (void)region;
    if (crm__email_is_provider(domain))
        flag_add(&flags, "free", TEXT_NONE);
    if (crm__domain_is_disposable(domain))
        flag_add(&flags, "disposable", TEXT_NONE);
    suggestion_add(&flags, domain);
    const struct text cells[] = {domain, crm__domain_registrable(domain), flags_text(&flags)};
    return row_add(batch, cells);
}

/* --- phones ----------------------------------------------------------------------------------- */

static const struct reader_column phone_columns[] = {
    {.name = {"valid", 5},
     .label_en = {"Valid", 5},
     .label_zh = {"有效", 6},
     .type = COLUMN_INTEGER,
     .currency_column = COLUMN_NO_CURRENCY},
    COLUMN("type", "Type", "类型"),
    COLUMN("e164", "E.164", "E.164"),
    COLUMN("national", "National", "国内格式"),
    COLUMN("international", "International", "国际格式"),
    COLUMN("region", "Region", "地区"),
};

/* A number, and after a tab the region it is from. What cannot be read is just not valid. */
static crm_status phone_row(struct batch *batch, struct text typed, struct text region)
{
    const struct phone_table *table = crm__phone_table_of(batch->env);
    struct phone_number number;
    char e164[PHONE_NUMBER_E164_SIZE] = "";
    char national[PHONE_FORMAT_SIZE] = "";
    char international[PHONE_FORMAT_SIZE] = "";
    size_t tab = crm__text_find(typed, TEXT("\t"), 0);
    if (tab != SIZE_MAX) {
        region = crm__text_slice(typed, tab + 1, crm__text_find(typed, TEXT("\t"), tab + 1));
        typed = crm__text_slice(typed, 0, tab);
    }
    crm__phone_parse(table, typed, region, &number);
    bool parsed = number.parsed == PHONE_PARSED;
    if (parsed) {
        crm__phone_e164(&number, e164);
        crm__phone_national(table, &number, national);
        crm__phone_international(table, &number, international);
    }
    const struct text cells[] = {
        parsed ? crm__text_of(crm__phone_kind_name(number.kind)) : TEXT_NONE,
        crm__text_of(e164),
        crm__text_of(national),
        crm__text_of(international),
        parsed ? crm__text_of(number.region) : TEXT_NONE,
    };
    crm_status status =
        crm__column_int(batch, &batch->columns[0], parsed && number.kind != PHONE_KIND_UNKNOWN);
    for (size_t i = 0; i < sizeof cells / sizeof *cells && status >= 0; i++)
        status = crm__column_text(batch, &batch->columns[i + 1], cells[i]);
    if (status >= 0)
        crm__batch_finish_row(batch);
    return status;
}

/* --- WeChat ----------------------------------------------------------------------------------- */

static const struct reader_column wechat_columns[] = {
    COLUMN("kind", "Kind", "类型"),
    COLUMN("reason", "Reason", "原因"),
    COLUMN("key", "Key", "匹配键"),
    COLUMN("masked", "Masked", "掩码"),
};

static crm_status wechat_row(struct batch *batch, struct text typed, struct text region)
{
    struct wechat wechat;
    struct secret secret;
    crm__wechat_clean(typed, region, &wechat);
    crm__secret_find(typed, &secret);
    const struct text cells[] = {
        crm__text_of(crm__wechat_kind_name(wechat.kind)),
        crm__text_of(crm__wechat_reason_name(wechat.reason)),
        crm__text_of(wechat.key),
        wechat.kind == WECHAT_NONE ? crm__text_of(secret.masked) : TEXT_NONE,
    };
    return row_add(batch, cells);
}

/* --- registration numbers --------------------------------------------------------------------- */

static const struct reader_column uscc_columns[] = {
    COLUMN("kind", "Kind", "类型"),
    COLUMN("reason", "Reason", "原因"),
    COLUMN("key", "Key", "匹配键"),
    COLUMN("region", "Region", "登记区划"),
    COLUMN("organisation", "Organisation code", "组织机构代码"),
    COLUMN("masked", "Masked", "掩码"),
};

static crm_status uscc_row(struct batch *batch, struct text typed, struct text region)
{
    struct uscc uscc;
    struct secret secret;
    (void)region;
    crm__uscc_clean(typed, &uscc);
    crm__secret_find(typed, &secret);
    const struct text cells[] = {
        crm__text_of(crm__uscc_kind_name(uscc.kind)),
        crm__text_of(crm__uscc_reason_name(uscc.reason)),
        crm__text_of(uscc.key),
        crm__text_of(uscc.region),
        crm__text_of(uscc.organisation),
        uscc.key[0] ? TEXT_NONE : crm__text_of(secret.masked),
    };
    return row_add(batch, cells);
}

/* --- the table -------------------------------------------------------------------------------- */

#define KIND(noun)                                                                                 \
    {                                                                                              \
#noun, noun##_columns, sizeof noun##_columns / sizeof *noun##_columns, noun##_row          \
    }

static const struct clean_kind kinds[] = {
    KIND(domain), KIND(email), KIND(phone), KIND(uscc), KIND(wechat),
};

enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

const struct clean_kind *crm__clean_kind_find(struct env *env, struct text name)
{
    const char *names[KIND_COUNT];
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (crm__text_is(name, kinds[i].name))
            return &kinds[i];
        names[i] = kinds[i].name;
    }
    size_t nearest = crm__text_nearest(name, names, KIND_COUNT);
    if (nearest == SIZE_MAX)
        crm__fail(env, CRM_E_UNKNOWN, "no kind '%.*s' to clean", (int)name.size, name.data);
    else
        crm__fail(env, CRM_E_UNKNOWN, "no kind '%.*s' to clean; did you mean '%s'?", (int)name.size,
                  name.data, names[nearest]);
    return NULL;
}
