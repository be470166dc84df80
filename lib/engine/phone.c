/* From the digits in a phone field to the number that is meant, and its forms. */
#include "engine/phone.h"

#include "base/memory.h"
#include "engine/phone_china.h"
#include "engine/phone_scan.h"
#include "engine/tables/calling_codes.h"

#include <string.h>

enum {
    CODE_COUNT = sizeof(calling_codes) / sizeof(*calling_codes),
    CODE_CHINA = 86,
    CODE_NORTH_AMERICA = 1,
};

/* A national number on its way: digits without prefixes, and whose they are. */
struct national {
    const struct calling_code *country;
    const char *digits;
    size_t count;
    size_t area; /* digits of the area code, for display */
    bool shared_region; /* the code has several regions and nothing tells which */
};

static const struct calling_code *country_of_region(struct text region);
static const struct calling_code *country_of_digits(const char *digits, size_t count,
                                                    size_t *code_size_out);
static enum phone_reason find_national(const struct phone_scan *scan, struct text region,
                                       struct national *national);
static enum phone_reason from_international(const char *digits, size_t count,
                                            struct national *national);
static enum phone_reason from_home(const char *digits, size_t count,
                                   const struct calling_code *home, struct national *national);
static size_t idd_size(const struct phone_scan *scan, const struct calling_code *home);
static void strip_trunk(struct national *national);
static enum phone_reason judge(struct national *national, enum phone_type *type_out);
static enum phone_reason judge_length(const struct national *national);
static bool one_digit_only(const char *digits, size_t count);
static void write_forms(const struct national *national, struct phone *phone);

void crm__phone_clean(struct text typed, struct text region, struct phone *phone)
{
    struct phone_scan scan;
    struct national national = {0};
    *phone = (struct phone){0};

    phone->reason = crm__phone_scan(typed, &scan);
    if (phone->reason == PHONE_OK)
        phone->reason = find_national(&scan, region, &national);
    if (phone->reason == PHONE_OK)
        phone->reason = judge(&national, &phone->type);
    phone->rest = scan.rest;
    if (national.country)
        phone->calling_code = national.country->code;
    if (phone->reason != PHONE_OK)
        return;

    phone->level = national.country->code == CODE_CHINA ? PHONE_VALID : PHONE_PLAUSIBLE;
    if (!national.shared_region && national.country->region[0] != '0')
        memcpy(phone->region, national.country->region, sizeof(phone->region));
    memcpy(phone->extension, scan.extension, sizeof(phone->extension));
    write_forms(&national, phone);
}

const char *crm__phone_level_name(enum phone_level level)
{
    static const char *const names[] = {"invalid", "plausible", "valid"};
    return names[level];
}

const char *crm__phone_type_name(enum phone_type type)
{
    static const char *const names[] = {"unknown", "mobile", "fixed_line", "service"};
    return names[type];
}

const char *crm__phone_reason_name(enum phone_reason reason)
{
    static const char *const names[] = {
        "ok",         "empty",      "bad_character", "too_short",  "too_long", "no_country",
        "bad_code",   "bad_region", "bad_prefix",    "bad_length", "repeated",
    };
    return names[reason];
}

struct text crm__phone_table_version(void)
{
    return TEXT("phone 1 (E.164 calling codes, China numbering plan)");
}

uint64_t crm__phone_table_hash(void)
{
    uint64_t hash = crm__phone_china_hash();
    for (size_t i = 0; i < CODE_COUNT; i++) {
        const struct calling_code *code = &calling_codes[i];
        hash = crm__hash_int64(code->code, hash);
        hash = crm__hash_text(crm__text_of(code->region), hash);
        hash = crm__hash_text(crm__text_of(code->trunk), hash);
        hash = crm__hash_int64(code->least * 100 + code->most, hash);
    }
    return hash;
}

static enum phone_reason find_national(const struct phone_scan *scan, struct text region,
                                       struct national *national)
{
    const struct calling_code *home = country_of_region(region);
    size_t idd = idd_size(scan, home);
    if (scan->plus || idd > 0)
        return from_international(scan->digits + idd, scan->count - idd, national);
    if (region.size == 0)
        return PHONE_NO_COUNTRY;
    if (!home)
        return PHONE_BAD_REGION;
    return from_home(scan->digits, scan->count, home, national);
}

/* The prefix for calls abroad: 00 nearly everywhere, 011 in North America. */
static size_t idd_size(const struct phone_scan *scan, const struct calling_code *home)
{
    if (scan->plus)
        return 0;
    if (home && home->code == CODE_NORTH_AMERICA)
        return strncmp(scan->digits, "011", 3) == 0 ? 3 : 0;
    return strncmp(scan->digits, "00", 2) == 0 ? 2 : 0;
}

static enum phone_reason from_international(const char *digits, size_t count,
                                            struct national *national)
{
    size_t code_size;
    national->country = country_of_digits(digits, count, &code_size);
    if (!national->country)
        return count < 3 ? PHONE_TOO_SHORT : PHONE_BAD_CODE;
    const struct calling_code *next = national->country + 1;
    national->shared_region =
        next < calling_codes + CODE_COUNT && next->code == national->country->code;
    national->digits = digits + code_size;
    national->count = count - code_size;
    strip_trunk(national);
    return PHONE_OK;
}

/* A number as dialled at home; also "86 139…", where the '+' got lost. */
static enum phone_reason from_home(const char *digits, size_t count,
                                   const struct calling_code *home, struct national *national)
{
    enum phone_type type;
    *national = (struct national){.country = home, .digits = digits, .count = count};
    strip_trunk(national);
    struct national as_typed = *national;
    if (judge(&as_typed, &type) == PHONE_OK)
        return PHONE_OK;

    size_t code_size;
    const struct calling_code *abroad = country_of_digits(digits, count, &code_size);
    if (abroad && abroad->code == home->code) {
        struct national bare = {
            .country = home, .digits = digits + code_size, .count = count - code_size};
        strip_trunk(&bare);
        as_typed = bare;
        if (judge(&as_typed, &type) == PHONE_OK)
            *national = bare;
    }
    return PHONE_OK;
}

static const struct calling_code *country_of_region(struct text region)
{
    if (region.size != 2)
        return NULL;
    for (size_t i = 0; i < CODE_COUNT; i++)
        if (calling_codes[i].region[0] == region.data[0] &&
            calling_codes[i].region[1] == region.data[1])
            return &calling_codes[i];
    return NULL;
}

/* Calling codes are prefix-free, so at most one of the three lengths is found. */
static const struct calling_code *country_of_digits(const char *digits, size_t count,
                                                    size_t *code_size_out)
{
    int code = 0;
    for (size_t size = 1; size <= 3 && size <= count; size++) {
        code = code * 10 + (digits[size - 1] - '0');
        size_t low = 0;
        size_t high = CODE_COUNT;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (calling_codes[middle].code < code)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < CODE_COUNT && calling_codes[low].code == code) {
            *code_size_out = size;
            return &calling_codes[low];
        }
    }
    return NULL;
}

/* Drops the prefix of national calls, unless the number would then be too short. */
static void strip_trunk(struct national *national)
{
    const char *trunk = national->country->trunk;
    size_t size = strlen(trunk);
    if (size == 0 || national->count < size + national->country->least ||
        strncmp(national->digits, trunk, size) != 0)
        return;
    /* Doubled it is no trunk prefix, but a service number such as 000800. */
    if (strncmp(national->digits + size, trunk, size) == 0)
        return;
    /* A national number may itself begin with a 1 or 8; a trunk prefix makes it too long. */
    if (trunk[0] != '0' && national->count <= national->country->most)
        return;
    national->digits += size;
    national->count -= size;
}

static enum phone_reason judge(struct national *national, enum phone_type *type_out)
{
    *type_out = PHONE_UNKNOWN;
    if (national->country->code == CODE_CHINA) {
        struct china_number china = crm__phone_china(national->digits, national->count);
        *type_out = china.type;
        national->area = china.area;
        return china.reason;
    }
    enum phone_reason reason = judge_length(national);
    if (reason != PHONE_OK)
        return reason;
    if (national->country->code == CODE_NORTH_AMERICA &&
        (national->digits[0] < '2' || national->digits[3] < '2'))
        return PHONE_BAD_PREFIX;
    return one_digit_only(national->digits, national->count) ? PHONE_REPEATED : PHONE_OK;
}

static enum phone_reason judge_length(const struct national *national)
{
    if (national->count < national->country->least)
        return PHONE_TOO_SHORT;
    return national->count > national->country->most ? PHONE_TOO_LONG : PHONE_OK;
}

static bool one_digit_only(const char *digits, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (digits[i] != digits[0])
            return false;
    return true;
}

static size_t put(char *out, size_t at, const char *bytes, size_t size)
{
    memcpy(out + at, bytes, size);
    return at + size;
}

/* Groups of three and four digits, the last the longest: 3 3 4, 4 4, 3 4 4. */
static size_t put_grouped(char *out, size_t at, const char *digits, size_t count)
{
    while (count > 4) {
        size_t group = count % 4 == 0 ? 4 : 3;
        at = put(out, at, digits, group);
        out[at++] = ' ';
        digits += group;
        count -= group;
    }
    return put(out, at, digits, count);
}

static void write_forms(const struct national *national, struct phone *phone)
{
    char code[NUMBER_TEXT_SIZE];
    size_t code_size = crm__int64_to_text(national->country->code, code);
    const char *digits = national->digits;
    size_t area = national->area;

    phone->e164[0] = '+';
    size_t at = put(phone->e164, 1, code, code_size);
    put(phone->e164, at, digits, national->count);

    char grouped[PHONE_DISPLAY_SIZE];
    size_t size = put(grouped, 0, digits, area);
    if (area > 0)
        grouped[size++] = ' ';
    size = put_grouped(grouped, size, digits + area, national->count - area);

    /* Mobile and service numbers of China are dialled without a trunk 0. */
    bool bare = national->country->code == CODE_CHINA && area == 0;
    const char *trunk = bare ? "" : national->country->trunk;
    at = put(phone->national, 0, trunk, strlen(trunk));
    put(phone->national, at, grouped, size);

    phone->international[0] = '+';
    at = put(phone->international, 1, code, code_size);
    phone->international[at++] = ' ';
    put(phone->international, at, grouped, size);
}
