/* The zones of one handle: found by name, read once. */
#include "base/zone.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { NAME_LIMIT = 64, FILE_LIMIT = 64 * 1024 };

static bool name_is_plain(struct text name);
static bool offset_scan(struct text name, int32_t *offset_s);
static crm_status zone_make(struct zones *zones, struct text name, struct zone **zone_out);
static crm_status zone_load(struct zones *zones, struct text name, struct zone *zone);
static crm_status file_open(struct zones *zones, struct text name, FILE **file_out);
static crm_status file_read(struct env *env, FILE *file, struct buffer *bytes);
static crm_status fixed_fill(struct env *env, struct zone *zone, const char *abbreviation,
                             int32_t offset_s);

void crm__zones_init(struct zones *zones, struct env *env)
{
    *zones = (struct zones){.env = env};
    crm__map_init(&zones->by_name, env);
}

void crm__zones_free(struct zones *zones)
{
    if (!zones->env)
        return;
    for (size_t i = 0; i < zones->by_name.count; i++)
        crm__zone_free(zones->env, zones->list[i]);
    crm__free(zones->env, zones->list);
    crm__map_free(&zones->by_name);
    crm__zones_init(zones, zones->env);
}

crm_status crm__zone_find(struct zones *zones, struct text name, const struct zone **zone_out)
{
    *zone_out = NULL;
    const int64_t *found = crm__map_find(&zones->by_name, name);
    if (found) {
        *zone_out = zones->list[*found];
        return CRM_OK;
    }

    struct zone *zone = NULL;
    crm_status status = zone_make(zones, name, &zone);
    if (status < 0)
        return status;
    size_t count = zones->by_name.count;
    status = crm__array_reserve(zones->env, (void **)&zones->list, &zones->capacity, count + 1,
                                sizeof *zones->list);
    if (status < 0 || !crm__map_put(&zones->by_name, name, (int64_t)count)) {
        crm__zone_free(zones->env, zone);
        return zones->env->error.status;
    }
    zones->list[count] = zone;
    *zone_out = zone;
    return CRM_OK;
}

void crm__zone_free(struct env *env, struct zone *zone)
{
    crm__free(env, zone->name);
    crm__free(env, zone->transitions_s);
    crm__free(env, zone->types_after);
    crm__free(env, zone->types);
    crm__free(env, zone);
}

static crm_status zone_make(struct zones *zones, struct text name, struct zone **zone_out)
{
    struct env *env = zones->env;
    int32_t offset_s;
    bool fixed = offset_scan(name, &offset_s);
    if (!fixed && !name_is_plain(name))
        return crm__fail(env, CRM_E_INVALID, "time zone '%.*s': not a name such as 'Asia/Shanghai'",
                         (int)crm__text_slice(name, 0, NAME_LIMIT).size, name.data);

    struct zone *zone = crm__alloc_zero(env, 1, sizeof *zone);
    if (!zone)
        return CRM_E_NOMEM;
    crm_status status = CRM_OK;
    zone->name = crm__alloc(env, name.size + 1);
    if (!zone->name)
        status = CRM_E_NOMEM;
    else
        snprintf(zone->name, name.size + 1, "%.*s", (int)name.size, name.data);

    if (status == CRM_OK && fixed)
        status = fixed_fill(env, zone, zone->name, offset_s);
    else if (status == CRM_OK && (crm__text_is(name, "UTC") || crm__text_is(name, "Etc/UTC")))
        status = fixed_fill(env, zone, "UTC", 0);
    else if (status == CRM_OK)
        status = zone_load(zones, name, zone);
    if (status < 0) {
        crm__zone_free(env, zone);
        return status;
    }
    *zone_out = zone;
    return CRM_OK;
}

/* Letters, digits and + - _ in parts with / between: nothing that climbs out of the folder. */
static bool name_is_plain(struct text name)
{
    if (name.size == 0 || name.size > NAME_LIMIT)
        return false;
    bool part_is_empty = true;
    for (size_t i = 0; i < name.size; i++) {
        char letter = name.data[i];
        bool plain = (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
                     (letter >= '0' && letter <= '9') || letter == '_' ||
                     ((letter == '+' || letter == '-') && !part_is_empty);
        if (!plain && (letter != '/' || part_is_empty))
            return false;
        part_is_empty = letter == '/';
    }
    return !part_is_empty;
}

/* "+08:00" or "-0330", up to 18 hours, as CEL has it. */
static bool offset_scan(struct text name, int32_t *offset_s)
{
    if ((name.size != 6 || name.data[3] != ':') && name.size != 5)
        return false;
    if (name.data[0] != '+' && name.data[0] != '-')
        return false;
    uint64_t hours;
    uint64_t minutes;
    if (crm__text_to_uint64(crm__text_slice(name, 1, 3), &hours) < 0 ||
        crm__text_to_uint64(crm__text_slice(name, name.size - 2, name.size), &minutes) < 0)
        return false;
    if (hours > 18 || minutes > 59)
        return false;
    *offset_s = (int32_t)(hours * 3600 + minutes * 60) * (name.data[0] == '-' ? -1 : 1);
    return true;
}

static crm_status zone_load(struct zones *zones, struct text name, struct zone *zone)
{
    struct env *env = zones->env;
    FILE *file;
    crm_status status = file_open(zones, name, &file);
    if (status < 0)
        return status;

    struct buffer bytes;
    crm__buffer_init(&bytes, env);
    status = file_read(env, file, &bytes);
    fclose(file);
    if (status == CRM_OK)
        status = crm__zone_read(env, crm__buffer_view(&bytes), zone);
    crm__buffer_free(&bytes);
    if (status == CRM_E_CORRUPT)
        return crm__fail(env, CRM_E_CORRUPT, "time zone '%.*s': damaged file, %s", (int)name.size,
                         name.data, env->error.message);
    return status;
}

static crm_status file_open(struct zones *zones, struct text name, FILE **file_out)
{
    static const char *const folders[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo",
                                          "/usr/share/lib/zoneinfo", "/etc/zoneinfo"};
    size_t count = zones->folder ? 1 : sizeof folders / sizeof folders[0];
    for (size_t i = 0; i < count; i++) {
        char path[512];
        const char *folder = zones->folder ? zones->folder : folders[i];
        int size = snprintf(path, sizeof path, "%s/%.*s", folder, (int)name.size, name.data);
        if (size < 0 || (size_t)size >= sizeof path)
            continue;
        *file_out = fopen(path, "rbe");
        if (*file_out)
            return CRM_OK;
        if (errno != ENOENT && errno != ENOTDIR)
            return crm__fail(zones->env, CRM_E_IO, "time zone '%.*s': cannot open %s, error %d",
                             (int)name.size, name.data, path, errno);
    }
    return crm__fail(zones->env, CRM_E_UNKNOWN, "no time zone '%.*s' on this system",
                     (int)name.size, name.data);
}

static crm_status file_read(struct env *env, FILE *file, struct buffer *bytes)
{
    char block[4096];
    size_t size;
    while ((size = fread(block, 1, sizeof block, file)) > 0) {
        crm__buffer_bytes(bytes, block, size);
        if (bytes->size > FILE_LIMIT)
            return crm__fail(env, CRM_E_CORRUPT, "more than %d bytes", FILE_LIMIT);
    }
    if (ferror(file)) /* As for a folder, "Asia". */
        return crm__fail(env, CRM_E_CORRUPT, "not a file that can be read");
    return crm__buffer_status(bytes);
}

/* A zone of one type and no transitions. */
static crm_status fixed_fill(struct env *env, struct zone *zone, const char *abbreviation,
                             int32_t offset_s)
{
    zone->types = crm__alloc_zero(env, 1, sizeof *zone->types);
    if (!zone->types)
        return CRM_E_NOMEM;
    zone->type_count = 1;
    zone->types[0].offset_s = offset_s;
    snprintf(zone->types[0].abbreviation, ZONE_ABBREVIATION_SIZE, "%s", abbreviation);
    return CRM_OK;
}
