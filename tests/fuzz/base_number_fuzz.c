/* Numbers: what is read writes as text that reads back as the same number. */
#include "fuzz.h"

#include "base/text.h"

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    struct text text = {(const char *)data, size};
    char out[NUMBER_TEXT_SIZE];

    int64_t integer;
    if (crm__text_to_int64(text, &integer) == CRM_OK) {
        int64_t back;
        struct text written = {out, crm__int64_to_text(integer, out)};
        FUZZ_CHECK(crm__text_to_int64(written, &back) == CRM_OK);
        FUZZ_CHECK(back == integer);
    }

    double real;
    if (crm__text_to_double(text, &real) == CRM_OK) {
        double back;
        struct text written = {out, crm__double_to_text(real, out)};
        FUZZ_CHECK(written.size < sizeof out);
        FUZZ_CHECK(crm__text_to_double(written, &back) == CRM_OK);
        FUZZ_CHECK(!(back < real) && !(back > real));
    }
    return 0;
}
