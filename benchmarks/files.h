/* Where the benchmarks have their databases. */
#ifndef CRM_BENCHMARKS_FILES_H
#define CRM_BENCHMARKS_FILES_H

enum { BENCH_PATH_SIZE = 512 };

/* Says what failed, and ends the program. */
void bench_fail(const char *what, const char *why);

/* A folder of its own, which bench_folder_remove() removes with everything in it. */
void bench_folder_make(void);
const char *bench_path(const char *name, char path[BENCH_PATH_SIZE]);
void bench_folder_remove(void);
/* A database with its log, which is gone before another one is copied to its place. */
void bench_database_remove(const char *path);
void bench_copy(const char *from, const char *to);

#endif
