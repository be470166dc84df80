/*
 * Phone numbers of all countries against libphonenumber, where it is installed
 * (libphonenumber-dev), else against the rate that it was measured at. Both do the same: parse, is
 * it valid, its region and type, E.164, national and international form.
 *
 *     phone_bench [FILE OF ANSWERS]     (tests/data/phone/README.md)
 */
#include "bench.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/phone_number.h"
#include "peers/phone_peer.h"

enum { ROWS = 100000, SHORT_ROWS = 1000, TYPED_SIZE = 64, LINE_SIZE = 8192 };

static char typed[ROWS][TYPED_SIZE];
static char regions[ROWS][4];
static size_t row_count;
static volatile size_t valid_count;

static void need(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "phone_bench: %s\n", what);
    exit(1);
}

static void row_add(const char *text, const char *region)
{
    size_t size = strcspn(text, "ex;#,~");
    if (row_count == ROWS || size + 1 > TYPED_SIZE || strlen(region) != 2)
        return;
    memcpy(typed[row_count], text, size);
    typed[row_count][size] = '\0';
    memcpy(regions[row_count++], region, 3);
}

/* The valid numbers of the file, in three spellings. */
static void rows_read(const char *path)
{
    static char line[LINE_SIZE];
    FILE *file = fopen(path, "rb");
    need(file != NULL, "the file of answers cannot be opened");
    while (fgets(line, sizeof line, file)) {
        const char *columns[10] = {line};
        for (size_t i = 1; i < 10; i++) {
            char *end = columns[i - 1] ? strchr(columns[i - 1], '\t') : NULL;
            if (end)
                *end++ = '\0';
            columns[i] = end;
        }
        if (!columns[9] || strcmp(columns[3], "1") != 0)
            continue;
        row_add(columns[6], columns[4]);
        row_add(columns[7], columns[4]);
        row_add(columns[8], columns[4]);
    }
    fclose(file);
    need(row_count > 100, "the file of answers has too few valid numbers");
}

static void rows_repeat(size_t wanted)
{
    for (size_t i = 0; row_count < wanted; i++)
        row_add(typed[i], regions[i]);
    row_count = wanted;
}

static void run_ours(void *context)
{
    (void)context;
    size_t valid = 0;
    for (size_t i = 0; i < row_count; i++) {
        struct phone_number number;
        char e164[PHONE_NUMBER_E164_SIZE];
        char national[PHONE_FORMAT_SIZE];
        char international[PHONE_FORMAT_SIZE];
        crm__phone_parse(&crm__phone_builtin, crm__text_of(typed[i]), crm__text_of(regions[i]),
                         &number);
        if (number.parsed != PHONE_PARSED)
            continue;
        valid += number.kind != PHONE_KIND_UNKNOWN;
        crm__phone_e164(&number, e164);
        crm__phone_national(&crm__phone_builtin, &number, national);
        crm__phone_international(&crm__phone_builtin, &number, international);
    }
    valid_count = valid;
}

#ifdef PHONE_PEER
static void run_peer(void *context)
{
    (void)context;
    size_t valid = 0;
    for (size_t i = 0; i < row_count; i++)
        valid += phone_peer_valid(typed[i], regions[i]) != 0;
    valid_count = valid;
}
#endif

int main(int argc, char **argv)
{
    int is_short = bench_start(&argc, argv);
    rows_read(argc > 1 ? argv[1] : PHONE_ANSWERS);
    rows_repeat(is_short ? SHORT_ROWS : ROWS);
    const struct bench_promise promises[] = {
        {.text = "100k numbers of all countries, all fields",
#ifdef PHONE_PEER
         .peer = {.name = "libphonenumber", .run = run_peer},
#else
         .limit_s = ROWS / 60e3,
#endif
         .by_cpu = 1,
         .ours = {.name = "engine", .run = run_ours},
         .must = 50,
         .stretch = 100},
    };
    return bench_run(promises, sizeof(promises) / sizeof(*promises), stdout) ? 1 : 0;
}
