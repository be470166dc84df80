/*
 * The values a rule computes with: CEL's types, plus money. A value is 24 bytes and borrows its
 * text, list or map from an arena, the rule or the caller.
 */
#ifndef CRM_RULE_VALUE_H
#define CRM_RULE_VALUE_H

#include "base/batch.h"

enum rule_kind {
    RULE_ERROR, /* what `missing` and every failed operation evaluate to */
    RULE_NULL,
    RULE_BOOL,
    RULE_INT,
    RULE_UINT,
    RULE_DOUBLE,
    RULE_STRING,
    RULE_BYTES,
    RULE_TIMESTAMP,
    RULE_DURATION,
    RULE_MONEY,
    RULE_TYPE,
    RULE_LIST,
    RULE_MAP,
    RULE_OPTIONAL,
    RULE_IP,
    RULE_CIDR,
    RULE_DYN, /* as a type only: not known before evaluation */
    RULE_KIND_COUNT,
};

struct rule_value {
    uint8_t kind;   /* enum rule_kind */
    uint8_t prefix; /* RULE_CIDR: bits */
    uint8_t family; /* RULE_IP, RULE_CIDR: 4 or 6 */
    uint8_t reserved;
    union {
        char currency[4]; /* RULE_MONEY: three letters and NUL */
        int32_t nanos;    /* RULE_TIMESTAMP: 0 .. 999,999,999 */
        uint32_t node;    /* RULE_ERROR: which sub-expression failed */
    };
    union {
        bool boolean;
        int64_t integer;  /* RULE_INT; RULE_TIMESTAMP seconds since 1970; RULE_DURATION
                                 nanoseconds; RULE_MONEY minor units */
        uint64_t natural; /* RULE_UINT */
        double real;
        struct text text;  /* RULE_STRING, RULE_BYTES; RULE_TYPE its name; RULE_IP, RULE_CIDR
                                 4 or 16 bytes */
        const char *error; /* RULE_ERROR: a literal such as "division by zero" */
        const struct rule_list *list;
        const struct rule_map *map;
        const struct rule_value *optional; /* NULL: optional.none() */
    };
};

struct rule_list {
    const struct rule_value *items;
    size_t count;
};

/* In insertion order; keys are bool, int, uint or string and distinct under CEL's equality. */
struct rule_map {
    const struct rule_entry {
        struct rule_value key;
        struct rule_value value;
    } * entries;
    size_t count;
    const uint32_t *slots; /* open addressing over entries; NULL for small maps */
    size_t slot_count;
};

static inline struct rule_value crm__rule_bool(bool boolean)
{
    return (struct rule_value){.kind = RULE_BOOL, .boolean = boolean};
}
static inline struct rule_value crm__rule_int(int64_t integer)
{
    return (struct rule_value){.kind = RULE_INT, .integer = integer};
}
static inline struct rule_value crm__rule_double(double real)
{
    return (struct rule_value){.kind = RULE_DOUBLE, .real = real};
}
static inline struct rule_value crm__rule_string(struct text text)
{
    return (struct rule_value){.kind = RULE_STRING, .text = text};
}
static inline struct rule_value crm__rule_error(const char *error)
{
    return (struct rule_value){.kind = RULE_ERROR, .error = error};
}
/*
 * The same in place, for the hot paths: only what the kind means is written. A whole value that is
 * put together elsewhere and copied makes the processor wait for its parts.
 */
static inline void crm__set_error(struct rule_value *out, const char *error)
{
    out->kind = RULE_ERROR;
    out->node = 0;
    out->error = error;
}
static inline void crm__set_bool(struct rule_value *out, bool boolean)
{
    out->kind = RULE_BOOL;
    out->boolean = boolean;
}
static inline void crm__set_int(struct rule_value *out, int64_t integer)
{
    out->kind = RULE_INT;
    out->integer = integer;
}
static inline void crm__set_double(struct rule_value *out, double real)
{
    out->kind = RULE_DOUBLE;
    out->real = real;
}
static inline void crm__set_string(struct rule_value *out, struct text text)
{
    out->kind = RULE_STRING;
    out->text.data = text.data;
    out->text.size = text.size;
}
static inline void crm__set_timestamp(struct rule_value *out, int64_t seconds, int32_t nanos)
{
    out->kind = RULE_TIMESTAMP;
    out->nanos = nanos;
    out->integer = seconds;
}

/* `us` since 1970, rounded down to a second and its nanoseconds. */
struct rule_value crm__rule_timestamp(int64_t us);
struct rule_value crm__rule_money(int64_t minor, struct text currency);

/*
 * CEL equality: numbers by value across int, uint and double; NaN equals nothing; lists and maps
 * by content; different kinds are unequal. Nesting is bounded by the limits of evaluation.
 */
bool crm__rule_value_equal(const struct rule_value *a, const struct rule_value *b);

/* The entry of that key, or NULL. */
const struct rule_value *crm__rule_map_find(const struct rule_map *map,
                                            const struct rule_value *key);

/* "int", "list", "google.protobuf.Timestamp" … as type(x) gives it. */
const char *crm__rule_kind_name(enum rule_kind kind);

/*
 * Typed JSON: {"int":"1"}, {"double":"1.5"}, {"string":"a"}, {"bytes":base64}, {"bool":true},
 * {"null":null}, {"uint":"1"}, {"list":[…]}, {"map":[[key,value],…]}, {"type":"int"},
 * {"timestamp":{"seconds":"0","nanos":0}}, {"duration":{…}},
 * {"money":{"minor":"1","currency":"CNY"}}.
 * The writer appends; the reader copies into `arena` and refuses what has no such form.
 */
void crm__rule_value_to_json(struct buffer *buffer, const struct rule_value *value);
crm_status crm__rule_value_from_json(struct arena *arena, struct text json,
                                     struct rule_value *value_out);
/* Plain JSON (numbers, strings, objects) becomes int where it is whole and fits, double otherwise,
 * string, bool, null, list and map: for `lcrm eval --with`. */
crm_status crm__rule_value_from_plain_json(struct arena *arena, struct text json,
                                           struct rule_value *value_out);
/* What string(x) gives: 1, 2.5, text, 2024-01-01T00:00:00Z, 90s, 12.50 CNY; nothing for lists. */
void crm__rule_value_text(struct buffer *buffer, const struct rule_value *value);
/* As an expression would be written: 1, 2.5, "text", [1, 2], timestamp("2024-01-01T00:00:00Z"). */
void crm__rule_value_print(struct buffer *buffer, const struct rule_value *value);

#endif
