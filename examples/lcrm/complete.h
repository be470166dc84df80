/* What can come next on a command line. */
#ifndef CRM_EXAMPLES_LCRM_COMPLETE_H
#define CRM_EXAMPLES_LCRM_COMPLETE_H

#include "lcrm.h"

/* The words after "lcrm", the last one as far as it is typed. Prints a line "word<TAB>description"
 * for each that fits; none where a shell should offer files. */
int complete_words(struct tool *tool, const char *const *words, int count);

#endif
