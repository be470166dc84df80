/* Numbers and money as typed. */
#include "engine/fold.h"
#include "engine/typed.h"

#include <string.h>

enum { TYPED_NUMBER_LIMIT = 64, DECIMALS_LIMIT = 18, EXPONENT_LIMIT = 99 };

/* A number as its digits: digits * 10^exponent. */
struct decimal {
    char digits[TYPED_NUMBER_LIMIT];
    size_t count;
    int32_t exponent;
    bool negative;
};

struct currency_word {
    const char *word;
    const char *code; /* "" fits several, see fits_currency */
};

static const struct currency_word currency_words[] = {
    {"人民币", "CNY"}, {"美元", "USD"}, {"美金", "USD"}, {"港币", "HKD"}, {"港元", "HKD"},
    {"新台币", "TWD"}, {"欧元", "EUR"}, {"日元", "JPY"}, {"英镑", "GBP"}, {"韩元", "KRW"},
    {"us$", "USD"},    {"hk$", "HKD"},  {"nt$", "TWD"},  {"rmb", "CNY"},  {"cn¥", "CNY"},
    {"a$", "AUD"},     {"c$", "CAD"},   {"s$", "SGD"},   {"元", "CNY"},   {"块", "CNY"},
    {"€", "EUR"},      {"£", "GBP"},    {"₩", "KRW"},    {"₹", "INR"},    {"₽", "RUB"},
    {"฿", "THB"},      {"₫", "VND"},    {"¥", ""},       {"$", ""},
};

enum { CURRENCY_WORDS = sizeof(currency_words) / sizeof(*currency_words) };

static enum typed_reason read_decimal(struct text text, char mark, struct decimal *decimal);
static enum typed_reason read_digits(struct text *text, char mark, struct decimal *decimal);
static bool take_factor(struct text *text, struct decimal *decimal);
static enum typed_reason scale(const struct decimal *decimal, int32_t decimals,
                               int64_t *scaled_out);
static void take_sign(struct text *text, bool *negative);
static bool take_currency(struct text *text, char code_out[4], char *symbol_out);
static bool fits_currency(char symbol, const char code[4], struct text currency);

/* 1234.50, which is what most files have; everything else takes the long way. */
static bool is_plain_decimal(struct text typed, char mark, int32_t decimals, int64_t *scaled_out)
{
    int64_t digits = 0;
    int32_t after = -1; /* digits behind the mark; -1: it has not come */
    if (typed.size == 0 || typed.size + (size_t)decimals >= DECIMALS_LIMIT)
        return false;
    for (size_t i = 0; i < typed.size; i++) {
        char byte = typed.data[i];
        if (byte == mark && after < 0 && i > 0 && i + 1 < typed.size) {
            after = 0;
            continue;
        }
        if (byte < '0' || byte > '9')
            return false;
        digits = digits * 10 + (byte - '0');
        after += after >= 0;
    }
    for (after = after < 0 ? 0 : after; after < decimals; after++)
        digits *= 10;
    *scaled_out = digits;
    return after == decimals;
}

enum typed_reason crm__typed_decimal(struct text typed, char decimal_mark, int32_t decimals,
                                     int64_t *scaled_out)
{
    char bytes[TYPED_NUMBER_LIMIT];
    struct decimal decimal;
    bool fits;
    int64_t plain;
    if (is_plain_decimal(typed, decimal_mark, decimals, &plain)) {
        *scaled_out = plain;
        return TYPED_OK;
    }
    struct text text = crm__fold_lower(typed, bytes, sizeof(bytes), &fits);
    if (!fits)
        return TYPED_SYNTAX;
    enum typed_reason reason = read_decimal(text, decimal_mark, &decimal);
    return reason == TYPED_OK ? scale(&decimal, decimals, scaled_out) : reason;
}

enum typed_reason crm__typed_double(struct text typed, char decimal_mark, double *number_out)
{
    char bytes[TYPED_NUMBER_LIMIT];
    struct decimal decimal;
    bool fits;
    struct text text = crm__fold_lower(typed, bytes, sizeof(bytes), &fits);
    if (!fits)
        return TYPED_SYNTAX;
    enum typed_reason reason = read_decimal(text, decimal_mark, &decimal);
    if (reason != TYPED_OK)
        return reason;
    char plain[TYPED_NUMBER_LIMIT + NUMBER_TEXT_SIZE + 2];
    size_t size = 0;
    if (decimal.negative)
        plain[size++] = '-';
    memcpy(plain + size, decimal.digits, decimal.count);
    size += decimal.count;
    plain[size++] = 'e';
    size += crm__int64_to_text(decimal.exponent, plain + size);
    return crm__text_to_double((struct text){plain, size}, number_out) == CRM_OK ? TYPED_OK
                                                                                 : TYPED_RANGE;
}

enum typed_reason crm__typed_money(struct text typed, char decimal_mark, struct text currency,
                                   int32_t minor_digits, struct typed_money *money_out)
{
    char bytes[TYPED_NUMBER_LIMIT];
    struct decimal decimal;
    struct typed_money money = {0};
    bool fits;
    bool negative = false;
    struct text text = crm__fold_lower(typed, bytes, sizeof(bytes), &fits);
    if (!fits)
        return TYPED_SYNTAX;
    if (text.size == 0)
        return TYPED_EMPTY;

    char symbol = '\0';
    take_sign(&text, &negative);
    /* A mark on both sides, "¥1,200元", is fine as long as the two agree. */
    while (take_currency(&text, money.currency, &symbol))
        ;
    if (text.size == 0)
        return TYPED_SYNTAX;
    enum typed_reason reason = read_decimal(text, decimal_mark, &decimal);
    if (reason != TYPED_OK)
        return reason;
    if (negative && decimal.negative)
        return TYPED_SYNTAX;
    decimal.negative = decimal.negative || negative;
    if (!fits_currency(symbol, money.currency, currency))
        return TYPED_CURRENCY;
    reason = scale(&decimal, minor_digits, &money.amount_minor);
    if (reason == TYPED_OK)
        *money_out = money;
    return reason;
}

/* Sign in front or behind, or accountants' brackets. */
static void take_sign(struct text *text, bool *negative)
{
    char first = text->size ? text->data[0] : '\0';
    char last = text->size ? text->data[text->size - 1] : '\0';
    if (first == '-' || first == '+') {
        *negative = first == '-';
        *text = crm__text_slice(*text, 1, text->size);
    } else if (last == '-' && text->size > 1) {
        *negative = true;
        text->size--;
    } else if (first == '(' && last == ')') {
        *negative = true;
        *text = crm__text_slice(*text, 1, text->size - 1);
    }
    *text = crm__text_trim(*text);
}

static enum typed_reason read_decimal(struct text text, char mark, struct decimal *decimal)
{
    *decimal = (struct decimal){0};
    if (text.size == 0)
        return TYPED_EMPTY;
    take_sign(&text, &decimal->negative);
    enum typed_reason reason = read_digits(&text, mark, decimal);
    if (reason != TYPED_OK)
        return reason;
    text = crm__text_trim(text);
    if (text.size > 0 && !take_factor(&text, decimal))
        return TYPED_SYNTAX;
    return decimal->exponent > EXPONENT_LIMIT || decimal->exponent < -EXPONENT_LIMIT ? TYPED_RANGE
                                                                                    : TYPED_OK;
}

static bool is_group_mark(char c, char mark)
{
    return c == (mark == '.' ? ',' : '.') || c == '\'' || c == ' ';
}

/* Digits with groups of three before the decimal mark, and none behind it. */
static enum typed_reason read_digits(struct text *text, char mark, struct decimal *decimal)
{
    char group = '\0';
    size_t run = 0; /* digits since the last group mark */
    bool behind = false;
    size_t i = 0;
    for (; i < text->size; i++) {
        char c = text->data[i];
        bool digit_follows = i + 1 < text->size && crm__is_digit(text->data[i + 1]);
        if (crm__is_digit(c)) {
            decimal->digits[decimal->count++] = c;
            decimal->exponent -= behind;
            run++;
        } else if (c == mark && !behind) {
            if (group && run != 3)
                return TYPED_GROUPING;
            behind = true;
            group = '\0';
        } else if (is_group_mark(c, mark) && digit_follows && decimal->count > 0) {
            bool first = group == '\0';
            if (behind || (first ? run > 3 : run != 3 || c != group))
                return TYPED_GROUPING;
            group = c;
            run = 0;
        } else {
            break;
        }
    }
    if (decimal->count == 0)
        return TYPED_SYNTAX;
    if ((group && run != 3) || (i < text->size && text->data[i] == mark))
        return TYPED_GROUPING;
    *text = crm__text_slice(*text, i, text->size);
    return TYPED_OK;
}

/* %, 千, 万, 亿 and their compounds, k, w, m, and e-notation. */
static bool take_factor(struct text *text, struct decimal *decimal)
{
    static const struct {
        const char *word;
        int32_t exponent;
    } factors[] = {
        {"%", -2}, {"百", 2},   {"千", 3},   {"万", 4},   {"十万", 5}, {"百万", 6}, {"千万", 7},
        {"亿", 8}, {"十亿", 9}, {"百亿", 10}, {"千亿", 11}, {"万亿", 12}, {"k", 3},    {"w", 4},
        {"m", 6},  {"萬", 4},   {"億", 8},
    };
    for (size_t i = 0; i < sizeof(factors) / sizeof(*factors); i++) {
        if (crm__text_is(*text, factors[i].word)) {
            decimal->exponent += factors[i].exponent;
            return true;
        }
    }
    int64_t exponent;
    size_t sign = text->size > 1 && text->data[1] == '+';
    if (text->data[0] != 'e' ||
        crm__text_to_int64(crm__text_slice(*text, 1 + sign, text->size), &exponent) != CRM_OK ||
        exponent > EXPONENT_LIMIT || exponent < -EXPONENT_LIMIT)
        return false;
    decimal->exponent += (int32_t)exponent;
    return true;
}

static enum typed_reason scale(const struct decimal *decimal, int32_t decimals, int64_t *scaled)
{
    int32_t shift = decimal->exponent + (decimals > DECIMALS_LIMIT ? DECIMALS_LIMIT : decimals);
    size_t count = decimal->count;
    for (; shift < 0 && count > 0; shift++)
        if (decimal->digits[--count] != '0')
            return TYPED_PRECISION;
    int64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t digit = decimal->digits[i] - '0';
        if (value > (INT64_MAX - digit) / 10)
            return TYPED_RANGE;
        value = value * 10 + digit;
    }
    for (; shift > 0 && value != 0; shift--) {
        if (value > INT64_MAX / 10)
            return TYPED_RANGE;
        value *= 10;
    }
    *scaled = decimal->negative ? -value : value;
    return TYPED_OK;
}

/* Takes one currency mark from either end. False when there is none, or it contradicts. */
static bool take_currency(struct text *text, char code[4], char *symbol)
{
    for (size_t i = 0; i < CURRENCY_WORDS; i++) {
        struct text word = crm__text_of(currency_words[i].word);
        bool front = crm__text_starts(*text, word);
        if (!front && !crm__text_ends(*text, word))
            continue;
        const char *known = currency_words[i].code;
        if (known[0] && code[0] && memcmp(known, code, 3) != 0)
            return false;
        if (known[0])
            memcpy(code, known, 3);
        else
            *symbol = word.data[0] == '$' ? '$' : 'Y';
        *text = crm__text_trim(front ? crm__text_slice(*text, word.size, text->size)
                                     : crm__text_slice(*text, 0, text->size - word.size));
        return true;
    }
    for (int end = 0; end < 2 && text->size > 3 && !code[0]; end++) {
        size_t at = end ? text->size - 3 : 0;
        const char *letters = text->data + at;
        char beside = end ? text->data[at - 1] : text->data[3];
        if (!crm__is_letter(letters[0]) || !crm__is_letter(letters[1]) ||
            !crm__is_letter(letters[2]) || crm__is_letter(beside))
            continue;
        for (size_t i = 0; i < 3; i++)
            code[i] = crm__upper(letters[i]);
        *text = crm__text_trim(end ? crm__text_slice(*text, 0, at)
                                   : crm__text_slice(*text, 3, text->size));
        return true;
    }
    return false;
}

static bool fits_currency(char symbol, const char code[4], struct text currency)
{
    if (currency.size != 3)
        return true;
    if (code[0])
        return memcmp(code, currency.data, 3) == 0;
    if (symbol == 'Y')
        return crm__text_is(currency, "CNY") || crm__text_is(currency, "JPY");
    /* Dollars end in D; some pesos write $ too. */
    return symbol == '\0' || currency.data[2] == 'D' || crm__text_is(currency, "MXN") ||
           crm__text_is(currency, "CLP") || crm__text_is(currency, "COP") ||
           crm__text_is(currency, "ARS");
}
