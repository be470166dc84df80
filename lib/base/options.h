/* Size-first option structs: what lets a host compiled against an older header go on working. */
#ifndef CRM_BASE_OPTIONS_H
#define CRM_BASE_OPTIONS_H

#include "base/env.h"

/*
 * Copies a caller's options into `mine`, whose first member is a size_t of the struct's size:
 *
 *     struct crm_report_options mine;
 *     status = crm__options_copy(env, "report options", &mine, sizeof mine, options);
 *
 * NULL gives all zeros, which are the defaults. CRM_E_MISUSE when the size cannot even hold
 * itself, or when bytes that this library does not know are not zero.
 */
crm_status crm__options_copy(struct env *env, const char *what, void *mine, size_t mine_size,
                             const void *given);

#endif
