/* What was typed, scanned as people mean it and judged as libphonenumber judges it. */
#include "engine/phone.h"

#include "engine/fold.h"
#include "engine/phone_china.h"
#include "engine/phone_scan.h"

#include <string.h>

enum { CODE_CHINA = 86, VANITY_LETTERS = 3 };

static enum phone_reason find_number(const struct phone_table *table, struct text typed,
                                     struct text region, struct phone *phone,
                                     struct phone_number *number);
static enum phone_reason parse_scanned(const struct phone_table *table,
                                       const struct phone_scan *scan, struct text region,
                                       struct phone_number *number);
static bool is_spelled(struct text typed);
static enum phone_reason judge(const struct phone_table *table, const struct phone_number *number,
                               struct phone *phone);
static bool one_digit_only(const char *digits, size_t count);
static void write_forms(const struct phone_table *table, struct phone_number *number,
                        struct phone *phone);

void crm__phone_clean(struct text typed, struct text region, struct phone *phone)
{
    crm__phone_clean_by(&crm__phone_builtin, typed, region, phone);
}

void crm__phone_clean_by(const struct phone_table *table, struct text typed, struct text region,
                         struct phone *phone)
{
    struct phone_number number;
    *phone = (struct phone){0};
    phone->reason = find_number(table, typed, region, phone, &number);
    if (phone->reason == PHONE_OK)
        phone->reason = judge(table, &number, phone);
    if (phone->reason == PHONE_OK)
        write_forms(table, &number, phone);
    else
        phone->extension[0] = '\0';
}

const char *crm__phone_level_name(enum phone_level level)
{
    static const char *const names[] = {"invalid", "plausible", "valid"};
    return names[level];
}

const char *crm__phone_type_name(enum phone_type type)
{
    static const char *const names[] = {"unknown", "mobile", "fixed_line", "service",
                                        "fixed_line_or_mobile"};
    return names[type];
}

const char *crm__phone_reason_name(enum phone_reason reason)
{
    static const char *const names[] = {
        "ok",       "empty",      "bad_character", "too_short",  "too_long", "no_country",
        "bad_code", "bad_region", "bad_prefix",    "bad_length", "repeated",
    };
    return names[reason];
}

/* --- finding ---------------------------------------------------------------------------------- */

static enum phone_reason find_number(const struct phone_table *table, struct text typed,
                                     struct text region, struct phone *phone,
                                     struct phone_number *number)
{
    struct phone_scan scan;
    enum phone_reason reason = crm__phone_scan(typed, &scan);
    if (reason == PHONE_OK) {
        phone->rest = scan.rest;
        memcpy(phone->extension, scan.extension, sizeof phone->extension);
        return parse_scanned(table, &scan, region, number);
    }
    /* Letters for digits, digits of other scripts, RFC 3966: the scanner knows nothing of them. */
    if (is_spelled(typed)) {
        crm__phone_parse(table, typed, region, number);
        if (number->parsed == PHONE_PARSED && number->kind != PHONE_KIND_UNKNOWN)
            return PHONE_OK;
    }
    return reason;
}

static enum phone_reason parse_scanned(const struct phone_table *table,
                                       const struct phone_scan *scan, struct text region,
                                       struct phone_number *number)
{
    static const enum phone_reason reasons[] = {PHONE_OK,        PHONE_BAD_CODE,  PHONE_TOO_SHORT,
                                                PHONE_TOO_SHORT, PHONE_TOO_SHORT, PHONE_TOO_LONG};
    char dialled[PHONE_DIGITS_LIMIT + 1];
    bool known = scan->plus || crm__phone_plan_of(table, region) != NULL;
    /* Of the prefixes for calls abroad, 00 is understood from everywhere. */
    size_t zeros = !known && strncmp(scan->digits, "00", 2) == 0 ? 2 : 0;
    if (!known && zeros == 0)
        return region.size ? PHONE_BAD_REGION : PHONE_NO_COUNTRY;
    size_t size = 0;
    if (scan->plus || zeros)
        dialled[size++] = '+';
    memcpy(dialled + size, scan->digits + zeros, scan->count - zeros);
    size += scan->count - zeros;
    crm__phone_parse(table, (struct text){dialled, size}, region, number);
    return reasons[number->parsed];
}

/* Letters that stand for digits are many; one or two are slips. A star hides a digit. */
static bool is_spelled(struct text typed)
{
    size_t letters = 0;
    for (size_t i = 0; i < typed.size; i++) {
        if (typed.data[i] == '*')
            return false;
        letters += crm__is_letter(typed.data[i]);
    }
    return letters == 0 || letters >= VANITY_LETTERS;
}

/* --- judging ---------------------------------------------------------------------------------- */

static enum phone_type type_of(enum phone_kind kind)
{
    static const enum phone_type types[] = {
        [PHONE_KIND_UNKNOWN] = PHONE_UNKNOWN,
        [PHONE_KIND_FIXED_LINE] = PHONE_FIXED_LINE,
        [PHONE_KIND_MOBILE] = PHONE_MOBILE,
        [PHONE_KIND_FIXED_LINE_OR_MOBILE] = PHONE_FIXED_OR_MOBILE,
        [PHONE_KIND_TOLL_FREE] = PHONE_SERVICE,
        [PHONE_KIND_PREMIUM_RATE] = PHONE_SERVICE,
        [PHONE_KIND_SHARED_COST] = PHONE_SERVICE,
        [PHONE_KIND_VOIP] = PHONE_UNKNOWN,
        [PHONE_KIND_PERSONAL_NUMBER] = PHONE_UNKNOWN,
        [PHONE_KIND_PAGER] = PHONE_UNKNOWN,
        [PHONE_KIND_UAN] = PHONE_SERVICE,
        [PHONE_KIND_VOICEMAIL] = PHONE_SERVICE,
    };
    return types[kind];
}

/* The plan of China is known to the last range, so nothing in it is merely plausible. */
static enum phone_reason judge_china(const struct phone_number *number, struct phone *phone)
{
    struct china_number china = crm__phone_china(number->digits, number->count);
    if (china.reason == PHONE_OK)
        phone->type = china.type;
    else if (number->kind == PHONE_KIND_UNKNOWN)
        return china.reason;
    phone->level = PHONE_VALID;
    return PHONE_OK;
}

/* Does the E.164 form mean the same number again? Of numbers in no known range not all do: what
 * looks like a national prefix is taken off them. */
static bool is_stable(const struct phone_table *table, const struct phone_number *number)
{
    char form[PHONE_NUMBER_E164_SIZE];
    struct phone_number again;
    size_t size = crm__phone_e164(number, form);
    crm__phone_parse(table, (struct text){form, size}, TEXT_NONE, &again);
    return again.parsed == PHONE_PARSED && strcmp(again.digits, number->digits) == 0;
}

static enum phone_reason judge(const struct phone_table *table, const struct phone_number *number,
                               struct phone *phone)
{
    phone->calling_code = number->code->number;
    phone->type = type_of(number->kind);
    if (phone->calling_code == CODE_CHINA)
        return judge_china(number, phone);
    if (one_digit_only(number->digits, number->count))
        return PHONE_REPEATED;
    phone->level = PHONE_VALID;
    if (number->kind != PHONE_KIND_UNKNOWN)
        return PHONE_OK;
    phone->level = PHONE_INVALID;
    switch (number->possible) {
    case PHONE_POSSIBLE_SHORT:
        return PHONE_TOO_SHORT;
    case PHONE_POSSIBLE_LONG:
        return PHONE_TOO_LONG;
    case PHONE_POSSIBLE_LOCAL:
    case PHONE_POSSIBLE_LENGTH:
    case PHONE_POSSIBLE_NO_CODE:
        return PHONE_BAD_LENGTH;
    case PHONE_POSSIBLE:
        break;
    }
    bool general = number->label->general || number->label->general_high;
    if (!general || !is_stable(table, number))
        return PHONE_BAD_PREFIX;
    phone->level = PHONE_PLAUSIBLE;
    return PHONE_OK;
}

static bool one_digit_only(const char *digits, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (digits[i] != digits[0])
            return false;
    return true;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* The extension's digits, of whatever script, as ASCII ones. */
static void keep_extension(struct phone_number *number, struct phone *phone)
{
    struct text typed = crm__text_of(number->extension);
    size_t count = 0;
    for (size_t offset = 0; offset < typed.size && count + 1 < PHONE_EXTENSION_SIZE;)
        phone->extension[count++] = (char)('0' + crm__phone_digit(crm__utf8_next(typed, &offset)));
    phone->extension[count] = '\0';
    number->extension[0] = '\0';
}

static void write_forms(const struct phone_table *table, struct phone_number *number,
                        struct phone *phone)
{
    char form[PHONE_FORMAT_SIZE];
    if (number->extension[0])
        keep_extension(number, phone);
    if (number->region[2] == '\0' && memcmp(number->region, "ZZ", 2) != 0)
        memcpy(phone->region, number->region, sizeof phone->region);
    crm__phone_e164(number, phone->e164);
    size_t size = crm__phone_national(table, number, form);
    if (size < PHONE_DISPLAY_SIZE)
        memcpy(phone->national, form, size + 1);
    size = crm__phone_international(table, number, form);
    if (size < PHONE_DISPLAY_SIZE)
        memcpy(phone->international, form, size + 1);
}
