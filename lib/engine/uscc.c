/* Chinese registration numbers: characters, authority, division, check character. */
#include "engine/uscc.h"
#include "engine/fold.h"
#include "engine/secret.h"

#include <string.h>

enum { CREDIT_CODE_SIZE = 18, LICENCE_SIZE = 15, TYPED_LIMIT = 64 };

/* GB 32100 leaves out I, O, S, V, Z, which look like digits or like each other. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static size_t squeeze(struct text typed, char *out, size_t capacity);
static enum uscc_reason check_credit_code(const char *code, size_t *position_out);
static enum uscc_reason check_licence(const char *number, size_t *position_out);
static void check_other(struct text typed, struct uscc *uscc);
static int alphabet_value(char c);
static bool is_authority(char department, char category);
static bool is_province(const char *division);

void crm__uscc_clean(struct text typed, struct uscc *uscc)
{
    char code[TYPED_LIMIT];
    *uscc = (struct uscc){0};
    size_t size = squeeze(typed, code, sizeof(code));
    if (size == 0) {
        uscc->reason = USCC_EMPTY;
        return;
    }
    if (size == CREDIT_CODE_SIZE) {
        uscc->kind = USCC_CREDIT_CODE;
        uscc->reason = check_credit_code(code, &uscc->position);
    } else if (size == LICENCE_SIZE) {
        uscc->kind = USCC_LICENCE_NUMBER;
        uscc->reason = check_licence(code, &uscc->position);
    } else {
        uscc->reason = USCC_BAD_LENGTH;
    }
    if (uscc->reason != USCC_OK && uscc->reason < USCC_ODD_AUTHORITY)
        check_other(typed, uscc);
    bool check_fits = uscc->reason == USCC_OK || uscc->reason >= USCC_ODD_AUTHORITY;
    if (!check_fits)
        return;
    memcpy(uscc->key, code, size);
    if (uscc->kind == USCC_CREDIT_CODE) {
        memcpy(uscc->region, code + 2, 6);
        memcpy(uscc->organisation, code + 8, 9);
    } else {
        memcpy(uscc->region, code, 6);
    }
}

const char *crm__uscc_kind_name(enum uscc_kind kind)
{
    static const char *const names[] = {"none", "credit_code", "licence_number"};
    return names[kind];
}

const char *crm__uscc_reason_name(enum uscc_reason reason)
{
    static const char *const names[] = {
        "ok",          "empty",     "bad_length",    "bad_character", "bad_check",
        "resident_id", "bank_card", "odd_authority", "odd_region",
    };
    return names[reason];
}

/* Upper case without blanks and dashes; the size is `capacity` when there is more. */
static size_t squeeze(struct text typed, char *out, size_t capacity)
{
    size_t size = 0;
    for (size_t offset = 0; offset < typed.size && size < capacity;) {
        uint32_t c = crm__fold_width(crm__fold_next(typed, &offset));
        if (c != ' ' && c != '-' && c != 0xFEFF)
            out[size++] = c < 0x80 ? crm__upper((char)c) : '?';
    }
    return size;
}

/* Sum of value * 3^i mod 31 over the first 17 characters; the check is 31 minus it, mod 31. */
static enum uscc_reason check_credit_code(const char *code, size_t *position)
{
    int weight = 1;
    int sum = 0;
    for (size_t i = 0; i < CREDIT_CODE_SIZE; i++) {
        int value = alphabet_value(code[i]);
        bool division = i >= 2 && i < 8;
        if (value < 0 || (division && !crm__is_digit(code[i]))) {
            *position = i + 1;
            return USCC_BAD_CHARACTER;
        }
        if (i < CREDIT_CODE_SIZE - 1)
            sum += value * weight;
        weight = weight * 3 % 31;
    }
    if (alphabet[(31 - sum % 31) % 31] != code[CREDIT_CODE_SIZE - 1])
        return USCC_BAD_CHECK;
    if (!is_authority(code[0], code[1]))
        return USCC_ODD_AUTHORITY;
    return is_province(code + 2) ? USCC_OK : USCC_ODD_REGION;
}

/* ISO 7064 MOD 11,10 over all 15 digits leaves 1. */
static enum uscc_reason check_licence(const char *number, size_t *position)
{
    int product = 10;
    int sum = 0;
    for (size_t i = 0; i < LICENCE_SIZE; i++) {
        if (!crm__is_digit(number[i])) {
            *position = i + 1;
            return USCC_BAD_CHARACTER;
        }
        sum = (product + (number[i] - '0')) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    if (sum != 1)
        return USCC_BAD_CHECK;
    return is_province(number) ? USCC_OK : USCC_ODD_REGION;
}

/* Numbers of another kind fail the check of a company's, or have another length. */
static void check_other(struct text typed, struct uscc *uscc)
{
    struct secret secret;
    crm__secret_find(typed, &secret);
    if (secret.kind == SECRET_NONE)
        return;
    *uscc = (struct uscc){.reason = secret.kind == SECRET_BANK_CARD ? USCC_BANK_CARD
                                                                     : USCC_RESIDENT_ID};
}

static int alphabet_value(char c)
{
    const char *found = c ? strchr(alphabet, c) : NULL;
    return found ? (int)(found - alphabet) : -1;
}

/* Registering department and kind of organisation, GB 32100-2015 table 1 and its amendment. */
static bool is_authority(char department, char category)
{
    static const char *const categories[128] = {
        ['1'] = "1239", ['2'] = "19",   ['3'] = "1234589", ['4'] = "19",   ['5'] = "12349",
        ['6'] = "129",  ['7'] = "129",  ['8'] = "19",      ['9'] = "123",  ['A'] = "19",
        ['N'] = "1239", ['Y'] = "1",
    };
    const char *known = categories[(unsigned char)department & 127];
    return known && strchr(known, category);
}

/* The first two digits of a division: a province of GB/T 2260, or 10 for the state level. */
static bool is_province(const char *division)
{
    static const char provinces[] = "10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 "
                                    "45 46 50 51 52 53 54 61 62 63 64 65 71 81 82";
    for (size_t i = 0; i + 1 < sizeof(provinces); i += 3)
        if (provinces[i] == division[0] && provinces[i + 1] == division[1])
            return true;
    return false;
}
