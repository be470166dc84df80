/*
 * Import against the database's own shell: rows of a file validated, normalised, given match keys,
 * checked for duplicates and written with history, against `sqlite3 .import` into a bare table with
 * as many indexes.
 *
 *     generate leads 100000 > leads.csv && import_bench leads.csv [MUST]
 */
#define _POSIX_C_SOURCE 200809L

#include <crm/crm.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static const char *leads_path;

static void fail(const char *what)
{
    fprintf(stderr, "import_bench: %s\n", what);
    exit(2);
}

/* --- the peer --------------------------------------------------------------------------------- */

static void files_remove(void *name)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s%s", (const char *)name, endings[i]);
        remove(path);
    }
}

static void peer_run(void *name)
{
    char command[1024];
    snprintf(command, sizeof command, "sqlite3 %s", (const char *)name);
    FILE *shell = popen(command, "w");
    if (!shell)
        fail("sqlite3 cannot be run");
    fprintf(shell,
            ".output /dev/null\nPRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;\n.output\n"
            "CREATE TABLE lead (external_id TEXT, name TEXT, phone TEXT, email TEXT, company TEXT,"
            " city TEXT, source TEXT, created_on TEXT);\n"
            "CREATE UNIQUE INDEX lead_id ON lead (external_id);\n"
            "CREATE INDEX lead_phone ON lead (phone);\nCREATE INDEX lead_email ON lead (email);\n"
            "CREATE INDEX lead_name ON lead (name);\nCREATE INDEX lead_source ON lead (source);\n"
            ".mode csv\n.import --skip 1 %s lead\n",
            leads_path);
    if (pclose(shell) != 0)
        fail("sqlite3 failed");
}

/* --- the library ------------------------------------------------------------------------------ */

static int32_t file_read(void *file, void *bytes, size_t size, size_t *read_out)
{
    *read_out = fread(bytes, 1, size, file);
    return ferror((FILE *)file) ? 1 : 0;
}

static void ours_run(void *name)
{
    crm_db *db;
    crm_import_report report;
    FILE *file = fopen(leads_path, "rb");
    if (!file || crm_db_new(NULL, &db) < 0)
        fail("the file cannot be read");
    if (crm_db_open(db, name, NULL) < 0 ||
        crm_import_run(db, CRM_OPTIONS(crm_import_options, .name = leads_path, .entity = "lead"),
                       file_read, file, &report) < 0)
        fail(crm_db_error(db)->message);
    if (report.rows == 0 || report.rejected)
        fail("rows were rejected");
    crm_db_free(db);
    fclose(file);
}

int main(int argc, char **argv)
{
    static char peer_file[] = "import_bench_peer.db";
    static char ours_file[] = "import_bench_ours.crm";
    if (argc < 2)
        fail("say which file of leads, as `generate leads` makes it");
    leads_path = argv[1];
    struct bench_promise promise = {.text = "import leads, against .import",
                                    .peer = {"sqlite3 .import", files_remove, peer_run, peer_file},
                                    .ours = {"crm_import_run", files_remove, ours_run, ours_file},
                                    .must = argc > 2 ? strtod(argv[2], NULL) : 0.1,
                                    .stretch = 0.5,
                                    .rounds = 3};
    size_t broken = bench_run(&promise, 1, stdout);
    files_remove(peer_file);
    files_remove(ours_file);
    return broken ? 1 : 0;
}
