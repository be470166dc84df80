/* Where the structural bytes of a CSV text are: delimiters, quotes and line ends. */
#ifndef CRM_FORMAT_SCAN_H
#define CRM_FORMAT_SCAN_H

#include <stddef.h>
#include <stdint.h>

/*
 * Writes base + i for each i where bytes[i] is the delimiter, '"', '\n' or '\r'; `marks` has room
 * for `size` of them. The number written is returned.
 */
size_t crm__scan_marks(const char *bytes, size_t size, char delimiter, uint32_t base,
                       uint32_t *marks);
/* The same without vector instructions, for other machines and as a check. */
size_t crm__scan_marks_portable(const char *bytes, size_t size, char delimiter, uint32_t base,
                                uint32_t *marks);

#endif
