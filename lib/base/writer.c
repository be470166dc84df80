/* Long output: a small block in front of the host's crm_write. */
#include "base/text.h"

#include <string.h>

static void flush(struct writer *writer);
static void hand_over(struct writer *writer, const void *bytes, size_t size);

void crm__writer_init(struct writer *writer, struct env *env, crm_write write, void *context)
{
    writer->env = env;
    writer->write = write;
    writer->context = context;
    writer->status = CRM_OK;
    writer->used = 0;
}

void crm__writer_bytes(struct writer *writer, const void *bytes, size_t size)
{
    if (size > sizeof writer->block - writer->used)
        flush(writer);
    if (size > sizeof writer->block) {
        hand_over(writer, bytes, size);
        return;
    }
    if (size)
        memcpy(writer->block + writer->used, bytes, size);
    writer->used += size;
}

void crm__writer_text(struct writer *writer, struct text text)
{
    crm__writer_bytes(writer, text.data, text.size);
}

void crm__writer_cstr(struct writer *writer, const char *text)
{
    crm__writer_bytes(writer, text, strlen(text));
}

crm_status crm__writer_finish(struct writer *writer)
{
    flush(writer);
    return writer->status;
}

static void flush(struct writer *writer)
{
    if (writer->used)
        hand_over(writer, writer->block, writer->used);
    writer->used = 0;
}

static void hand_over(struct writer *writer, const void *bytes, size_t size)
{
    if (writer->status < 0)
        return;
    int32_t answer = writer->write(writer->context, bytes, size);
    if (answer != 0)
        writer->status =
            crm__fail(writer->env, CRM_E_IO, "the host's write callback answered %d", (int)answer);
}
