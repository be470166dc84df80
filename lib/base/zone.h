/* A time zone's rules, as the TZif reader fills them and the conversions use them. */
#ifndef CRM_BASE_ZONE_H
#define CRM_BASE_ZONE_H

#include "base/time.h"

enum { ZONE_ABBREVIATION_SIZE = 12 };

struct zone_type {
    int32_t offset_s;
    bool is_dst;
    char abbreviation[ZONE_ABBREVIATION_SIZE];
};

/* When a rule's half of the year begins: a form of day, and seconds after local midnight. */
struct zone_change {
    enum { CHANGE_JULIAN, CHANGE_DAY, CHANGE_WEEK } form;
    int32_t month;
    int32_t week;
    int32_t day;
    int32_t second;
};

/* The POSIX rule for all years after the last transition. */
struct zone_rule {
    struct zone_type standard;
    struct zone_type daylight;
    struct zone_change to_daylight;
    struct zone_change to_standard;
    bool has_daylight;
};

struct zone {
    char *name;
    size_t transition_count;
    int64_t *transitions_s; /* ascending, UTC */
    uint8_t *types_after;   /* type from transition i on */
    size_t type_count;
    struct zone_type *types; /* types[0] holds before the first transition */
    bool has_rule;
    struct zone_rule rule;
};

/* Parses a TZif file of version 2 or later; CRM_E_CORRUPT says what is wrong. Everything the zone
 * holds is freed by crm__zone_free, also after a failure. */
crm_status crm__zone_read(struct env *env, struct text file, struct zone *zone);
/* Frees what the zone holds, and the zone itself, which came from crm__alloc. */
void crm__zone_free(struct env *env, struct zone *zone);
/* Parses a POSIX TZ rule such as "CET-1CEST,M3.5.0,M10.5.0/3"; false when it is none. */
bool crm__zone_rule_read(struct text text, struct zone_rule *rule);
/* The rule's type at an instant. */
const struct zone_type *crm__zone_rule_at(const struct zone_rule *rule, int64_t time_s);

#endif
