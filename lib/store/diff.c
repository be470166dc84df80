/* Diffs: packing and unpacking changed fields. */
#include "store/diff.h"

#include "model/record.h"

enum diff_tag { TAG_NULL, TAG_INT, TAG_DOUBLE, TAG_TEXT, TAG_BLOB, TAG_IDS, TAG_COUNT };
enum { TAG_BITS = 4, TAG_MASK = (1 << TAG_BITS) - 1, VARINT_BITS = 7, DOUBLE_SIZE = 8 };

/* A position in the bytes that cannot run past their end. */
struct cursor {
    struct text bytes;
    size_t offset;
    bool broken;
};

static enum diff_tag tag_of(const struct field *field, struct value value);
static void put_value(struct buffer *diff, enum diff_tag tag, struct value value);
static void put_ids(struct buffer *diff, struct value value);
static void put_double(struct buffer *diff, double real);
static uint64_t zigzag(int64_t integer);
static int64_t unzigzag(uint64_t packed);
static uint64_t take_varint(struct cursor *cursor);
static struct text take_bytes(struct cursor *cursor, uint64_t size);
static struct value take_value(struct arena *arena, struct cursor *cursor, enum diff_tag tag);
static struct value take_ids(struct arena *arena, struct cursor *cursor);
static double take_double(struct cursor *cursor);

void crm__diff_put(struct buffer *diff, const struct field *field, struct value before,
                   struct value after)
{
    enum diff_tag before_tag = tag_of(field, before);
    enum diff_tag after_tag = tag_of(field, after);
    crm__buffer_varint(diff, (uint64_t)field->number);
    crm__buffer_byte(diff, (char)((int)before_tag | (int)after_tag << TAG_BITS));
    put_value(diff, before_tag, before);
    put_value(diff, after_tag, after);
}

crm_status crm__diff_next(struct arena *arena, struct text diff, size_t *offset,
                          struct diff_entry *entry_out)
{
    if (*offset >= diff.size)
        return CRM_DONE;
    struct cursor cursor = {.bytes = diff, .offset = *offset};
    uint64_t number = take_varint(&cursor);
    struct text tags = take_bytes(&cursor, 1);
    int tag = tags.size ? (unsigned char)tags.data[0] : 0;
    if (cursor.broken || number > INT32_MAX || (tag & TAG_MASK) >= TAG_COUNT ||
        tag >> TAG_BITS >= TAG_COUNT)
        return crm__fail(arena->env, CRM_E_CORRUPT, "history: damaged change at byte %zu", *offset);

    struct diff_entry entry = {.number = (int32_t)number};
    entry.before = take_value(arena, &cursor, (enum diff_tag)(tag & TAG_MASK));
    entry.after = take_value(arena, &cursor, (enum diff_tag)(tag >> TAG_BITS));
    if (cursor.broken)
        return arena->env->error.status == CRM_E_NOMEM
                   ? CRM_E_NOMEM
                   : crm__fail(arena->env, CRM_E_CORRUPT, "history: damaged change at byte %zu",
                               *offset);
    *offset = cursor.offset;
    *entry_out = entry;
    return CRM_OK;
}

static enum diff_tag tag_of(const struct field *field, struct value value)
{
    switch (value.kind) {
    case VALUE_INT:
        return TAG_INT;
    case VALUE_DOUBLE:
        return TAG_DOUBLE;
    case VALUE_TEXT:
        return TAG_TEXT;
    case VALUE_BLOB:
        return field->type == FIELD_REFERENCES ? TAG_IDS : TAG_BLOB;
    default:
        return TAG_NULL;
    }
}

static void put_value(struct buffer *diff, enum diff_tag tag, struct value value)
{
    switch (tag) {
    case TAG_INT:
        crm__buffer_varint(diff, zigzag(value.integer));
        return;
    case TAG_DOUBLE:
        put_double(diff, value.real);
        return;
    case TAG_TEXT:
    case TAG_BLOB:
        crm__buffer_varint(diff, value.text.size);
        crm__buffer_text(diff, value.text);
        return;
    case TAG_IDS:
        put_ids(diff, value);
        return;
    default:
        return;
    }
}

/* Ids ascend, so the distances are what is kept. */
static void put_ids(struct buffer *diff, struct value value)
{
    size_t count = 0;
    const int64_t *ids = crm__references_ids(value, &count);
    crm__buffer_varint(diff, count);
    int64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        crm__buffer_varint(diff, (uint64_t)(ids[i] - last));
        last = ids[i];
    }
}

static void put_double(struct buffer *diff, double real)
{
    union {
        double real;
        uint64_t bits;
    } number = {.real = real};
    for (int i = 0; i < DOUBLE_SIZE; i++)
        crm__buffer_byte(diff, (char)(number.bits >> (8 * i) & 0xff));
}

static uint64_t zigzag(int64_t integer)
{
    return (uint64_t)integer << 1 ^ (integer < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t packed)
{
    return (int64_t)(packed >> 1 ^ (packed & 1 ? UINT64_MAX : 0));
}

static uint64_t take_varint(struct cursor *cursor)
{
    uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += VARINT_BITS) {
        if (cursor->offset >= cursor->bytes.size)
            break;
        unsigned char byte = (unsigned char)cursor->bytes.data[cursor->offset++];
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    cursor->broken = true;
    return 0;
}

static struct text take_bytes(struct cursor *cursor, uint64_t size)
{
    if (cursor->broken || size > cursor->bytes.size - cursor->offset) {
        cursor->broken = true;
        return TEXT_NONE;
    }
    struct text taken = {cursor->bytes.data + cursor->offset, (size_t)size};
    cursor->offset += (size_t)size;
    return taken;
}

static struct value take_value(struct arena *arena, struct cursor *cursor, enum diff_tag tag)
{
    switch (tag) {
    case TAG_INT:
        return crm__value_int(unzigzag(take_varint(cursor)));
    case TAG_DOUBLE:
        return crm__value_double(take_double(cursor));
    case TAG_TEXT:
        return crm__value_text(take_bytes(cursor, take_varint(cursor)));
    case TAG_BLOB:
        return crm__value_blob(take_bytes(cursor, take_varint(cursor)));
    case TAG_IDS:
        return take_ids(arena, cursor);
    default:
        return VALUE_OF_NULL;
    }
}

/* Every id takes a byte at least, which bounds what a damaged count can ask for. */
static struct value take_ids(struct arena *arena, struct cursor *cursor)
{
    uint64_t count = take_varint(cursor);
    if (count > cursor->bytes.size - cursor->offset)
        cursor->broken = true;
    if (cursor->broken)
        return VALUE_OF_NULL;
    int64_t *ids = crm__arena_alloc_zero(arena, (size_t)count + 1, sizeof *ids);
    if (!ids) {
        cursor->broken = true;
        return VALUE_OF_NULL;
    }
    uint64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        last += take_varint(cursor);
        ids[i] = (int64_t)last;
    }
    return crm__value_blob((struct text){(const char *)ids, (size_t)count * sizeof *ids});
}

static double take_double(struct cursor *cursor)
{
    union {
        double real;
        uint64_t bits;
    } number = {.bits = 0};
    struct text bytes = take_bytes(cursor, DOUBLE_SIZE);
    for (size_t i = 0; i < bytes.size; i++)
        number.bits |= (uint64_t)(unsigned char)bytes.data[i] << (8 * i);
    return number.real;
}
