/*
 * Partitions: which of n processes looks after a record, so that they share a job without speaking
 * to each other. It is a hash of the record's id, which the databases compute, too
 * (crm__sql_partition): whole numbers, no division, nothing above 63 bits.
 *
 *     x = id mod P;  hash = x³ · G mod P;  partition = hash · count / 2³¹
 *
 * with P = 2³¹ - 1, a prime, and G near P / golden ratio. Ids are a time, a node and a counter and
 * so come in steps; the cube makes every step another one (of a square or of a product alone, some
 * steps keep a pattern), and the upper bits of a product with G are even for small ids, too. A
 * remainder of the id itself would give one partition everything that is made on full seconds.
 */
#ifndef CRM_BASE_PARTITION_H
#define CRM_BASE_PARTITION_H

#include "base/env.h"

enum { PARTITION_LIMIT = 65536 };

/* Number `index`, from 0, of `count`; {0, 0} is the whole. */
struct partition {
    int64_t index;
    int64_t count;
};

#define PARTITION_WHOLE ((struct partition){0, 0})
#define PARTITION_PRIME INT64_C(2147483647)
#define PARTITION_FACTOR INT64_C(1327217885)
enum { PARTITION_SHIFT = 31 };

static inline bool crm__partition_is_whole(struct partition partition)
{
    return partition.count <= 1;
}

/* Which of `count` partitions an id, which is positive, is in. */
static inline int64_t crm__partition_of(int64_t id, int64_t count)
{
    int64_t x = id % PARTITION_PRIME;
    int64_t cube = x * x % PARTITION_PRIME * x % PARTITION_PRIME;
    int64_t hash = cube * PARTITION_FACTOR % PARTITION_PRIME;
    return (hash * count) >> PARTITION_SHIFT;
}

static inline bool crm__partition_has(struct partition partition, int64_t id)
{
    return crm__partition_is_whole(partition) ||
           crm__partition_of(id, partition.count) == partition.index;
}

/* What a caller gave, checked; `what` stands before the message: "crm_work_options".
 * CRM_E_INVALID. */
crm_status crm__partition_read(struct env *env, const char *what, int64_t index, int64_t count,
                               struct partition *partition_out);

#endif
