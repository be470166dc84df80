/* One character at a time: what detection and decoding share. */
#ifndef CRM_FORMAT_DECODE_H
#define CRM_FORMAT_DECODE_H

#include "format/encoding.h"

#define DECODE_MALFORMED UINT32_MAX

/*
 * Decodes the character at `bytes` (size >= 1). The bytes it takes, with its code point or
 * DECODE_MALFORMED; 0 when it may go on beyond `size`. A malformed place takes as little as can be
 * skipped without missing a line end: one byte, in UTF-16 two.
 */
size_t crm__decode_step(enum encoding encoding, const uint8_t *bytes, size_t size,
                        uint32_t *code_point_out);

#endif
