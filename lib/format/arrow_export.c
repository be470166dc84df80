/*
 * Export by the C data interface. Every node owns what it needs to release itself, because a
 * consumer may move a child away from its parent; so each has a block of its own that begins with
 * the host's allocator.
 */
#include "format/arrow.h"
#include "format/arrow_column.h"

#include <assert.h>
#include <string.h>

/* The parent's block also holds the structs of its children. */
struct schema_family {
    crm_host host;
    struct ArrowSchema **pointers;
    struct ArrowSchema children[];
};

struct schema_leaf {
    crm_host host;
    char bytes[]; /* name and NUL, then metadata */
};

struct array_family {
    crm_host host;
    const void *buffers[1]; /* no row as a whole is null */
    struct ArrowArray **pointers;
    struct ArrowArray children[];
};

struct array_leaf {
    crm_host host;
    const void *buffers[ARROW_BUFFER_LIMIT];
    void *owned[ARROW_BUFFER_LIMIT];
};

static crm_status schema_leaf_make(struct env *env, const struct sheet *sheet, size_t column,
                                   struct ArrowSchema *out);
static void schema_family_release(struct ArrowSchema *schema);
static crm_status array_leaf_make(const struct sheet *sheet, size_t column,
                                  struct arrow_column *made, struct ArrowArray *out);
static void blocks_move(struct column *column, struct arrow_column *made, struct array_leaf *leaf);
static void array_leaf_release(struct ArrowArray *array);
static void array_family_release(struct ArrowArray *array);
static void block_free(const crm_host *host, void *block);

crm_status crm__arrow_schema(struct env *env, const struct sheet *sheet,
                             struct ArrowSchema *schema_out)
{
    size_t count = sheet->batch->column_count;
    size_t each = sizeof(struct ArrowSchema) + sizeof(struct ArrowSchema *);
    *schema_out = (struct ArrowSchema){.release = NULL};
    struct schema_family *family = crm__alloc_zero(env, 1, sizeof *family + count * each);
    if (!family)
        return CRM_E_NOMEM;
    family->host = env->host;
    family->pointers = (void *)&family->children[count];
    for (size_t i = 0; i < count; i++)
        family->pointers[i] = &family->children[i];
    struct ArrowSchema schema = {.format = "+s",
                                 .name = "",
                                 .n_children = (int64_t)count,
                                 .children = family->pointers,
                                 .release = schema_family_release,
                                 .private_data = family};
    for (size_t i = 0; i < count; i++) {
        crm_status status = schema_leaf_make(env, sheet, i, &family->children[i]);
        if (status < 0) {
            schema_family_release(&schema);
            return status;
        }
    }
    *schema_out = schema;
    return CRM_OK;
}

crm_status crm__arrow_array(struct batch *batch, const struct reader_column *columns,
                            struct ArrowArray *array_out)
{
    struct env *env = batch->env;
    size_t count = batch->column_count;
    size_t each = sizeof(struct ArrowArray) + sizeof(struct ArrowArray *);
    struct sheet sheet = {.batch = batch, .columns = columns};
    *array_out = (struct ArrowArray){.release = NULL};
    struct array_family *family = crm__alloc_zero(env, 1, sizeof *family + count * each);
    struct arrow_column *made = crm__alloc_zero(env, count + 1, sizeof *made);
    crm_status status = family && made ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; i < count && status == CRM_OK; i++)
        status = array_leaf_make(&sheet, i, &made[i], &family->children[i]);
    if (status < 0) {
        for (size_t i = 0; family && made && i < count; i++) {
            if (family->children[i].release)
                family->children[i].release(&family->children[i]);
            crm__arrow_column_free(env, &made[i]);
        }
        crm__free(env, family);
        crm__free(env, made);
        return status;
    }
    /* Nothing can fail from here on. */
    family->host = env->host;
    family->pointers = (void *)&family->children[count];
    for (size_t i = 0; i < count; i++) {
        family->pointers[i] = &family->children[i];
        blocks_move(&batch->columns[i], &made[i], family->children[i].private_data);
    }
    crm__free(env, made);
    *array_out = (struct ArrowArray){.length = (int64_t)batch->row_count,
                                     .n_buffers = 1,
                                     .n_children = (int64_t)count,
                                     .buffers = family->buffers,
                                     .children = family->pointers,
                                     .release = array_family_release,
                                     .private_data = family};
    batch->row_count = 0;
    return CRM_OK;
}

static char *put(char *at, const void *bytes, size_t size)
{
    memcpy(at, bytes, size);
    return at + size;
}

static char *put_counted(char *at, struct text text)
{
    int32_t size = (int32_t)text.size;
    return put(put(at, &size, sizeof size), text.data, text.size);
}

static void schema_leaf_release(struct ArrowSchema *schema)
{
    struct schema_leaf *leaf = schema->private_data;
    schema->release = NULL;
    block_free(&leaf->host, leaf);
}

/* A column's name and metadata, in the encoding that the specification gives. */
static crm_status schema_leaf_make(struct env *env, const struct sheet *sheet, size_t column,
                                   struct ArrowSchema *out)
{
    struct text name = crm__sheet_name(sheet, column);
    struct arrow_metadata metadata;
    crm__arrow_metadata(sheet, column, &metadata);
    size_t size = sizeof(int32_t);
    for (size_t i = 0; i < metadata.count; i++)
        size += 2 * sizeof(int32_t) + metadata.keys[i].size + metadata.values[i].size;
    struct schema_leaf *leaf = crm__alloc_zero(env, 1, sizeof *leaf + name.size + 1 + size);
    if (!leaf)
        return CRM_E_NOMEM;
    leaf->host = env->host;
    if (name.size)
        memcpy(leaf->bytes, name.data, name.size);
    char *start = leaf->bytes + name.size + 1;
    int32_t pairs = (int32_t)metadata.count;
    char *at = put(start, &pairs, sizeof pairs);
    for (size_t i = 0; i < metadata.count; i++)
        at = put_counted(put_counted(at, metadata.keys[i]), metadata.values[i]);
    *out = (struct ArrowSchema){.format = crm__arrow_format(sheet, column),
                                .name = leaf->bytes,
                                .metadata = metadata.count ? start : NULL,
                                .flags = ARROW_FLAG_NULLABLE,
                                .release = schema_leaf_release,
                                .private_data = leaf};
    return CRM_OK;
}

static void schema_family_release(struct ArrowSchema *schema)
{
    struct schema_family *family = schema->private_data;
    for (int64_t i = 0; i < schema->n_children; i++) {
        struct ArrowSchema *child = schema->children[i];
        if (child->release)
            child->release(child);
    }
    schema->release = NULL;
    block_free(&family->host, family);
}

/* Everything but the ownership of the blocks. */
static crm_status array_leaf_make(const struct sheet *sheet, size_t column,
                                  struct arrow_column *made, struct ArrowArray *out)
{
    struct env *env = sheet->batch->env;
    struct array_leaf *leaf = crm__alloc_zero(env, 1, sizeof *leaf);
    if (!leaf)
        return CRM_E_NOMEM;
    leaf->host = env->host;
    crm_status status = crm__arrow_column_make(sheet, column, made);
    if (status < 0) {
        crm__free(env, leaf);
        return status;
    }
    memcpy(leaf->buffers, made->buffers, sizeof leaf->buffers);
    *out = (struct ArrowArray){.length = (int64_t)sheet->batch->columns[column].count,
                               .null_count = (int64_t)sheet->batch->columns[column].null_count,
                               .n_buffers = (int64_t)made->buffer_count,
                               .buffers = leaf->buffers,
                               .release = array_leaf_release,
                               .private_data = leaf};
    return CRM_OK;
}

static void *taken(const void *wanted, void *block)
{
    return wanted == block ? block : NULL;
}

/* The blocks that the array points to become its own; the batch's column gives up the others. */
static void blocks_move(struct column *column, struct arrow_column *made, struct array_leaf *leaf)
{
    for (size_t i = 0; i < ARROW_BUFFER_LIMIT; i++)
        leaf->owned[i] = made->made[i];
    if (!made->made[1]) {
        leaf->owned[1] = taken(made->buffers[1], column->integers);
        column->integers = leaf->owned[1] ? NULL : column->integers;
        column->capacity = leaf->owned[1] ? 0 : column->capacity;
    }
    if (!made->made[2] && made->buffer_count == 3) {
        leaf->owned[2] = taken(made->buffers[2], column->bytes);
        column->bytes = leaf->owned[2] ? NULL : column->bytes;
        column->bytes_capacity = leaf->owned[2] ? 0 : column->bytes_capacity;
    }
    if (made->buffers[0]) {
        leaf->owned[0] = column->validity;
        column->validity = NULL;
    }
    column->count = 0;
    column->null_count = 0;
}

static void array_leaf_release(struct ArrowArray *array)
{
    struct array_leaf *leaf = array->private_data;
    for (size_t i = 0; i < ARROW_BUFFER_LIMIT; i++)
        if (leaf->owned[i])
            block_free(&leaf->host, leaf->owned[i]);
    array->release = NULL;
    block_free(&leaf->host, leaf);
}

static void array_family_release(struct ArrowArray *array)
{
    struct array_family *family = array->private_data;
    for (int64_t i = 0; i < array->n_children; i++) {
        struct ArrowArray *child = array->children[i];
        if (child->release)
            child->release(child);
    }
    array->release = NULL;
    block_free(&family->host, family);
}

/* The block may hold the host's own description. */
static void block_free(const crm_host *host, void *block)
{
    crm_host copy = *host;
    copy.resize(copy.context, block, 0);
}
