/* What the benchmarks share that reach the library as a host does: handles, rows to import, and
 * SQLite by hand beside it. */
#ifndef CRM_BENCHMARKS_HOST_H
#define CRM_BENCHMARKS_HOST_H

#include "files.h"

#include <crm/crm.h>
#include <sqlite3.h>

/* The clock of all handles; 0 is the system's. */
extern int64_t host_now_us;

/* End the program with what failed, if it did. */
void host_must(crm_db *db, const char *what, crm_status status);
void host_must_sql(sqlite3 *sql, const char *what, int code);

crm_db *host_open(const char *path);
/* With the log, the flushing and the cache that the library uses. */
sqlite3 *host_open_sql(const char *path);
void host_run_sql(sqlite3 *sql, const char *text);

/* A record of field, value pairs that NULL ends; its id. */
int64_t host_record(crm_db *db, const char *entity, ...);

/* Imports rows that `line` writes as CSV, the header first, each with its line end. */
struct host_rows {
    const char *header;
    size_t count;
    void (*line)(size_t row, char *out, size_t size);
};
void host_import(crm_db *db, const char *entity, const char *map, const struct host_rows *rows);

/* Noise that is the same in every run. */
uint64_t host_noise(uint64_t number);

#endif
