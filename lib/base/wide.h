/* 128-bit integers, where a product of two 64-bit ones is needed whole. */
#ifndef CRM_BASE_WIDE_H
#define CRM_BASE_WIDE_H

#include <stdint.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

/* For 0 to 18. */
int64_t crm__power_of_10(int exponent);

#endif
