/* The vector scanner and the portable one. */
#include "format/scan.h"
#include "suite.h"

#include <string.h>

/* xorshift; fixed seed, so a failure is the same each time. */
static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static size_t scan_plainly(const char *bytes, size_t size, char delimiter, uint32_t base,
                           uint32_t *marks)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] == delimiter || bytes[i] == '"' || bytes[i] == '\n' || bytes[i] == '\r')
            marks[count++] = base + (uint32_t)i;
    return count;
}

START_TEST(every_byte_value_is_told_apart_at_every_place)
{
    for (int delimiter = 1; delimiter < 128; delimiter += 7) {
        for (int byte = 0; byte < 256; byte++) {
            char block[130];
            uint32_t plain[130], vector[130], portable[130];
            memset(block, byte, sizeof block);
            block[77] = ',';
            size_t count = scan_plainly(block, sizeof block, (char)delimiter, 5, plain);
            ck_assert_uint_eq(crm__scan_marks(block, sizeof block, (char)delimiter, 5, vector),
                              count);
            ck_assert_uint_eq(
                crm__scan_marks_portable(block, sizeof block, (char)delimiter, 5, portable), count);
            ck_assert_mem_eq(vector, plain, count * sizeof *plain);
            ck_assert_mem_eq(portable, plain, count * sizeof *plain);
        }
    }
}
END_TEST

START_TEST(random_texts_of_every_length_agree)
{
    static const char alphabet[] = "ab,\"\n\r;\xe5\x80\xff";
    uint32_t state = 20260302;
    char text[300];
    uint32_t plain[300], vector[300], portable[300];
    for (size_t size = 0; size < sizeof text; size++) {
        for (size_t i = 0; i < size; i++)
            text[i] = alphabet[next_random(&state) % (sizeof alphabet - 1)];
        size_t count = scan_plainly(text, size, ',', 0, plain);
        ck_assert_uint_eq(crm__scan_marks(text, size, ',', 0, vector), count);
        ck_assert_uint_eq(crm__scan_marks_portable(text, size, ',', 0, portable), count);
        ck_assert(count == 0 || memcmp(vector, plain, count * sizeof *plain) == 0);
        ck_assert(count == 0 || memcmp(portable, plain, count * sizeof *plain) == 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/scan");
    TCase *tests = tcase_create("scan");
    tcase_add_test(tests, every_byte_value_is_told_apart_at_every_place);
    tcase_add_test(tests, random_texts_of_every_length_agree);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
