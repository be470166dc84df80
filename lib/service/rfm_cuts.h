/* Thresholds as a person writes them: "30,90;1,3;100,500.50". */
#ifndef CRM_SERVICE_RFM_CUTS_H
#define CRM_SERVICE_RFM_CUTS_H

#include "base/text.h"
#include "engine/rfm.h"
#include "engine/worth.h"

/*
 * Days; orders; amounts, ascending, into the spec's thresholds and bins. Amounts have `scale`
 * decimals. CRM_E_SYNTAX for what is no number; CRM_E_INVALID for lists of different lengths, or of
 * another than the spec's bins ask for.
 */
crm_status crm__rfm_cuts_read(struct env *env, struct text cuts, int scale, struct rfm_spec *spec);

/* "mean" (also when empty), "median", or "200.00;3": value of an order and number of orders from
 * which on they are high. CRM_E_INVALID. */
crm_status crm__quadrant_split_read(struct env *env, struct text text, int scale,
                                    struct quadrant_spec *spec);

#endif
