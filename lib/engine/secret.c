/* Identity numbers and bank cards, by their check characters. */
#include "engine/secret.h"
#include "engine/fold.h"

#include <string.h>

enum { RESIDENT_SIZE = 18, CARD_MIN = 13, CARD_MAX = 19, SHOWN = 4 };

static size_t squeeze(struct text typed, char out[CARD_MAX]);
static bool is_resident_id(const char *number);
static bool is_bank_card(const char *number, size_t size);

void crm__secret_find(struct text typed, struct secret *secret)
{
    char number[CARD_MAX];
    *secret = (struct secret){0};
    size_t size = squeeze(typed, number);
    if (size == RESIDENT_SIZE && is_resident_id(number))
        secret->kind = SECRET_RESIDENT_ID;
    else if (is_bank_card(number, size))
        secret->kind = SECRET_BANK_CARD;
    if (secret->kind == SECRET_NONE)
        return;
    memset(secret->masked, '*', size - SHOWN);
    memcpy(secret->masked + size - SHOWN, number + size - SHOWN, SHOWN);
}

const char *crm__secret_kind_name(enum secret_kind kind)
{
    static const char *const names[] = {"none", "resident_id", "bank_card"};
    return names[kind];
}

/* Digits, and an X in upper case; 0 when anything else stands there or it is too long. */
static size_t squeeze(struct text typed, char out[CARD_MAX])
{
    size_t size = 0;
    for (size_t offset = 0; offset < typed.size;) {
        uint32_t c = crm__fold_width(crm__fold_next(typed, &offset));
        if (c == ' ' || c == '-' || c == 0xFEFF)
            continue;
        bool digit = c < 0x80 && crm__is_digit((char)c);
        if (size == CARD_MAX || (!digit && c != 'x' && c != 'X'))
            return 0;
        out[size++] = crm__upper((char)c);
    }
    return size;
}

static int number_of(const char *digits, size_t count)
{
    int number = 0;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + (digits[i] - '0');
    return number;
}

/* A day that somebody living may have been born on. */
static bool is_birthday(const char *digits)
{
    static const char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = number_of(digits, 4);
    int month = number_of(digits + 4, 2);
    int day = number_of(digits + 6, 2);
    if (year < 1870 || year > 2099 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] && (month != 2 || day < 29 || leap);
}

/* Division, birthday, sequence, and a check character: Σ a·2^i is 1 modulo 11, X is 10. */
static bool is_resident_id(const char *number)
{
    int sum = 0;
    for (size_t i = 0; i < RESIDENT_SIZE; i++) {
        bool last = i == RESIDENT_SIZE - 1;
        if (number[i] == 'X' && !last)
            return false;
        int value = number[i] == 'X' ? 10 : number[i] - '0';
        sum = last ? sum * 2 + value : (sum * 2 + value) % 11;
    }
    return sum % 11 == 1 && number[0] >= '1' && number[0] <= '8' && is_birthday(number + 6);
}

/* First digits of issuers that are in use, by length. */
static bool is_issuer(const char *number, size_t size)
{
    int two = number_of(number, 2);
    switch (size) {
    case 13:
        return number[0] == '4';
    case 14:
        return two == 30 || two == 36 || two == 38;
    case 15:
        return two == 34 || two == 37;
    default:
        return number[0] == '4' || two == 62 || (number[0] == '9' && size > 16) ||
               (two >= 51 && two <= 55) || (two >= 22 && two <= 27) || two == 35 || two == 60 ||
               two == 65;
    }
}

static bool is_bank_card(const char *number, size_t size)
{
    int sum = 0;
    if (size < CARD_MIN)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (!crm__is_digit(number[i]))
            return false;
        int value = number[i] - '0';
        bool doubled = (size - i) % 2 == 0;
        sum += !doubled ? value : value > 4 ? value * 2 - 9 : value * 2;
    }
    return sum % 10 == 0 && is_issuer(number, size);
}
