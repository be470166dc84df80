/*
 * Cleaners: any text that the library lets in is refused or gets a normal form, and cleaning a
 * normal form gives the same form again.
 */
#include "fuzz.h"

#include <string.h>

#include "engine/domain.h"
#include "engine/email.h"
#include "engine/email_typo.h"
#include "engine/idna.h"
#include "engine/name.h"
#include "engine/phone.h"
#include "engine/secret.h"
#include "engine/typed.h"
#include "engine/uscc.h"
#include "engine/weburl.h"
#include "engine/wechat.h"

static void check_phone(struct text typed, struct text region)
{
    struct phone phone;
    crm__phone_clean(typed, region, &phone);
    FUZZ_CHECK((phone.level == PHONE_INVALID) == (phone.e164[0] == '\0'));
    FUZZ_CHECK(phone.rest <= typed.size);
    if (phone.level == PHONE_INVALID)
        return;
    struct phone again;
    crm__phone_clean(crm__text_of(phone.e164), TEXT_NONE, &again);
    FUZZ_CHECK(again.level == phone.level);
    FUZZ_CHECK(crm__text_is(crm__text_of(again.e164), phone.e164));
    crm__phone_clean(crm__text_of(phone.international), TEXT_NONE, &again);
    FUZZ_CHECK(crm__text_is(crm__text_of(again.e164), phone.e164));
}

/* A valid number's E.164 form is that number, wherever it is read. */
static void check_number(struct text typed, struct text region)
{
    const struct phone_table *table = &crm__phone_builtin;
    struct phone_number number;
    struct phone_number again;
    char e164[PHONE_NUMBER_E164_SIZE];
    char form[PHONE_FORMAT_SIZE];
    crm__phone_parse(table, typed, region, &number);
    if (number.parsed != PHONE_PARSED)
        return;
    FUZZ_CHECK(number.count >= PHONE_DIGITS_MIN && number.count <= PHONE_DIGITS_MAX);
    FUZZ_CHECK(crm__phone_national(table, &number, form) < PHONE_FORMAT_SIZE - 1);
    FUZZ_CHECK(crm__phone_international(table, &number, form) < PHONE_FORMAT_SIZE - 1);
    struct text written = {e164, crm__phone_e164(&number, e164)};
    if (number.kind == PHONE_KIND_UNKNOWN)
        return;
    crm__phone_parse(table, written, region, &again);
    FUZZ_CHECK(again.parsed == PHONE_PARSED && again.kind == number.kind);
    FUZZ_CHECK(again.code == number.code && strcmp(again.digits, number.digits) == 0);
}

static void check_email(struct text typed)
{
    static struct email email;
    static struct email again;
    crm__email_clean(typed, &email);
    FUZZ_CHECK(email.level < EMAIL_RFC5322 || email.exact.size == 0);
    if (email.exact.size == 0)
        return;
    FUZZ_CHECK(email.exact.data[email.at] == '@');
    crm__email_clean(email.exact, &again);
    FUZZ_CHECK(again.level <= email.level && again.level <= EMAIL_RFC5321);
    FUZZ_CHECK(crm__text_equal(again.exact, email.exact));
    FUZZ_CHECK(crm__text_equal(again.mailbox, email.mailbox));
}

/* A name that the DNS can have is its own, and what was registered is the end of it. */
static void check_domain(struct text typed)
{
    char ascii[IDNA_LIMIT];
    char again[IDNA_LIMIT];
    struct text domain = {ascii, crm__idna_to_ascii(typed, ascii, sizeof ascii)};
    if (domain.size == 0)
        return;
    struct text same = {again, crm__idna_to_ascii(domain, again, sizeof again)};
    FUZZ_CHECK(crm__text_equal(same, domain));
    FUZZ_CHECK(crm__text_ends(domain, crm__domain_registrable(domain)));
    crm__domain_is_disposable(domain);
    crm__email_suggest(domain);
}

static void check_ids(struct text typed)
{
    struct secret secret;
    crm__secret_find(typed, &secret);
    FUZZ_CHECK((secret.kind == SECRET_NONE) == (secret.masked[0] == '\0'));
    struct uscc uscc;
    struct uscc uscc_again;
    crm__uscc_clean(typed, &uscc);
    if (uscc.key[0]) {
        crm__uscc_clean(crm__text_of(uscc.key), &uscc_again);
        FUZZ_CHECK(crm__text_is(crm__text_of(uscc_again.key), uscc.key));
    }
    struct wechat wechat;
    struct wechat wechat_again;
    crm__wechat_clean(typed, TEXT("CN"), &wechat);
    if (wechat.kind == WECHAT_ID || wechat.kind == WECHAT_PHONE) {
        crm__wechat_clean(crm__text_of(wechat.key), TEXT("CN"), &wechat_again);
        FUZZ_CHECK(crm__text_is(crm__text_of(wechat_again.key), wechat.key));
    }
    static struct weburl weburl;
    static struct weburl weburl_again;
    crm__weburl_clean(typed, &weburl);
    if (weburl.reason == WEBURL_OK) {
        crm__weburl_clean(weburl.url, &weburl_again);
        FUZZ_CHECK(weburl_again.reason == WEBURL_OK);
        FUZZ_CHECK(crm__text_equal(weburl_again.url, weburl.url));
    }
}

static void check_names(struct text typed)
{
    struct person_key person;
    struct company_key company;
    crm__person_key(typed, &person);
    crm__company_key(typed, &company);
    struct text person_text = crm__person_key_text(&person);
    struct text company_text = crm__company_key_text(&company);
    FUZZ_CHECK(crm__utf8_valid_prefix(person_text) == person_text.size);
    FUZZ_CHECK(crm__utf8_valid_prefix(company_text) == company_text.size);
}

static void check_typed(struct text typed)
{
    int32_t day;
    struct typed_time time;
    int64_t scaled;
    double number;
    struct typed_money money;
    bool truth;
    for (int order = DATE_ORDER_UNKNOWN; order <= DATE_ORDER_YMD; order++) {
        crm__typed_date(typed, (enum date_order)order, &day);
        if (crm__typed_time(typed, (enum date_order)order, &time) == TYPED_OK)
            FUZZ_CHECK(time.clock_us >= 0 && time.clock_us < INT64_C(86400000000));
    }
    crm__typed_decimal(typed, '.', 2, &scaled);
    crm__typed_decimal(typed, ',', 0, &scaled);
    crm__typed_double(typed, '.', &number);
    crm__typed_money(typed, '.', TEXT("CNY"), 2, &money);
    crm__typed_bool(typed, &truth);
}

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    struct text all = {(const char *)data, size};
    struct text typed = {all.data, crm__utf8_valid_prefix(all)};
    if (crm__text_find(typed, (struct text){"\0", 1}, 0) != SIZE_MAX)
        return 0;
    check_phone(typed, TEXT("CN"));
    check_phone(typed, TEXT_NONE);
    check_number(typed, TEXT("US"));
    check_number(typed, TEXT("AR"));
    check_number(typed, TEXT("GG"));
    check_email(typed);
    check_domain(typed);
    check_ids(typed);
    check_names(typed);
    check_typed(typed);
    return 0;
}
