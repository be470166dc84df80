/*
 * Cleaning as a table: what was typed, a value a row, as the cleaners of the engine judge it.
 */
#ifndef CRM_SERVICE_CLEAN_H
#define CRM_SERVICE_CLEAN_H

#include "model/reader.h"

enum { CLEAN_LINE_LIMIT = 64 * 1024 };

/* One value, as one row. `region` is the country of what says none; empty is CN. CRM_E_UNKNOWN for
 * a kind that is none; CRM_E_NOMEM. */
crm_status crm__clean_value(struct env *env, struct text kind, struct text region,
                            struct text typed, struct reader **reader_out);

/* A value a line, in any encoding that can be detected; read as the rows are asked for, in
 * constant memory. CRM_E_UNKNOWN; CRM_E_LIMIT for a longer line; CRM_E_IO; CRM_E_NOMEM. */
crm_status crm__clean_lines(struct env *env, struct text kind, struct text region, crm_read read,
                            void *context, struct reader **reader_out);

#endif
