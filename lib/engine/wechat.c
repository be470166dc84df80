/* WeChat ids, and the phone and QQ numbers typed in their place. */
#include "engine/wechat.h"
#include "engine/fold.h"
#include "engine/secret.h"

#include <string.h>

enum { ID_MIN = 6, ID_MAX = 20, QQ_MIN = 5, QQ_MAX = 11, TYPED_LIMIT = 64 };

static struct text skip_label(struct text id);
static bool only_digits(struct text id);
static bool is_qq_number(struct text id);
static enum wechat_reason check_other(struct text id);
static enum wechat_reason check_id(struct text id);
static void put_key(struct wechat *wechat, enum wechat_kind kind, struct text prefix,
                    struct text key);

void crm__wechat_clean(struct text typed, struct text region, struct wechat *wechat)
{
    char bytes[TYPED_LIMIT];
    bool fits;
    *wechat = (struct wechat){0};
    struct text id = skip_label(crm__fold_lower(typed, bytes, sizeof(bytes), &fits));
    if (!fits) {
        wechat->reason = WECHAT_TOO_LONG;
        return;
    }
    if (id.size == 0) {
        wechat->reason = WECHAT_EMPTY;
        return;
    }
    if (crm__is_digit(id.data[0]) || id.data[0] == '+' || id.data[0] == '(') {
        struct phone phone;
        crm__phone_clean(id, region.size ? region : TEXT("CN"), &phone);
        bool maybe = phone.type == PHONE_FIXED_OR_MOBILE || phone.level == PHONE_PLAUSIBLE;
        bool mobile = phone.type == PHONE_MOBILE || (maybe && !only_digits(id));
        if (mobile && phone.rest == 0) {
            put_key(wechat, WECHAT_PHONE, TEXT_NONE, crm__text_of(phone.e164));
            return;
        }
        if (is_qq_number(id)) {
            put_key(wechat, WECHAT_QQ, TEXT("qq:"), id);
            return;
        }
    }
    wechat->reason = check_other(id);
    if (wechat->reason == WECHAT_OK)
        wechat->reason = check_id(id);
    if (wechat->reason == WECHAT_OK || wechat->reason == WECHAT_ODD_START)
        put_key(wechat, crm__text_starts(id, TEXT("wxid_")) ? WECHAT_INTERNAL : WECHAT_ID,
                TEXT_NONE, id);
}

const char *crm__wechat_kind_name(enum wechat_kind kind)
{
    static const char *const names[] = {"none", "id", "internal", "phone", "qq"};
    return names[kind];
}

const char *crm__wechat_reason_name(enum wechat_reason reason)
{
    static const char *const names[] = {
        "ok",        "empty", "too_short",   "too_long",  "bad_start", "bad_character",
        "odd_start", "email", "resident_id", "bank_card",
    };
    return names[reason];
}

/* "微信号：abc", "wx: abc", "qq:12345". */
static struct text skip_label(struct text id)
{
    static const char *const labels[] = {
        "微信号", "微信", "wechat id", "wechat", "weixin", "vx", "wx", "v", "qq号", "qq",
    };
    for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
        struct text label = crm__text_of(labels[i]);
        if (!crm__text_starts(id, label))
            continue;
        struct text rest = crm__text_trim(crm__text_slice(id, label.size, id.size));
        bool marked = rest.size > 1 && (rest.data[0] == ':' || rest.data[0] == '=');
        if (marked)
            return crm__text_trim(crm__text_slice(rest, 1, rest.size));
        if ((unsigned char)label.data[0] >= 0x80 && rest.size > 0)
            return rest;
    }
    return id;
}

static bool only_digits(struct text id)
{
    for (size_t i = 0; i < id.size; i++)
        if (!crm__is_digit(id.data[i]))
            return false;
    return true;
}

static bool is_qq_number(struct text id)
{
    return id.size >= QQ_MIN && id.size <= QQ_MAX && id.data[0] != '0' && only_digits(id);
}

/* What belongs into another field, and two of the kinds into none. */
static enum wechat_reason check_other(struct text id)
{
    struct secret secret;
    crm__secret_find(id, &secret);
    if (secret.kind != SECRET_NONE)
        return secret.kind == SECRET_BANK_CARD ? WECHAT_BANK_CARD : WECHAT_RESIDENT_ID;
    size_t at = crm__text_find(id, TEXT("@"), 0);
    bool email = at != SIZE_MAX && at > 0 && crm__text_find(id, TEXT("."), at) != SIZE_MAX;
    return email ? WECHAT_EMAIL : WECHAT_OK;
}

static enum wechat_reason check_id(struct text id)
{
    for (size_t i = 0; i < id.size; i++) {
        char c = id.data[i];
        if (!crm__is_letter(c) && !crm__is_digit(c) && c != '_' && c != '-')
            return WECHAT_BAD_CHARACTER;
    }
    if (id.size < ID_MIN)
        return WECHAT_TOO_SHORT;
    /* Internal ids are a little longer than those people choose. */
    if (id.size > (crm__text_starts(id, TEXT("wxid_")) ? (size_t)WECHAT_KEY_SIZE - 1 : ID_MAX))
        return WECHAT_TOO_LONG;
    if (id.data[0] == '_')
        return WECHAT_ODD_START;
    return crm__is_letter(id.data[0]) ? WECHAT_OK : WECHAT_BAD_START;
}

static void put_key(struct wechat *wechat, enum wechat_kind kind, struct text prefix,
                    struct text key)
{
    wechat->kind = kind;
    if (prefix.size > 0)
        memcpy(wechat->key, prefix.data, prefix.size);
    memcpy(wechat->key + prefix.size, key.data, key.size);
}
