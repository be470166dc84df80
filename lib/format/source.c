/* Source: reads, detects, decodes, and slides the window. */
#include "format/source.h"

#include <assert.h>
#include <string.h>

enum { RAW_CHUNK_SIZE = SOURCE_BLOCK_SIZE / 2 };

static crm_status first_block(struct source *source, enum encoding encoding);
static crm_status append_utf8(struct source *source, size_t room);
static crm_status append_decoded(struct source *source, size_t room);
static crm_status read_some(struct source *source, char *bytes, size_t size, size_t *read_out);
static crm_status take_utf8(struct source *source, size_t added);
static crm_status take_decoded(struct source *source, struct text chunk);
static crm_status terminate(struct source *source);
static void drop(struct source *source, size_t consumed);

crm_status crm__source_open(struct source *source, struct env *env, crm_read read, void *context,
                            enum encoding encoding)
{
    *source = (struct source){.env = env, .read = read, .context = context};
    crm__buffer_init(&source->window, env);
    crm__buffer_init(&source->raw, env);
    source->decoder.env = env;
    crm_status status = first_block(source, encoding);
    if (status >= 0)
        status = terminate(source);
    if (status < 0)
        crm__source_free(source);
    return status;
}

void crm__source_free(struct source *source)
{
    crm__buffer_free(&source->window);
    crm__buffer_free(&source->raw);
    crm__decoder_free(&source->decoder);
}

crm_status crm__source_refill(struct source *source, size_t consumed)
{
    drop(source, consumed);
    size_t goal = source->window.size + SOURCE_BLOCK_SIZE;
    crm_status status = CRM_OK;
    while (status >= 0 && !source->ended && source->window.size < goal) {
        size_t room = goal - source->window.size;
        if (source->decoder.encoding == ENCODING_UTF8)
            status = append_utf8(source, room);
        else
            status = append_decoded(source, room);
    }
    return status < 0 ? status : terminate(source);
}

const struct damage *crm__source_pass(struct source *source, size_t to)
{
    const struct decoder *decoder = &source->decoder;
    const struct damage *first = NULL;
    while (source->next_damage < decoder->damage_count &&
           decoder->damages[source->next_damage].position < source->position + (int64_t)to) {
        if (!first)
            first = &decoder->damages[source->next_damage];
        source->next_damage++;
    }
    return first;
}

int32_t crm__read_text(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct text *text = context;
    size_t taken = size < text->size ? size : text->size;
    if (taken)
        memcpy(bytes, text->data, taken);
    *text = crm__text_slice(*text, taken, text->size);
    *read_out = taken;
    return 0;
}

/* The sample that detection sees becomes the first block. */
static crm_status first_block(struct source *source, enum encoding encoding)
{
    struct buffer *window = &source->window;
    crm__buffer_reserve(window, SOURCE_BLOCK_SIZE);
    if (window->failed)
        return CRM_E_NOMEM;
    size_t got = 1;
    while (got && window->size < ENCODING_SAMPLE_SIZE) {
        crm_status status =
            read_some(source, window->data + window->size, SOURCE_BLOCK_SIZE - window->size, &got);
        if (status < 0)
            return status;
        window->size += got;
    }
    source->ended = got == 0;
    struct text sample = crm__text_slice(crm__buffer_view(window), 0, ENCODING_SAMPLE_SIZE);
    bool complete = source->ended && sample.size == window->size;
    source->encoding = crm__encoding_detect(sample, complete);
    if (encoding != ENCODING_DETECT && encoding != source->encoding.encoding)
        source->encoding = (struct encoding_guess){encoding, 100, 0};
    size_t skip = source->encoding.bom_size;
    crm__decoder_init(&source->decoder, source->env, source->encoding.encoding, (int64_t)skip);
    if (source->encoding.encoding == ENCODING_UTF8) {
        size_t size = window->size - skip;
        memmove(window->data, window->data + skip, size);
        window->size = 0;
        return take_utf8(source, size);
    }
    /* The undecoded block becomes the raw chunk. */
    struct buffer raw = source->raw;
    source->raw = *window;
    *window = raw;
    struct text chunk = crm__buffer_view(&source->raw);
    return take_decoded(source, crm__text_slice(chunk, skip, chunk.size));
}

static crm_status append_utf8(struct source *source, size_t room)
{
    struct buffer *window = &source->window;
    crm__buffer_reserve(window, source->pending + room);
    if (window->failed)
        return CRM_E_NOMEM;
    char *end = window->data + window->size;
    memcpy(end, source->tail, source->pending);
    size_t got;
    crm_status status = read_some(source, end + source->pending, room, &got);
    if (status < 0)
        return status;
    source->ended = got == 0;
    return take_utf8(source, source->pending + got);
}

static crm_status append_decoded(struct source *source, size_t room)
{
    struct buffer *raw = &source->raw;
    crm__buffer_clear(raw);
    crm__buffer_reserve(raw, RAW_CHUNK_SIZE);
    if (raw->failed)
        return CRM_E_NOMEM;
    size_t got;
    size_t want = room < RAW_CHUNK_SIZE ? room : RAW_CHUNK_SIZE;
    crm_status status = read_some(source, raw->data, want, &got);
    if (status < 0)
        return status;
    source->ended = got == 0;
    return take_decoded(source, (struct text){raw->data, got});
}

static crm_status read_some(struct source *source, char *bytes, size_t size, size_t *read_out)
{
    *read_out = 0;
    int32_t answer = source->read(source->context, bytes, size, read_out);
    if (answer != 0)
        return crm__fail(source->env, CRM_E_IO, "the host's read callback answered %d",
                         (int)answer);
    if (*read_out > size)
        return crm__fail(source->env, CRM_E_MISUSE,
                         "the host's read callback gave %zu bytes, at most %zu", *read_out, size);
    return CRM_OK;
}

/* Checks and repairs `added` bytes behind the window and takes them in. */
static crm_status take_utf8(struct source *source, size_t added)
{
    struct buffer *window = &source->window;
    size_t clean = added;
    crm_status status =
        crm__decoder_repair(&source->decoder, window->data + window->size, &clean, source->ended);
    if (status < 0)
        return status;
    window->size += clean;
    source->pending = source->ended ? 0 : added - clean;
    assert(source->pending < DECODER_TAIL_SIZE);
    memcpy(source->tail, window->data + window->size, source->pending);
    return CRM_OK;
}

static crm_status take_decoded(struct source *source, struct text chunk)
{
    crm_status status = crm__decoder_feed(&source->decoder, chunk, &source->window);
    if (status >= 0 && source->ended)
        status = crm__decoder_finish(&source->decoder, &source->window);
    return status;
}

/* A NUL behind the window ends every token of a reader. */
static crm_status terminate(struct source *source)
{
    crm__buffer_reserve(&source->window, 1);
    if (source->window.failed)
        return CRM_E_NOMEM;
    source->window.data[source->window.size] = '\0';
    return CRM_OK;
}

/* Forgets consumed bytes and the damages among them. */
static void drop(struct source *source, size_t consumed)
{
    struct buffer *window = &source->window;
    assert(consumed <= window->size);
    crm__source_pass(source, consumed);
    if (consumed)
        memmove(window->data, window->data + consumed, window->size - consumed + source->pending);
    window->size -= consumed;
    source->position += (int64_t)consumed;
    struct decoder *decoder = &source->decoder;
    decoder->damage_count -= source->next_damage;
    if (decoder->damage_count && source->next_damage)
        memmove(decoder->damages, decoder->damages + source->next_damage,
                decoder->damage_count * sizeof *decoder->damages);
    source->next_damage = 0;
}
