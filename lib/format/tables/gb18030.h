/* GB 18030 as tables: pairs of bytes, and the runs that four-byte codes below U+10000 fall into. */
#ifndef CRM_FORMAT_TABLES_GB18030_H
#define CRM_FORMAT_TABLES_GB18030_H

#include <stddef.h>
#include <stdint.h>

/* By (lead - 0x81) * 190 + trail - 0x40, less one for trails above 0x7f. */
extern const uint16_t crm__gb18030_pairs[23940];

/* From `position` (the four bytes as a mixed-radix number) code points follow one another;
 * a run at code point 0 after the first is a gap. */
struct gb18030_run {
    uint16_t position;
    uint16_t code_point;
};
extern const struct gb18030_run crm__gb18030_runs[];
extern const size_t crm__gb18030_run_count;

#endif
