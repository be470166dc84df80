/* Values: making, equality, maps. */
#include "rule/value.h"

#include "rule/order.h"

#include <string.h>

enum { US_PER_SECOND = 1000000, NANOS_PER_US = 1000 };

struct rule_value crm__rule_timestamp(int64_t us)
{
    int64_t seconds = us / US_PER_SECOND;
    int64_t rest = us % US_PER_SECOND;
    if (rest < 0) {
        seconds--;
        rest += US_PER_SECOND;
    }
    return (struct rule_value){
        .kind = RULE_TIMESTAMP, .integer = seconds, .nanos = (int32_t)(rest * NANOS_PER_US)};
}

struct rule_value crm__rule_money(int64_t minor, struct text currency)
{
    struct rule_value money = {.kind = RULE_MONEY, .integer = minor};
    for (size_t i = 0; i < 3 && i < currency.size; i++)
        money.currency[i] = currency.data[i];
    return money;
}

static bool lists_equal(const struct rule_list *a, const struct rule_list *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!crm__rule_value_equal(&a->items[i], &b->items[i]))
            return false;
    return true;
}

static bool maps_equal(const struct rule_map *a, const struct rule_map *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct rule_value *other = crm__rule_map_find(b, &a->entries[i].key);
        if (!other || !crm__rule_value_equal(&a->entries[i].value, other))
            return false;
    }
    return true;
}

static bool texts_equal(struct text a, struct text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool crm__rule_value_equal(const struct rule_value *a, const struct rule_value *b)
{
    if (a->kind != b->kind)
        return crm__value_order(a, b) == ORDER_EQUAL;
    switch ((enum rule_kind)a->kind) {
    case RULE_NULL:
        return true;
    case RULE_BOOL:
        return a->boolean == b->boolean;
    case RULE_INT:
    case RULE_UINT:
    case RULE_DURATION:
        return a->integer == b->integer;
    case RULE_DOUBLE:
        return a->real == b->real;
    case RULE_STRING:
    case RULE_BYTES:
    case RULE_TYPE:
        return texts_equal(a->text, b->text);
    case RULE_TIMESTAMP:
        return a->integer == b->integer && a->nanos == b->nanos;
    case RULE_MONEY:
        return a->integer == b->integer && memcmp(a->currency, b->currency, 4) == 0;
    case RULE_LIST:
        return lists_equal(a->list, b->list);
    case RULE_MAP:
        return maps_equal(a->map, b->map);
    case RULE_OPTIONAL:
        return a->optional && b->optional ? crm__rule_value_equal(a->optional, b->optional)
                                          : a->optional == b->optional;
    case RULE_IP: /* whose prefix is 0 */
    case RULE_CIDR:
        return a->prefix == b->prefix && a->family == b->family && texts_equal(a->text, b->text);
    default:
        return false;
    }
}

uint64_t crm__rule_key_hash(const struct rule_value *key)
{
    struct rule_value whole;
    if (key->kind == RULE_STRING)
        return crm__hash_text(key->text, 1);
    if (key->kind == RULE_BOOL)
        return crm__hash_int64(key->boolean, 2);
    /* Equal numbers hash alike, whatever their kinds. */
    if (crm__value_whole(key, &whole))
        return crm__hash_int64(whole.integer, 3);
    return 0;
}

const struct rule_value *crm__rule_map_find(const struct rule_map *map,
                                            const struct rule_value *key)
{
    if (!map->slots) {
        for (size_t i = 0; i < map->count; i++)
            if (crm__rule_value_equal(&map->entries[i].key, key))
                return &map->entries[i].value;
        return NULL;
    }
    size_t mask = map->slot_count - 1;
    for (size_t at = crm__rule_key_hash(key) & mask;; at = (at + 1) & mask) {
        uint32_t entry = map->slots[at];
        if (entry == UINT32_MAX)
            return NULL;
        if (crm__rule_value_equal(&map->entries[entry].key, key))
            return &map->entries[entry].value;
    }
}

const char *crm__rule_kind_name(enum rule_kind kind)
{
    static const char *const NAMES[RULE_KIND_COUNT] = {
        [RULE_ERROR] = "error",
        [RULE_NULL] = "null_type",
        [RULE_BOOL] = "bool",
        [RULE_INT] = "int",
        [RULE_UINT] = "uint",
        [RULE_DOUBLE] = "double",
        [RULE_STRING] = "string",
        [RULE_BYTES] = "bytes",
        [RULE_TIMESTAMP] = "google.protobuf.Timestamp",
        [RULE_DURATION] = "google.protobuf.Duration",
        [RULE_MONEY] = "money",
        [RULE_TYPE] = "type",
        [RULE_LIST] = "list",
        [RULE_MAP] = "map",
        [RULE_OPTIONAL] = "optional_type",
        [RULE_IP] = "net.IP",
        [RULE_CIDR] = "net.CIDR",
        [RULE_DYN] = "dyn",
    };
    return NAMES[kind];
}
