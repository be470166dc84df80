/*
 * A host at work on leads and customers, for what kills it or cuts its power: one public call after
 * the other, chosen by a seed. The clock stands an hour further with each call, so leads fall due.
 */
#ifndef CRM_TESTS_WORK_H
#define CRM_TESTS_WORK_H

#include <stdbool.h>

#include <crm/crm.h>

enum { WORK_LEADS = 300, WORK_ACCOUNTS = 60, WORK_SELLERS = 3 };

struct worker {
    crm_db *db;
    int64_t now_us;
    int64_t sequence; /* the last change that was read */
    uint64_t seed;
    int64_t leads[WORK_LEADS];
    size_t lead_count;
    int64_t accounts[WORK_ACCOUNTS];
    size_t account_count;
    int64_t users[WORK_SELLERS];
    int64_t pool;
    int problems;
};

/* Opens; the clock goes on where the last change stands. */
crm_status work_open(struct worker *worker, const char *path, const crm_open_options *options);
/* In a new database: sellers, a pool, and its rules. */
crm_status work_make(struct worker *worker);
/* Reads what there is to work on. */
crm_status work_load(struct worker *worker);
/* One call. CRM_OK also when the library refused it for a reason of business. */
crm_status work_call(struct worker *worker);
/* Reads on in the change feed. */
crm_status work_follow(struct worker *worker);
/* Prints what is lost of so many changes, or half done, and counts it in `problems`. */
crm_status work_check(struct worker *worker, int64_t acknowledged);

#endif
