/*
 * Preloaded into a program, it writes each statement that SQLite begins to run to the file of
 * CRM_TEST_TRACE, ended by a zero byte. What FTS5 does inside its tables is left out.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int file = -1;

static int trace(unsigned kind, void *context, void *statement, void *text)
{
    (void)kind;
    (void)context;
    (void)statement;
    const char *sql = text;
    if (strncmp(sql, "--", 2) == 0 || strstr(sql, "'main'.") || strstr(sql, "main."))
        return 0;
    size_t size = strlen(sql) + 1;
    return write(file, sql, size) == (ssize_t)size ? 0 : SQLITE_ERROR;
}

static int attach(sqlite3 *db, const char **problem, const sqlite3_api_routines *api)
{
    (void)problem;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, trace, NULL);
}

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("CRM_TEST_TRACE");
    if (!path)
        return;
    file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file >= 0)
        sqlite3_auto_extension((void (*)(void))attach);
}
