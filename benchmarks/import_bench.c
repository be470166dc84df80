/*
 * Import against the database's own shell: rows of a file validated, normalised, given match keys,
 * checked for duplicates and written with history, against `sqlite3 .import` into a bare table with
 * as many indexes.
 *
 *     generate leads 1000000 > leads.csv && import_bench leads.csv [--short]
 */
#define _POSIX_C_SOURCE 200809L

#include <crm/crm.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static const char *leads_path;

/* A database file, and for the peer what is said before the import. */
struct side {
    const char *path;
    const char *pragmas;
};

static void fail(const char *what)
{
    fprintf(stderr, "import_bench: %s\n", what);
    exit(2);
}

/* --- the peer --------------------------------------------------------------------------------- */

static void files_remove(void *context)
{
    const struct side *side = context;
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s%s", side->path, endings[i]);
        remove(path);
    }
}

static void peer_run(void *context)
{
    const struct side *side = context;
    char command[1024];
    snprintf(command, sizeof command, "sqlite3 %s", side->path);
    FILE *shell = popen(command, "w");
    if (!shell)
        fail("sqlite3 cannot be run");
    fprintf(shell,
            ".output /dev/null\nPRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; %s\n.output\n"
            "CREATE TABLE lead (external_id TEXT, name TEXT, phone TEXT, email TEXT, company TEXT,"
            " city TEXT, source TEXT, created_on TEXT);\n"
            "CREATE UNIQUE INDEX lead_id ON lead (external_id);\n"
            "CREATE INDEX lead_phone ON lead (phone);\nCREATE INDEX lead_email ON lead (email);\n"
            "CREATE INDEX lead_name ON lead (name);\nCREATE INDEX lead_source ON lead (source);\n"
            ".mode csv\n.import --skip 1 %s lead\n",
            side->pragmas, leads_path);
    if (pclose(shell) != 0)
        fail("sqlite3 failed");
}

/* --- the library ------------------------------------------------------------------------------ */

static int32_t file_read(void *file, void *bytes, size_t size, size_t *read_out)
{
    *read_out = fread(bytes, 1, size, file);
    return ferror((FILE *)file) ? 1 : 0;
}

static void ours_run(void *context)
{
    const struct side *side = context;
    crm_db *db = NULL;
    crm_import_report report;
    FILE *file = fopen(leads_path, "rb");
    if (!file || crm_db_new(NULL, &db) < 0)
        fail("the file cannot be read");
    if (crm_db_open(db, side->path, NULL) < 0 ||
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
    static struct side stock = {"import_bench_peer.db", ""};
    static struct side cached = {"import_bench_peer.db", "PRAGMA cache_size=-65536;"};
    static struct side ours = {"import_bench_ours.crm", NULL};
    bench_start(&argc, argv);
    if (argc != 2)
        fail("say which file of leads, as `generate leads` makes it");
    leads_path = argv[1];
    const struct bench_promise promises[] = {
        {.text = "leads imported from a file",
         .peer = {"sqlite3 .import", files_remove, peer_run, &stock},
         .ours = {"crm_import_run", files_remove, ours_run, &ours},
         .by_cpu = 1,
         .must = 0.5,
         .stretch = 1,
         .rounds = 1},
        {.text = "the same, the peer with a cache as large as ours",
         .peer = {"sqlite3 .import", files_remove, peer_run, &cached},
         .ours = {"crm_import_run", files_remove, ours_run, &ours},
         .by_cpu = 1,
         .rounds = 1},
    };
    size_t broken = bench_run(promises, sizeof promises / sizeof *promises, stdout);
    files_remove(&stock);
    files_remove(&ours);
    return broken ? 1 : 0;
}
