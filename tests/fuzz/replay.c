/*
 * Runs a target over a folder of inputs, as an ordinary test. Each file is tried whole, cut short
 * at many places, and with bytes changed: the same changes on every run.
 *
 *     replay CORPUS_FOLDER
 */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>

#define TEXT_OF2(name) #name
#define TEXT_OF(name) TEXT_OF2(name)

enum { PATH_SIZE = 4096, CUTS = 64, CHANGES = 256 };

static size_t inputs;

/* The input lies in a block of exactly its size, so that a sanitizer sees one byte too far. */
static void try_input(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);
    FUZZ_CHECK(exact);
    if (size)
        memcpy(exact, data, size);
    crm_fuzz_target(exact, size);
    free(exact);
    inputs++;
}

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void try_cuts(const uint8_t *data, size_t size)
{
    size_t step = size / CUTS + 1;
    for (size_t cut = 0; cut < size; cut += step)
        try_input(data, cut);
}

/* One to four bytes become others: any, or one that often means something. */
static void try_changes(uint8_t *data, size_t size)
{
    static const uint8_t telling[] = {0,   '"', '\'', '\\', ',', ';',  '\n', '\r', '0',
                                      '9', '-', '(',  '[',  '{', 0x7f, 0x80, 0xc0, 0xff};
    uint64_t state = size;
    uint8_t *changed = malloc(size);
    FUZZ_CHECK(changed);
    for (size_t i = 0; i < CHANGES; i++) {
        memcpy(changed, data, size);
        for (size_t n = next(&state) % 4 + 1; n > 0; n--) {
            size_t place = next(&state) % size;
            uint64_t choice = next(&state);
            changed[place] = choice & 1 ? telling[(choice >> 8) % sizeof telling]
                                        : (uint8_t)(choice >> 8);
        }
        try_input(changed, size);
    }
    free(changed);
}

static void try_file(const char *path)
{
    /* Said first, so that a crash shows which input it was. */
    printf("# %s\n", path);
    fflush(stdout);
    FILE *file = fopen(path, "rb");
    FUZZ_CHECK(file);
    FUZZ_CHECK(fseek(file, 0, SEEK_END) == 0);
    long end = ftell(file);
    FUZZ_CHECK(end >= 0);
    rewind(file);
    size_t size = (size_t)end;
    uint8_t *data = malloc(size ? size : 1);
    FUZZ_CHECK(data);
    FUZZ_CHECK(fread(data, 1, size, file) == size);
    fclose(file);

    try_input(data, size);
    if (size > 0) {
        try_cuts(data, size);
        try_changes(data, size);
    }
    free(data);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: replay CORPUS_FOLDER\n", stderr);
        return 2;
    }
    DIR *folder = opendir(argv[1]);
    FUZZ_CHECK(folder);
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        char path[PATH_SIZE];
        int size = snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        FUZZ_CHECK(size > 0 && (size_t)size < sizeof path);
        try_file(path);
        files++;
    }
    closedir(folder);
    puts("1..1");
    printf("%s 1 - %s holds for %zu inputs from %zu files\n", files ? "ok" : "not ok",
           TEXT_OF(CRM_FUZZ_NAME), inputs, files);
    return files ? 0 : 1;
}
