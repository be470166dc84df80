/*
 * The IPC streaming format: messages of a flatbuffer and a body, everything on 8-byte boundaries.
 * https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
 */
#include "format/arrow.h"
#include "format/arrow_column.h"
#include "format/flat.h"

#include <string.h>

/* Numbers of Arrow's Message.fbs and Schema.fbs. */
enum { VERSION_5 = 4, HEADER_SCHEMA = 1, HEADER_BATCH = 3, BIG_ENDIAN_DATA = 1 };
enum { TYPE_INT = 2, TYPE_FLOAT = 3, TYPE_BINARY = 4, TYPE_TEXT = 5, TYPE_BOOL = 6 };
enum { TYPE_DATE = 8, TYPE_TIMESTAMP = 10, TYPE_DURATION = 18 };
enum { PRECISION_DOUBLE = 2, UNIT_DAY = 0, UNIT_MICROSECOND = 2 };

static crm_status schema_write(struct ipc_writer *ipc, const struct sheet *sheet);
static crm_status batch_write(struct ipc_writer *ipc, const struct sheet *sheet,
                              const struct arrow_column *columns);
static size_t message_begin(struct buffer *message, int64_t header_type, int64_t body_size);
static void message_send(struct ipc_writer *ipc);
static size_t field_write(struct buffer *message, const struct sheet *sheet, size_t column);
static size_t padded(size_t size);

void crm__ipc_init(struct ipc_writer *ipc, struct writer *out)
{
    *ipc = (struct ipc_writer){.out = out};
    crm__buffer_init(&ipc->message, out->env);
}

crm_status crm__ipc_write(struct ipc_writer *ipc, const struct sheet *sheet)
{
    struct env *env = ipc->out->env;
    size_t count = sheet->batch->column_count;
    crm_status status = CRM_OK;
    if (!ipc->started)
        status = schema_write(ipc, sheet);
    ipc->started = true;
    if (status < 0 || sheet->batch->row_count == 0)
        return status;
    struct arrow_column *columns = crm__alloc_zero(env, count + 1, sizeof *columns);
    if (!columns)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count && status == CRM_OK; i++)
        status = crm__arrow_column_make(sheet, i, &columns[i]);
    if (status == CRM_OK)
        status = batch_write(ipc, sheet, columns);
    for (size_t i = 0; i < count; i++)
        crm__arrow_column_free(env, &columns[i]);
    crm__free(env, columns);
    return status;
}

crm_status crm__ipc_finish(struct ipc_writer *ipc)
{
    static const char end[8] = "\xff\xff\xff\xff";
    crm__writer_bytes(ipc->out, end, sizeof end);
    crm__buffer_free(&ipc->message);
    return ipc->out->status;
}

static int64_t endianness(void)
{
    const uint16_t probe = 1;
    return *(const uint8_t *)&probe == 1 ? 0 : BIG_ENDIAN_DATA;
}

static crm_status schema_write(struct ipc_writer *ipc, const struct sheet *sheet)
{
    struct buffer *message = &ipc->message;
    size_t count = sheet->batch->column_count;
    size_t at[FLAT_FIELD_LIMIT];
    size_t header = message_begin(message, HEADER_SCHEMA, 0);
    const struct flat_field fields[] = {{0, 2, endianness()}, {1, 4, 0}};
    crm__flat_point(message, header, crm__flat_table(message, fields, 2, at));
    size_t vector = crm__flat_offsets(message, count);
    crm__flat_point(message, at[1], vector);
    for (size_t i = 0; i < count; i++)
        crm__flat_point(message, vector + 4 + 4 * i, field_write(message, sheet, i));
    message_send(ipc);
    return message->failed ? CRM_E_NOMEM : ipc->out->status;
}

static size_t body_size(const struct arrow_column *columns, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < columns[i].buffer_count; k++)
            size += padded(columns[i].sizes[k]);
    return size;
}

/* The vectors of nodes and buffers are structs of two 64-bit numbers. */
static void batch_describe(struct buffer *message, const struct sheet *sheet,
                           const struct arrow_column *columns)
{
    size_t count = sheet->batch->column_count;
    size_t at[FLAT_FIELD_LIMIT];
    size_t header = message_begin(message, HEADER_BATCH, (int64_t)body_size(columns, count));
    const struct flat_field fields[] = {
        {0, 8, (int64_t)sheet->batch->row_count}, {1, 4, 0}, {2, 4, 0}};
    crm__flat_point(message, header, crm__flat_table(message, fields, 3, at));
    crm__flat_point(message, at[1], crm__flat_vector(message, count, 8));
    size_t buffers = 0;
    for (size_t i = 0; i < count; i++) {
        crm__flat_number(message, (int64_t)sheet->batch->columns[i].count, 8);
        crm__flat_number(message, (int64_t)sheet->batch->columns[i].null_count, 8);
        buffers += columns[i].buffer_count;
    }
    crm__flat_point(message, at[2], crm__flat_vector(message, buffers, 8));
    size_t offset = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < columns[i].buffer_count; k++) {
            crm__flat_number(message, (int64_t)offset, 8);
            crm__flat_number(message, (int64_t)columns[i].sizes[k], 8);
            offset += padded(columns[i].sizes[k]);
        }
    }
}

static crm_status batch_write(struct ipc_writer *ipc, const struct sheet *sheet,
                              const struct arrow_column *columns)
{
    static const char zeros[8] = {0};
    batch_describe(&ipc->message, sheet, columns);
    message_send(ipc);
    if (ipc->message.failed)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < sheet->batch->column_count; i++) {
        for (size_t k = 0; k < columns[i].buffer_count; k++) {
            size_t size = columns[i].sizes[k];
            crm__writer_bytes(ipc->out, columns[i].buffers[k], size);
            crm__writer_bytes(ipc->out, zeros, padded(size) - size);
        }
    }
    return ipc->out->status;
}

/* Root and Message table; returns where the header's offset is. */
static size_t message_begin(struct buffer *message, int64_t header_type, int64_t body_size)
{
    size_t at[FLAT_FIELD_LIMIT];
    crm__buffer_clear(message);
    crm__flat_number(message, 0, 4);
    const struct flat_field fields[] = {
        {3, 8, body_size}, {2, 4, 0}, {0, 2, VERSION_5}, {1, 1, header_type}};
    crm__flat_point(message, 0, crm__flat_table(message, fields, 4, at));
    return at[1];
}

/* A continuation mark, the size of the flatbuffer with its padding, the flatbuffer. */
static void message_send(struct ipc_writer *ipc)
{
    struct buffer *message = &ipc->message;
    crm__flat_align(message, 8);
    if (message->failed)
        return;
    char prefix[8] = "\xff\xff\xff\xff";
    for (size_t i = 0; i < 4; i++)
        prefix[4 + i] = (char)(message->size >> (8 * i) & 0xff);
    crm__writer_bytes(ipc->out, prefix, sizeof prefix);
    crm__writer_text(ipc->out, crm__buffer_view(message));
}

struct ipc_type {
    int64_t number;
    struct flat_field fields[2];
    size_t field_count;
    bool zoned; /* its second field is the offset of "UTC" */
};

/* By the format string of the C data interface. */
static struct ipc_type type_of(const char *format)
{
    switch (format[0]) {
    case 'l':
        return (struct ipc_type){TYPE_INT, {{0, 4, 64}, {1, 1, true}}, 2, false};
    case 'g':
        return (struct ipc_type){TYPE_FLOAT, {{0, 2, PRECISION_DOUBLE}}, 1, false};
    case 'u':
        return (struct ipc_type){.number = TYPE_TEXT};
    case 'z':
        return (struct ipc_type){.number = TYPE_BINARY};
    case 'b':
        return (struct ipc_type){.number = TYPE_BOOL};
    default:
        break;
    }
    if (format[1] == 'd') /* "tdD" */
        return (struct ipc_type){TYPE_DATE, {{0, 2, UNIT_DAY}}, 1, false};
    if (format[1] == 'D') /* "tDu" */
        return (struct ipc_type){TYPE_DURATION, {{0, 2, UNIT_MICROSECOND}}, 1, false};
    return (struct ipc_type){TYPE_TIMESTAMP, {{0, 2, UNIT_MICROSECOND}, {1, 4, 0}}, 2, true};
}

static void metadata_write(struct buffer *message, const struct arrow_metadata *metadata,
                           size_t position)
{
    size_t vector = crm__flat_offsets(message, metadata->count);
    crm__flat_point(message, position, vector);
    for (size_t i = 0; i < metadata->count; i++) {
        size_t at[FLAT_FIELD_LIMIT];
        const struct flat_field pair[] = {{0, 4, 0}, {1, 4, 0}};
        crm__flat_point(message, vector + 4 + 4 * i, crm__flat_table(message, pair, 2, at));
        crm__flat_point(message, at[0], crm__flat_string(message, metadata->keys[i]));
        crm__flat_point(message, at[1], crm__flat_string(message, metadata->values[i]));
    }
}

/* Field: name, nullable, the type's number and table, children (none, but readers want the
 * vector), metadata. */
static size_t field_write(struct buffer *message, const struct sheet *sheet, size_t column)
{
    struct ipc_type type = type_of(crm__arrow_format(sheet, column));
    struct arrow_metadata metadata;
    crm__arrow_metadata(sheet, column, &metadata);
    size_t at[FLAT_FIELD_LIMIT];
    size_t inner[FLAT_FIELD_LIMIT];
    const struct flat_field fields[] = {{0, 4, 0},    {3, 4, 0},           {5, 4, 0},
                                        {1, 1, true}, {2, 1, type.number}, {6, 4, 0}};
    size_t table = crm__flat_table(message, fields, metadata.count ? 6 : 5, at);
    crm__flat_point(message, at[0], crm__flat_string(message, crm__sheet_name(sheet, column)));
    crm__flat_point(message, at[1], crm__flat_table(message, type.fields, type.field_count, inner));
    if (type.zoned)
        crm__flat_point(message, inner[1], crm__flat_string(message, TEXT("UTC")));
    crm__flat_point(message, at[2], crm__flat_offsets(message, 0));
    if (metadata.count)
        metadata_write(message, &metadata, at[5]);
    return table;
}

static size_t padded(size_t size)
{
    return (size + 7) / 8 * 8;
}
