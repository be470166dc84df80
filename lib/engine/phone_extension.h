/* Extensions at the end of a number, in all spellings that libphonenumber knows. */
#ifndef CRM_ENGINE_PHONE_EXTENSION_H
#define CRM_ENGINE_PHONE_EXTENSION_H

#include "engine/phone_dial.h"

struct phone_glyphs {
    uint32_t data[PHONE_TYPED_MAX];
    size_t count;
};

/* Where the extension begins that the first `count` glyphs end with, its label included; `count`:
 * there is none. `digits_out`: where its digits begin. */
size_t crm__phone_extension(const struct phone_glyphs *glyphs, size_t count, size_t *digits_out);

static inline bool crm__phone_is_plus(uint32_t glyph)
{
    return glyph == '+' || glyph == 0xFF0B;
}

#endif
