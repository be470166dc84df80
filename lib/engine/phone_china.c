/* The numbering plan of mainland China (telecommunications numbering plan, edition of 2017). */
#include "engine/phone_china.h"

#include "base/memory.h"
#include "engine/tables/china_areas.h"

#include <string.h>

enum { AREA_COUNT = sizeof(china_areas) / sizeof(*china_areas), LENGTH_7_OR_8 = 15 };
enum { MOBILE_DIGITS = 11, SERVICE_DIGITS = 10 };

static bool mobile_segment(const char *digits);
static bool is_service(const char *digits, size_t count);
static bool is_area_service(const char *digits, size_t count);
static const struct china_area *area_of(const char *digits, size_t count, size_t *size_out);
static struct china_number land_line(const char *digits, size_t count);

static const struct china_number bad_prefix = {PHONE_BAD_PREFIX, PHONE_UNKNOWN, 0};
static const struct china_number bad_length = {PHONE_BAD_LENGTH, PHONE_UNKNOWN, 0};

struct china_number crm__phone_china(const char *digits, size_t count)
{
    if (count < 5)
        return (struct china_number){PHONE_TOO_SHORT, PHONE_UNKNOWN, 0};
    if (is_service(digits, count))
        return (struct china_number){PHONE_OK, PHONE_SERVICE, 0};
    if (digits[0] == '1' && digits[1] >= '3') {
        if (count != MOBILE_DIGITS)
            return bad_length;
        return mobile_segment(digits) ? (struct china_number){PHONE_OK, PHONE_MOBILE, 0}
                                      : bad_prefix;
    }
    return land_line(digits, count);
}

/* Mobile segments by second and third digit; a bit a third digit. 174 is satellite: 1740[0-5]. */
static const uint16_t mobile_thirds[10] = {
    [3] = 0x3FF, [4] = 1 << 5 | 1 << 7, [5] = 0x3EF, [6] = 1 << 2 | 7 << 5,
    [7] = 0x1EF, [8] = 0x3FF,           [9] = 0x3EF,
};

uint64_t crm__phone_china_hash(void)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof mobile_thirds / sizeof *mobile_thirds; i++)
        hash = crm__hash_int64(mobile_thirds[i], hash);
    for (size_t i = 0; i < AREA_COUNT; i++) {
        hash = crm__hash_int64(china_areas[i].first, hash);
        hash = crm__hash_int64(china_areas[i].last, hash);
        hash = crm__hash_int64(china_areas[i].length, hash);
    }
    return hash;
}

static bool mobile_segment(const char *digits)
{
    if (strncmp(digits, "174", 3) == 0)
        return digits[3] == '0' && digits[4] <= '5';
    return mobile_thirds[digits[1] - '0'] >> (digits[2] - '0') & 1;
}

/* 400 and 800 with seven more, 10800 and 21800 likewise, 160 and 168 with five, 95xxx to 95xxxx,
 * 950 with seven or eight more. */
static bool is_service(const char *digits, size_t count)
{
    if (strncmp(digits, "400", 3) == 0 || strncmp(digits, "800", 3) == 0)
        return count == SERVICE_DIGITS;
    if (strncmp(digits, "10800", 5) == 0 || strncmp(digits, "21800", 5) == 0)
        return count == SERVICE_DIGITS + 2;
    if (strncmp(digits, "160", 3) == 0 || strncmp(digits, "168", 3) == 0)
        if (count == 8)
            return true;
    if (strncmp(digits, "950", 3) == 0 && (count == 10 || count == 11))
        return true;
    return digits[0] == '9' && digits[1] == '5' && count <= 6;
}

static struct china_number land_line(const char *digits, size_t count)
{
    size_t size;
    const struct china_area *area = area_of(digits, count, &size);
    if (!area)
        return bad_prefix;
    const char *subscriber = digits + size;
    size_t length = count - size;
    if (is_area_service(subscriber, length))
        return (struct china_number){PHONE_OK, PHONE_SERVICE, size};
    bool fits = area->length == LENGTH_7_OR_8 ? length == 7 || length == 8
                                              : length == (size_t)area->length;
    if (!fits)
        return bad_length;
    if (subscriber[0] < '2')
        return bad_prefix;
    return (struct china_number){PHONE_OK, PHONE_FIXED_LINE, size};
}

/* What is dialled behind an area code: 100xx, 95xxx(x), 96xxx(x), 123xx. */
static bool is_area_service(const char *digits, size_t count)
{
    if (count == 5 && (strncmp(digits, "100", 3) == 0 || strncmp(digits, "123", 3) == 0))
        return true;
    return (count == 5 || count == 6) && digits[0] == '9' && (digits[1] == '5' || digits[1] == '6');
}

static const struct china_area *area_of(const char *digits, size_t count, size_t *size_out)
{
    int code = (digits[0] - '0') * 10 + (digits[1] - '0');
    *size_out = 2;
    if (code != 10 && (code < 20 || code > 29) && count > 2) {
        code = code * 10 + (digits[2] - '0');
        *size_out = 3;
    }
    size_t low = 0;
    size_t high = AREA_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (china_areas[middle].last < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < AREA_COUNT && china_areas[low].first <= code ? &china_areas[low] : NULL;
}
