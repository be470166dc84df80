/* Where a database of a test program is: a URI, "file" for a new file, or "server" for a schema of
 * the server that CRM_TEST_POSTGRES names (tests/postgres.py). */
#ifndef CRM_TESTS_DIFFERENTIAL_PLACE_H
#define CRM_TESTS_DIFFERENTIAL_PLACE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct place {
    char uri[512];
    char folder[64]; /* of a new file; empty: none */
};

static inline void place_set(struct place *place, const char *name, const char *schema)
{
    const char *server = getenv("CRM_TEST_POSTGRES");
    place->folder[0] = '\0';
    snprintf(place->uri, sizeof place->uri, "%s", name);
    if (strcmp(name, "server") == 0 && server)
        snprintf(place->uri, sizeof place->uri, "%s&schema=%s", server, schema);
    if (strcmp(name, "file") != 0)
        return;
    char folder[] = "/tmp/crm-place-XXXXXX";
    if (!mkdtemp(folder))
        abort();
    snprintf(place->folder, sizeof place->folder, "%s", folder);
    snprintf(place->uri, sizeof place->uri, "%s/shop.crm", folder);
}

static inline void place_remove(const struct place *place)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char name[600];
    if (!place->folder[0])
        return;
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", place->uri, endings[i]);
        unlink(name);
    }
    rmdir(place->folder);
}

#endif
