/* Files of the benchmarks; see files.h. */
#define _POSIX_C_SOURCE 200809L

#include "files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[BENCH_PATH_SIZE / 2];

void bench_fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(2);
}

void bench_folder_make(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/crm-bench-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(folder))
        bench_fail(folder, "no folder");
}

const char *bench_path(const char *name, char path[BENCH_PATH_SIZE])
{
    snprintf(path, BENCH_PATH_SIZE, "%s/%s", folder, name);
    return path;
}

void bench_folder_remove(void)
{
    DIR *list = opendir(folder);
    for (struct dirent *entry; list && (entry = readdir(list));) {
        char path[BENCH_PATH_SIZE * 2];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            remove(path);
    }
    if (list)
        closedir(list);
    rmdir(folder);
}

void bench_database_remove(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[BENCH_PATH_SIZE + 16];
        snprintf(name, sizeof name, "%s%s", path, endings[i]);
        remove(name);
    }
}

void bench_copy(const char *from, const char *to)
{
    bench_database_remove(to);
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(to, "wb");
    static char block[1 << 18];
    size_t size;
    if (!in || !out)
        bench_fail(to, "cannot be written");
    while ((size = fread(block, 1, sizeof block, in)) > 0)
        fwrite(block, 1, size, out);
    fclose(in);
    if (fclose(out) != 0)
        bench_fail(to, "cannot be written");
}
