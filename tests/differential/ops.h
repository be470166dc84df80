/* An operation that runs, and the table of kinds. */
#ifndef CRM_TESTS_DIFFERENTIAL_OPS_H
#define CRM_TESTS_DIFFERENTIAL_OPS_H

#include "values.h"

struct op {
    struct world *world;
    const struct known *known;
    uint64_t state;
};

struct op_kind {
    const char *name;
    void (*run)(struct op *op);
    size_t weight; /* how often it comes, against the others */
};

/* ops.c: records, queries, transactions; ops_service.c: what services do. */
extern const struct op_kind op_service_kinds[];
extern const size_t op_service_count;

static inline crm_db *db_of(const struct op *op)
{
    return op->world->db;
}

#endif
