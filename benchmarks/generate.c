/*
 * Makes the data that benchmarks run on, as CSV on standard output. The same arguments give the
 * same bytes on every machine.
 *
 *     generate leads ROWS [SEED]
 *     generate orders ROWS CUSTOMERS [SEED]
 *
 * Leads are half English, half Chinese; one in twenty is an earlier lead again, typed differently.
 * Customers order as customers do: most of them seldom, a few very often.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tables/names.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define PICK(random, table) ((table)[below(random, COUNT(table))])

enum {
    DUPLICATE_IN = 20,
    EMPTY_PHONE_IN = 12,
    EMPTY_EMAIL_IN = 3,
    FIRST_DAY_YEAR = 2024,
    DAYS = 730,
};

/* splitmix64: small, fast, and good enough for data. An expression draws at most once from one
 * generator, as the order of evaluation inside it is the compiler's choice. */
struct random {
    uint64_t state;
};

static uint64_t next(struct random *random)
{
    uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static size_t below(struct random *random, size_t limit)
{
    return (size_t)(next(random) % limit);
}

/* yyyy-mm-dd of a day after the first of January of FIRST_DAY_YEAR. */
static void print_day(unsigned day)
{
    static const unsigned char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned year = FIRST_DAY_YEAR;
    unsigned month = 0;
    for (;;) {
        int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        unsigned length = lengths[month] + (month == 1 && leap ? 1u : 0u);
        if (day < length)
            break;
        day -= length;
        if (++month == 12) {
            month = 0;
            year++;
        }
    }
    printf("%04u-%02u-%02u", year, month + 1, day + 1);
}

/* The letters of a name, in lower case. */
static void print_lower(const char *text)
{
    for (; *text; text++) {
        if (*text >= 'A' && *text <= 'Z')
            putchar(*text - 'A' + 'a');
        else if (*text >= 'a' && *text <= 'z')
            putchar(*text);
    }
}

/* The ways in which a number is typed: before it, and between its three groups. */
struct phone_form {
    const char *start;
    const char *gap1;
    const char *gap2;
};

static void print_phone(struct random *who, struct random *style, int chinese)
{
    static const struct phone_form forms_zh[] = {
        {"", "", ""}, {"+86", "", ""}, {"86-", "", ""}, {"", "-", "-"}, {"", " ", " "}};
    static const struct phone_form forms_en[] = {
        {"+1", "", ""}, {"", "-", "-"}, {"+1 ", " ", " "}, {"(", ") ", "-"}, {"1-", "-", "-"}};
    const struct phone_form *form = chinese ? &PICK(style, forms_zh) : &PICK(style, forms_en);
    unsigned first = (unsigned)(chinese ? 130 + below(who, 70) : 201 + below(who, 700));
    unsigned second = (unsigned)(chinese ? below(who, 10000) : 200 + below(who, 800));
    unsigned third = (unsigned)below(who, 10000);
    printf("%s%03u%s%0*u%s%04u", form->start, first, form->gap1, chinese ? 4 : 3, second,
           form->gap2, third);
}

static void print_lead_en(struct random *who, struct random *style)
{
    const char *given = PICK(who, given_en);
    const char *surname = PICK(who, surname_en);
    const char *brand = PICK(who, brand_en);
    int swapped = below(style, 8) == 0;
    printf("%s %s,", swapped ? surname : given, swapped ? given : surname);
    if (below(who, EMPTY_PHONE_IN))
        print_phone(who, style, 0);
    putchar(',');
    if (below(who, EMPTY_EMAIL_IN)) {
        print_lower(given);
        putchar('.');
        print_lower(surname);
        printf("%zu@", below(who, 1000));
        print_lower(brand);
        printf(".example");
    }
    printf(",%s ", brand);
    printf("%s ", PICK(who, trade_en));
    printf("%s,", PICK(who, form_en));
    printf("%s", PICK(who, city_en));
}

static void print_lead_zh(struct random *who, struct random *style)
{
    printf("%s", PICK(who, surname_zh));
    printf("%s", PICK(who, given_zh));
    if (below(who, 3))
        printf("%s", PICK(who, given_zh));
    putchar(',');
    if (below(who, EMPTY_PHONE_IN))
        print_phone(who, style, 1);
    putchar(',');
    if (below(who, EMPTY_EMAIL_IN)) {
        printf("u%zu@", below(who, 100000000));
        printf("mail%zu.example", below(who, 40));
    }
    const char *city = PICK(who, city_zh);
    printf(",%s%s", city, PICK(who, brand_zh));
    printf("%s%s,", PICK(who, trade_zh), below(style, 4) ? "有限公司" : "有限责任公司");
    printf("%s", city);
}

/* Who a lead is comes from its person's number, how it is typed from the row's: so a person can
 * come again without being remembered. */
static void print_leads(uint64_t rows, uint64_t seed)
{
    puts("external_id,name,phone,email,company,city,source,created_on");
    for (uint64_t row = 0; row < rows; row++) {
        struct random style = {seed ^ (row << 1 | 1)};
        uint64_t person = row;
        if (row > 0 && below(&style, DUPLICATE_IN) == 0)
            person = next(&style) % row;
        struct random who = {seed ^ person << 1};
        next(&who);
        printf("L%08" PRIu64 ",", row + 1);
        if (below(&who, 2))
            print_lead_zh(&who, &style);
        else
            print_lead_en(&who, &style);
        printf(",%s,", PICK(&style, lead_source));
        print_day((unsigned)(row * DAYS / rows));
        putchar('\n');
    }
}

static void print_orders(uint64_t rows, uint64_t customers, uint64_t seed)
{
    struct random random = {seed};
    puts("order_id,customer_id,date,amount");
    for (uint64_t row = 0; row < rows; row++) {
        uint64_t limit = next(&random) % customers + 1;
        uint64_t customer = next(&random) % limit + 1;
        size_t spread = 500 + below(&random, 20000);
        unsigned cents = 500 + (unsigned)below(&random, spread);
        printf("O%08" PRIu64 ",C%07" PRIu64 ",", row + 1, customer);
        print_day((unsigned)(row * DAYS / rows));
        printf(",%u.%02u\n", cents / 100, cents % 100);
    }
}

static int usage(void)
{
    fputs("usage: generate leads ROWS [SEED] | generate orders ROWS CUSTOMERS [SEED]\n", stderr);
    return 2;
}

/* A whole positive number up to a billion; 0 for anything else. */
static uint64_t number_of(const char *text)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (errno || *end || text[0] < '0' || text[0] > '9' || number > 1000000000)
        return 0;
    return number;
}

int main(int argc, char **argv)
{
    uint64_t numbers[3] = {0, 0, 0};
    if (argc < 3 || argc > 5)
        return usage();
    for (int i = 2; i < argc; i++) {
        numbers[i - 2] = number_of(argv[i]);
        if (!numbers[i - 2])
            return usage();
    }
    static char block[1 << 16];
    setvbuf(stdout, block, _IOFBF, sizeof block);

    if (strcmp(argv[1], "leads") == 0 && argc <= 4)
        print_leads(numbers[0], argc == 4 ? numbers[1] : 1);
    else if (strcmp(argv[1], "orders") == 0 && argc >= 4)
        print_orders(numbers[0], numbers[1], argc == 5 ? numbers[2] : 1);
    else
        return usage();
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("generate");
        return 1;
    }
    return 0;
}
