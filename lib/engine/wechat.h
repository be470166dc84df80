/*
 * WeChat ids. Nothing offline can say that one exists, only whether it has the form of one, and
 * what else people typed into the field: very often their phone or QQ number.
 */
#ifndef CRM_ENGINE_WECHAT_H
#define CRM_ENGINE_WECHAT_H

#include "engine/phone.h"

enum wechat_kind {
    WECHAT_NONE,     /* neither; `reason` says why */
    WECHAT_ID,       /* 6..20 of letters, digits, _ and -, a letter first */
    WECHAT_INTERNAL, /* wxid_…: real, but nobody can search for it */
    WECHAT_PHONE,    /* a mobile number; the key is its E.164 form */
    WECHAT_QQ,       /* 5..11 digits, no leading 0 */
};

enum wechat_reason {
    WECHAT_OK,
    WECHAT_EMPTY,
    WECHAT_TOO_SHORT,
    WECHAT_TOO_LONG,
    WECHAT_BAD_START,
    WECHAT_BAD_CHARACTER,
    WECHAT_ODD_START, /* a leading '_': accepted, sources disagree */
    WECHAT_EMAIL,     /* from here on: what was typed is something else */
    WECHAT_RESIDENT_ID,
    WECHAT_BANK_CARD,
};

enum { WECHAT_KEY_SIZE = 32 };

struct wechat {
    enum wechat_kind kind;
    enum wechat_reason reason;
    char key[WECHAT_KEY_SIZE]; /* lower case; unique across kinds: "+86139…", "qq:123", "alice_w" */
};

/* `region` as for crm__phone_clean; empty means CN. A prefix such as "微信:" or "wx:" is skipped. */
void crm__wechat_clean(struct text typed, struct text region, struct wechat *wechat_out);

const char *crm__wechat_kind_name(enum wechat_kind kind);
const char *crm__wechat_reason_name(enum wechat_reason reason);

#endif
