/* TZif files (RFC 8536), version 2 and later: the 64-bit block and the footer. */
#include "base/zone.h"

#include <string.h>

enum {
    HEADER_SIZE = 44,
    TYPE_SIZE = 6,
    TRANSITION_LIMIT = 10000,
    OFFSET_LIMIT_S = 26 * 3600, /* of any offset from UTC; what RFC 8536 calls plausible */
};

/* Counts of a header, in the order of the file. */
struct counts {
    size_t ut;
    size_t standard;
    size_t leap;
    size_t transition;
    size_t type;
    size_t letters;
};

static bool header_read(struct text file, size_t at, struct counts *counts);
static size_t block_size(const struct counts *counts, size_t time_size);
static crm_status block_read(struct env *env, struct text block, const struct counts *counts,
                             struct zone *zone);
static crm_status transitions_read(struct env *env, const unsigned char *times,
                                   const unsigned char *indexes, struct zone *zone);
static crm_status types_read(struct env *env, const unsigned char *types, struct text letters,
                             struct zone *zone);
static crm_status footer_read(struct env *env, struct text footer, struct zone *zone);
static crm_status fail(struct env *env, const char *what);
static uint32_t big_endian_32(const unsigned char *bytes);
static int64_t big_endian_64(const unsigned char *bytes);

crm_status crm__zone_read(struct env *env, struct text file, struct zone *zone)
{
    struct counts counts;
    if (!header_read(file, 0, &counts))
        return fail(env, "no TZif header");
    if (file.data[4] < '2')
        return fail(env, "TZif version 1");

    /* The first block has 32-bit times, for readers of version 1. */
    size_t second = HEADER_SIZE + block_size(&counts, 4);
    if (!header_read(file, second, &counts))
        return fail(env, "no second TZif header");
    size_t from = second + HEADER_SIZE;
    size_t to = from + block_size(&counts, 8);
    if (to > file.size)
        return fail(env, "cut off");

    crm_status status = block_read(env, crm__text_slice(file, from, to), &counts, zone);
    if (status == CRM_OK)
        status = footer_read(env, crm__text_slice(file, to, file.size), zone);
    return status;
}

static bool header_read(struct text file, size_t at, struct counts *counts)
{
    if (at > file.size || file.size - at < HEADER_SIZE || memcmp(file.data + at, "TZif", 4) != 0)
        return false;
    const unsigned char *numbers = (const unsigned char *)file.data + at + 20;
    counts->ut = big_endian_32(numbers);
    counts->standard = big_endian_32(numbers + 4);
    counts->leap = big_endian_32(numbers + 8);
    counts->transition = big_endian_32(numbers + 12);
    counts->type = big_endian_32(numbers + 16);
    counts->letters = big_endian_32(numbers + 20);
    return counts->ut <= 256 && counts->standard <= 256 && counts->leap <= TRANSITION_LIMIT &&
           counts->transition <= TRANSITION_LIMIT && counts->type <= 256 &&
           counts->letters <= TRANSITION_LIMIT;
}

static size_t block_size(const struct counts *counts, size_t time_size)
{
    return counts->transition * (time_size + 1) + counts->type * TYPE_SIZE + counts->letters +
           counts->leap * (time_size + 4) + counts->standard + counts->ut;
}

static crm_status block_read(struct env *env, struct text block, const struct counts *counts,
                             struct zone *zone)
{
    if (counts->type == 0)
        return fail(env, "no types");
    zone->transition_count = counts->transition;
    zone->transitions_s = crm__alloc_zero(env, counts->transition, sizeof *zone->transitions_s);
    zone->types_after = crm__alloc_zero(env, counts->transition, sizeof *zone->types_after);
    zone->type_count = counts->type;
    zone->types = crm__alloc_zero(env, counts->type, sizeof *zone->types);
    if (!zone->transitions_s || !zone->types_after || !zone->types)
        return CRM_E_NOMEM;

    const unsigned char *bytes = (const unsigned char *)block.data;
    size_t indexes = counts->transition * 8;
    size_t types = indexes + counts->transition;
    size_t letters = types + counts->type * TYPE_SIZE;
    crm_status status = transitions_read(env, bytes, bytes + indexes, zone);
    if (status == CRM_OK)
        status = types_read(env, bytes + types,
                            crm__text_slice(block, letters, letters + counts->letters), zone);
    return status;
}

static crm_status transitions_read(struct env *env, const unsigned char *times,
                                   const unsigned char *indexes, struct zone *zone)
{
    for (size_t i = 0; i < zone->transition_count; i++) {
        zone->transitions_s[i] = big_endian_64(times + i * 8);
        if (i > 0 && zone->transitions_s[i] <= zone->transitions_s[i - 1])
            return fail(env, "transitions out of order");
        zone->types_after[i] = indexes[i];
        if (indexes[i] >= zone->type_count)
            return fail(env, "a transition to no type");
    }
    return CRM_OK;
}

static crm_status types_read(struct env *env, const unsigned char *types, struct text letters,
                             struct zone *zone)
{
    for (size_t i = 0; i < zone->type_count; i++, types += TYPE_SIZE) {
        struct zone_type *type = &zone->types[i];
        type->offset_s = (int32_t)big_endian_32(types);
        type->is_dst = types[4] != 0;
        if (type->offset_s < -OFFSET_LIMIT_S || type->offset_s > OFFSET_LIMIT_S)
            return fail(env, "an offset of more than a day");

        struct text name = crm__text_slice(letters, types[5], letters.size);
        size_t size = 0;
        while (size < name.size && name.data[size] != '\0')
            size++;
        if (size == name.size || size >= ZONE_ABBREVIATION_SIZE)
            return fail(env, "a bad abbreviation");
        memcpy(type->abbreviation, name.data, size + 1);
    }
    return CRM_OK;
}

/* A newline, the rule (which may be missing), and a newline. */
static crm_status footer_read(struct env *env, struct text footer, struct zone *zone)
{
    if (footer.size < 2 || footer.data[0] != '\n')
        return fail(env, "no footer");
    size_t end = crm__text_find(footer, TEXT("\n"), 1);
    if (end == SIZE_MAX)
        return fail(env, "no end of the footer");
    zone->has_rule = end > 1;
    if (zone->has_rule && !crm__zone_rule_read(crm__text_slice(footer, 1, end), &zone->rule))
        return fail(env, "a bad rule in the footer");
    return CRM_OK;
}

static crm_status fail(struct env *env, const char *what)
{
    return crm__fail(env, CRM_E_CORRUPT, "%s", what);
}

static uint32_t big_endian_32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int64_t big_endian_64(const unsigned char *bytes)
{
    return (int64_t)((uint64_t)big_endian_32(bytes) << 32 | big_endian_32(bytes + 4));
}
