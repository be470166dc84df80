/* Partitions as callers give them. */
#include "base/partition.h"

crm_status crm__partition_read(struct env *env, const char *what, int64_t index, int64_t count,
                               struct partition *partition_out)
{
    *partition_out = (struct partition){0};
    if (count < 0 || count > PARTITION_LIMIT)
        return crm__fail(env, CRM_E_INVALID, "%s: %lld partitions, at least 0 and at most %d", what,
                         (long long)count, PARTITION_LIMIT);
    if (index < 0 || index >= (count ? count : 1))
        return crm__fail(env, CRM_E_INVALID, "%s: partition %lld of %lld, from 0 to %lld", what,
                         (long long)index, (long long)count, (long long)(count ? count - 1 : 0));
    *partition_out = (struct partition){.index = index, .count = count};
    return CRM_OK;
}
