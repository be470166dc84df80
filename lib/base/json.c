/*
 * The JSON tree. The scan accepts the text first; then cJSON, its only use in the library, takes
 * it apart; then the result is copied into one arena of the caller's heap and cJSON's own tree is
 * freed. Why not keep that tree: its blocks would not come from the host's allocator (its hooks are
 * global and may be the host's own), and its numbers are doubles. cJSON reads a copy in which every
 * number is blanked, so its locale-dependent number parser never runs on one; numbers are kept as
 * they were written. Its error record is global, hence the lock.
 */
#include "base/json.h"
#include "base/json_scan.h"
#include "base/memory.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include <cjson/cJSON.h>

/* Objects with more members than this find them through a hash table. */
enum { LINEAR_LIMIT = 8 };

struct json {
    enum json_kind kind;
    uint32_t offset;
    struct text key; /* when it is a member */
    union {
        bool boolean;
        struct text text; /* of a text; of a number, as written */
        struct {
            struct json *items;
            uint32_t *slots; /* position + 1 of members by hash; NULL when there are few */
            uint32_t count;
            uint32_t slot_count;
        } children;
    };
};

struct document {
    struct json root; /* first, so that the root is the document */
    struct env *env;
    struct arena arena;
};

/* Turning cJSON's tree into ours: both are walked in document order, as the scan was. */
struct builder {
    struct document *document;
    const struct json_scan *scan;
    size_t next_value;
    size_t next_key;
    int depth;
    struct frame {
        struct json *container;
        const cJSON *next;
        uint32_t filled;
    } frames[JSON_DEPTH_LIMIT];
};

static pthread_mutex_t cjson_lock = PTHREAD_MUTEX_INITIALIZER;

static crm_status parse_scanned(const struct json_scan *scan, struct document *document);
static char *blank_numbers(const struct json_scan *scan);
static crm_status build(struct builder *builder, const cJSON *source);
static crm_status build_value(struct builder *builder, const cJSON *source, struct json *json);
static crm_status build_children(struct builder *builder, const cJSON *source, struct json *json);
static crm_status build_member(struct builder *builder, const struct frame *frame,
                               const cJSON *source, struct json *json);
static uint32_t *member_slot(const struct json *object, struct text key);
static const struct json *member_among(const struct json *object, size_t count, struct text key);

crm_status crm__json_parse(struct env *env, struct text text, struct json **root_out)
{
    *root_out = NULL;
    struct json_scan scan;
    crm__json_scan_init(&scan, env, text);
    struct document *document = NULL;
    crm_status status = crm__json_scan_run(&scan);
    if (status == CRM_OK) {
        document = crm__alloc_zero(env, 1, sizeof *document);
        status = document ? CRM_OK : CRM_E_NOMEM;
    }
    if (status == CRM_OK) {
        document->env = env;
        crm__arena_init(&document->arena, env);
        status = parse_scanned(&scan, document);
    }
    crm__json_scan_free(&scan);

    if (status == CRM_OK)
        *root_out = &document->root;
    else if (document)
        crm__json_free(&document->root);
    return status;
}

void crm__json_free(struct json *root)
{
    if (!root)
        return;
    struct document *document = (struct document *)root;
    crm__arena_free(&document->arena);
    crm__free(document->env, document);
}

enum json_kind crm__json_kind(const struct json *json)
{
    return json->kind;
}

const char *crm__json_kind_name(enum json_kind kind)
{
    static const char *const names[] = {"null", "bool", "number", "text", "array", "object"};
    return names[kind];
}

size_t crm__json_offset(const struct json *json)
{
    return json->offset;
}

size_t crm__json_size(const struct json *json)
{
    return json->kind == JSON_ARRAY || json->kind == JSON_OBJECT ? json->children.count : 0;
}

const struct json *crm__json_at(const struct json *json, size_t index)
{
    assert(index < crm__json_size(json));
    return &json->children.items[index];
}

struct text crm__json_key_at(const struct json *json, size_t index)
{
    return crm__json_at(json, index)->key;
}

const struct json *crm__json_find(const struct json *json, struct text key)
{
    if (json->kind != JSON_OBJECT)
        return NULL;
    return member_among(json, json->children.count, key);
}

bool crm__json_text(const struct json *json, struct text *out)
{
    if (json->kind != JSON_TEXT)
        return false;
    *out = json->text;
    return true;
}

bool crm__json_bool(const struct json *json, bool *out)
{
    if (json->kind != JSON_BOOL)
        return false;
    *out = json->boolean;
    return true;
}

bool crm__json_double(const struct json *json, double *out)
{
    return json->kind == JSON_NUMBER && crm__text_to_double(json->text, out) == CRM_OK;
}

bool crm__json_int64(const struct json *json, int64_t *out)
{
    return (json->kind == JSON_NUMBER || json->kind == JSON_TEXT) &&
           crm__text_to_int64(json->text, out) == CRM_OK;
}

bool crm__json_number(const struct json *json, struct text *out)
{
    if (json->kind != JSON_NUMBER)
        return false;
    *out = json->text;
    return true;
}

static crm_status parse_scanned(const struct json_scan *scan, struct document *document)
{
    char *copy = blank_numbers(scan);
    if (!copy)
        return CRM_E_NOMEM;

    pthread_mutex_lock(&cjson_lock);
    cJSON *tree = cJSON_ParseWithLength(copy, scan->text.size + 1);
    pthread_mutex_unlock(&cjson_lock);
    crm__free(scan->env, copy);
    if (!tree) /* The text is good, so this can only be memory. */
        return crm__fail_nomem(scan->env);

    struct builder builder = {.document = document, .scan = scan};
    crm_status status = build(&builder, tree);
    cJSON_Delete(tree);
    return status;
}

/* A NUL-terminated copy in which each number is a 0 and blanks. */
static char *blank_numbers(const struct json_scan *scan)
{
    struct text text = scan->text;
    char *copy = crm__alloc(scan->env, text.size + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    for (size_t i = 0; i < scan->value_count; i++) {
        size_t at = scan->values[i];
        size_t size = crm__json_number_size(text, at);
        if (size == 0)
            continue;
        memset(copy + at, ' ', size);
        copy[at] = '0';
    }
    return copy;
}

/* Without recursion: `frames` holds the containers that are not full yet. */
static crm_status build(struct builder *builder, const cJSON *source)
{
    crm_status status = build_value(builder, source, &builder->document->root);
    while (status == CRM_OK && builder->depth > 0) {
        struct frame *frame = &builder->frames[builder->depth - 1];
        const cJSON *child = frame->next;
        if (!child) {
            builder->depth--;
            continue;
        }
        struct json *json = &frame->container->children.items[frame->filled];
        if (frame->container->kind == JSON_OBJECT)
            status = build_member(builder, frame, child, json);
        frame->next = child->next;
        frame->filled++;
        if (status == CRM_OK)
            status = build_value(builder, child, json);
    }
    return status;
}

static crm_status build_value(struct builder *builder, const cJSON *source, struct json *json)
{
    const struct json_scan *scan = builder->scan;
    struct arena *arena = &builder->document->arena;
    json->offset = scan->values[builder->next_value++];
    switch (source->type & 0xff) {
    case cJSON_True:
    case cJSON_False:
        json->kind = JSON_BOOL;
        json->boolean = (source->type & 0xff) == cJSON_True;
        return CRM_OK;
    case cJSON_Number:
        json->kind = JSON_NUMBER;
        json->text =
            crm__arena_text(arena, (struct text){scan->text.data + json->offset,
                                                 crm__json_number_size(scan->text, json->offset)});
        return json->text.data ? CRM_OK : CRM_E_NOMEM;
    case cJSON_String:
        json->kind = JSON_TEXT;
        json->text = crm__arena_text(arena, crm__text_of(source->valuestring));
        return json->text.data ? CRM_OK : CRM_E_NOMEM;
    case cJSON_Array:
        json->kind = JSON_ARRAY;
        return build_children(builder, source, json);
    case cJSON_Object:
        json->kind = JSON_OBJECT;
        return build_children(builder, source, json);
    default:
        json->kind = JSON_NULL;
        return CRM_OK;
    }
}

static crm_status build_children(struct builder *builder, const cJSON *source, struct json *json)
{
    struct arena *arena = &builder->document->arena;
    size_t count = 0;
    for (const cJSON *child = source->child; child; child = child->next)
        count++;
    if (count == 0)
        return CRM_OK;

    json->children.count = (uint32_t)count;
    json->children.items = crm__arena_alloc_zero(arena, count, sizeof *json->children.items);
    if (!json->children.items)
        return CRM_E_NOMEM;
    if (json->kind == JSON_OBJECT && count > LINEAR_LIMIT) {
        uint32_t slot_count = LINEAR_LIMIT * 4;
        while (slot_count < count * 2)
            slot_count *= 2;
        json->children.slot_count = slot_count;
        json->children.slots = crm__arena_alloc_zero(arena, slot_count, sizeof(uint32_t));
        if (!json->children.slots)
            return CRM_E_NOMEM;
    }
    assert(builder->depth < JSON_DEPTH_LIMIT);
    builder->frames[builder->depth++] = (struct frame){json, source->child, 0};
    return CRM_OK;
}

static crm_status build_member(struct builder *builder, const struct frame *frame,
                               const cJSON *source, struct json *json)
{
    const struct json_scan *scan = builder->scan;
    size_t offset = scan->keys[builder->next_key++];
    struct text key = crm__text_of(source->string);
    if (member_among(frame->container, frame->filled, key))
        return crm__json_fail(scan->env, CRM_E_SYNTAX, scan->text, offset, "key '%.*s' twice",
                              (int)key.size, key.data);
    json->key = crm__arena_text(&builder->document->arena, key);
    if (!json->key.data)
        return CRM_E_NOMEM;
    if (frame->container->children.slots)
        *member_slot(frame->container, key) = frame->filled + 1;
    return CRM_OK;
}

/* The slot of the member of that key, or the free one where it belongs. */
static uint32_t *member_slot(const struct json *object, struct text key)
{
    uint32_t mask = object->children.slot_count - 1;
    uint32_t at = (uint32_t)crm__hash_text(key, (uint64_t)(uintptr_t)object) & mask;
    for (;; at = (at + 1) & mask) {
        uint32_t *slot = &object->children.slots[at];
        if (*slot == 0 || crm__text_equal(object->children.items[*slot - 1].key, key))
            return slot;
    }
}

/* The member of that key among the first `count`. */
static const struct json *member_among(const struct json *object, size_t count, struct text key)
{
    if (object->children.slots) {
        uint32_t position = *member_slot(object, key);
        return position ? &object->children.items[position - 1] : NULL;
    }
    for (size_t i = 0; i < count; i++)
        if (crm__text_equal(object->children.items[i].key, key))
            return &object->children.items[i];
    return NULL;
}
