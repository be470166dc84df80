/* All currencies, in order of code. */
#ifndef CRM_BASE_TABLES_CURRENCIES_H
#define CRM_BASE_TABLES_CURRENCIES_H

#include "base/money.h"

extern const struct currency crm__currencies[];
extern const size_t crm__currencies_count;

#endif
