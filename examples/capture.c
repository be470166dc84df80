/*
 * Captures a lead as a web form would, and says whether it was new, and who has it.
 *
 *     capture shop.crm NAME PHONE
 */
#include <crm/crm.h>

#include <inttypes.h>
#include <stdio.h>

static int fail(crm_db *db, const char *what)
{
    fprintf(stderr, "%s: %s\n", what, crm_db_error(db)->message);
    crm_db_free(db);
    return 1;
}

/* A known lead is told apart by its phone; the record in the way is in the error. */
static crm_status lead_save(crm_db *db, const char *name, const char *phone, int64_t *id)
{
    crm_record *lead;
    crm_status status = crm_record_new(db, "lead", &lead);
    if (status < 0)
        return status;
    crm_record_set_text(lead, "name", name, CRM_NUL);
    crm_record_set_text(lead, "mobile", phone, CRM_NUL);
    status = crm_record_save(lead, CRM_OPTIONS(crm_save_options, .on_match = CRM_MATCH_SKIP));
    *id = status == CRM_E_EXISTS ? crm_db_error(db)->record_id : crm_record_id(lead);
    crm_record_free(lead);
    return status;
}

static crm_status owner_print(crm_db *db, int64_t id)
{
    char rule[64];
    crm_query *query;
    crm_cursor *rows = NULL;
    crm_status status = crm_query_new(db, "lead", &query);
    if (status < 0)
        return status;
    snprintf(rule, sizeof rule, "id == %" PRId64, id);
    crm_query_where(query, rule, CRM_NUL);
    crm_query_fields(query, "name,mobile_normal,owner.name,pool.name");
    status = crm_query_run(query, &rows);
    if (status >= 0 && (status = crm_cursor_next(rows)) == CRM_OK)
        printf("%s (%s): owner %s, pool %s\n", crm_cursor_text(rows, 0), crm_cursor_text(rows, 1),
               crm_cursor_is_null(rows, 2) ? "nobody" : crm_cursor_text(rows, 2),
               crm_cursor_is_null(rows, 3) ? "none" : crm_cursor_text(rows, 3));
    crm_cursor_free(rows);
    crm_query_free(query);
    return status;
}

int main(int argc, char **argv)
{
    crm_db *db;
    int64_t id = 0;
    if (argc != 4) {
        fprintf(stderr, "usage: capture DB NAME PHONE\n");
        return 2;
    }
    if (crm_db_new(NULL, &db) < 0)
        return 1;
    if (crm_db_open(db, argv[1], NULL) < 0)
        return fail(db, argv[1]);
    crm_status status = lead_save(db, argv[2], argv[3], &id);
    if (status < 0 && status != CRM_E_EXISTS)
        return fail(db, "lead");
    printf("%s lead %" PRId64 "\n", status == CRM_E_EXISTS ? "known" : "new", id);
    if (owner_print(db, id) < 0)
        return fail(db, "owner");
    crm_db_free(db);
    return 0;
}
