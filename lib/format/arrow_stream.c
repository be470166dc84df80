/* A reader as an Arrow stream. */
#include "format/arrow.h"

#include <assert.h>
#include <errno.h>

struct stream_home {
    struct reader *reader;
    struct batch batch; /* its columns are the schema; the reader fills it */
};

static int stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out);
static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out);
static const char *stream_error(struct ArrowArrayStream *stream);
static void stream_release(struct ArrowArrayStream *stream);

crm_status crm__arrow_stream(struct reader *reader, struct ArrowArrayStream *stream_out)
{
    struct env *env = reader->env;
    *stream_out = (struct ArrowArrayStream){.release = NULL};
    struct stream_home *home = crm__alloc_zero(env, 1, sizeof *home);
    if (!home)
        return CRM_E_NOMEM;
    crm__batch_init(&home->batch, env);
    crm_status status = crm__reader_prepare(reader->columns, reader->column_count, &home->batch);
    if (status < 0) {
        crm__batch_free(&home->batch);
        crm__free(env, home);
        return status;
    }
    home->reader = reader;
    *stream_out = (struct ArrowArrayStream){.get_schema = stream_schema,
                                            .get_next = stream_next,
                                            .get_last_error = stream_error,
                                            .release = stream_release,
                                            .private_data = home};
    return CRM_OK;
}

/* The specification wants errno codes; the detail is in get_last_error. */
static int errno_of(crm_status status)
{
    switch (status) {
    case CRM_E_NOMEM:
        return ENOMEM;
    case CRM_E_IO:
    case CRM_E_CORRUPT:
        return EIO;
    case CRM_E_CANCELLED:
        return ECANCELED;
    case CRM_E_BUSY:
        return EBUSY;
    default:
        return EINVAL;
    }
}

static int stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct stream_home *home = stream->private_data;
    struct reader *reader = home->reader;
    struct sheet sheet = {.batch = &home->batch, .columns = reader->columns};
    crm_status status = crm__arrow_schema(reader->env, &sheet, out);
    return status < 0 ? errno_of(status) : 0;
}

static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct stream_home *home = stream->private_data;
    struct reader *reader = home->reader;
    *out = (struct ArrowArray){.release = NULL};
    crm_status status = reader->next(reader, &home->batch);
    if (status == CRM_DONE)
        return 0; /* a released array is the end */
    if (status >= 0)
        status = crm__arrow_array(&home->batch, reader->columns, out);
    return status < 0 ? errno_of(status) : 0;
}

static const char *stream_error(struct ArrowArrayStream *stream)
{
    const struct stream_home *home = stream->private_data;
    const struct env *env = home->reader->env;
    return env->error.status < 0 ? env->error.message : NULL;
}

static void stream_release(struct ArrowArrayStream *stream)
{
    struct stream_home *home = stream->private_data;
    struct env *env = home->reader->env;
    crm__batch_free(&home->batch);
    crm__reader_free(home->reader);
    crm__free(env, home);
    stream->release = NULL;
}
