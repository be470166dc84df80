/* Power cuts: what was synced stays, of the rest any part may. */
#include "powerloss_vfs.h"

#include "shim_vfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 16 };

struct change {
    int kind; /* IO_WRITE, IO_TRUNCATE, IO_DELETE */
    char *bytes;
    size_t size;
    size_t offset;
};

struct image {
    char *bytes;
    size_t size;
    size_t capacity;
    bool exists;
};

struct kept_file {
    char path[512];
    struct image durable;
    struct change *changes; /* since the last sync */
    size_t change_count;
    size_t change_capacity;
};

static struct {
    struct kept_file files[FILE_LIMIT];
    size_t file_count;
    int64_t operations;
    int64_t cut_at;
    bool off;
} machine;

static int hook(const struct io_call *call);
static bool counts(int kind);
static struct kept_file *file_of(const char *path);
static void load(struct kept_file *file);
static void note(struct kept_file *file, const struct io_call *call);
static void sync_file(struct kept_file *file);
static void apply(struct image *image, const struct change *change);
static void image_write(struct image *image, const char *bytes, size_t size, size_t offset);
static void image_resize(struct image *image, size_t size);
static void forget_changes(struct kept_file *file);
static void restore_file(const struct kept_file *file, uint64_t *state);
static void apply_partly(struct image *image, const struct change *change, size_t sector,
                         uint64_t *state);
static uint64_t draw(uint64_t *state);
static void *grown(void *block, size_t size);

void powerloss_start(void)
{
    if (shim_vfs_register(POWERLOSS_VFS, hook) != SQLITE_OK)
        abort();
    powerloss_stop();
}

void powerloss_stop(void)
{
    for (size_t i = 0; i < machine.file_count; i++) {
        forget_changes(&machine.files[i]);
        free(machine.files[i].changes);
        free(machine.files[i].durable.bytes);
    }
    memset(&machine, 0, sizeof machine);
}

void powerloss_cut_at(int64_t operation)
{
    machine.cut_at = operation;
}

int64_t powerloss_operations(void)
{
    return machine.operations;
}

bool powerloss_is_off(void)
{
    return machine.off;
}

void powerloss_restore(uint64_t seed)
{
    uint64_t state = seed;
    for (size_t i = 0; i < machine.file_count; i++)
        restore_file(&machine.files[i], &state);
}

static int hook(const struct io_call *call)
{
    if (counts(call->kind) && call->path) {
        machine.operations++;
        if (machine.cut_at > 0 && machine.operations >= machine.cut_at)
            machine.off = true;
    }
    if (machine.off)
        return SQLITE_IOERR;
    if (!call->path)
        return SQLITE_OK;
    struct kept_file *file = file_of(call->path);
    if (call->kind == IO_SYNC) {
        sync_file(file);
        return IO_SWALLOW; /* The real disk need not be waited for. */
    }
    if (counts(call->kind))
        note(file, call);
    return SQLITE_OK;
}

static bool counts(int kind)
{
    return kind == IO_WRITE || kind == IO_TRUNCATE || kind == IO_SYNC || kind == IO_DELETE;
}

static struct kept_file *file_of(const char *path)
{
    for (size_t i = 0; i < machine.file_count; i++) {
        if (strcmp(machine.files[i].path, path) == 0)
            return &machine.files[i];
    }
    if (machine.file_count == FILE_LIMIT)
        abort();
    struct kept_file *file = &machine.files[machine.file_count++];
    snprintf(file->path, sizeof file->path, "%s", path);
    load(file);
    return file;
}

/* What stands there before the first use has been there for long. */
static void load(struct kept_file *file)
{
    FILE *real = fopen(file->path, "rb");
    if (!real)
        return;
    file->durable.exists = true;
    char block[4096];
    size_t size;
    while ((size = fread(block, 1, sizeof block, real)) > 0)
        image_write(&file->durable, block, size, file->durable.size);
    fclose(real);
}

static void note(struct kept_file *file, const struct io_call *call)
{
    if (file->change_count == file->change_capacity) {
        file->change_capacity = file->change_capacity * 2 + 16;
        file->changes = grown(file->changes, file->change_capacity * sizeof *file->changes);
    }
    struct change *change = &file->changes[file->change_count++];
    *change = (struct change){
        .kind = call->kind, .size = (size_t)call->size, .offset = (size_t)call->offset};
    if (call->kind == IO_WRITE) {
        change->bytes = grown(NULL, change->size);
        memcpy(change->bytes, call->bytes, change->size);
    }
    if (call->kind == IO_DELETE && call->flags)
        sync_file(file); /* The folder is synced with it. */
}

/* The file's entry in its folder comes with its content, as on the usual file systems. */
static void sync_file(struct kept_file *file)
{
    bool was_deleted =
        file->change_count > 0 && file->changes[file->change_count - 1].kind == IO_DELETE;
    for (size_t i = 0; i < file->change_count; i++)
        apply(&file->durable, &file->changes[i]);
    file->durable.exists = !was_deleted;
    forget_changes(file);
}

static void apply(struct image *image, const struct change *change)
{
    switch (change->kind) {
    case IO_WRITE:
        image->exists = true;
        image_write(image, change->bytes, change->size, change->offset);
        break;
    case IO_TRUNCATE:
        image_resize(image, change->size);
        break;
    default:
        image->exists = false;
        image->size = 0;
        break;
    }
}

static void image_write(struct image *image, const char *bytes, size_t size, size_t offset)
{
    if (offset + size > image->size)
        image_resize(image, offset + size);
    memcpy(image->bytes + offset, bytes, size);
}

static void image_resize(struct image *image, size_t size)
{
    if (size > image->capacity) {
        image->capacity = size * 2;
        image->bytes = grown(image->bytes, image->capacity);
    }
    if (size > image->size)
        memset(image->bytes + image->size, 0, size - image->size);
    image->size = size;
}

static void forget_changes(struct kept_file *file)
{
    for (size_t i = 0; i < file->change_count; i++)
        free(file->changes[i].bytes);
    file->change_count = 0;
}

/* Each file has its own luck: nothing, everything, or some sectors of what was not synced. */
static void restore_file(const struct kept_file *file, uint64_t *state)
{
    struct image image = {.exists = file->durable.exists};
    if (file->durable.size > 0)
        image_write(&image, file->durable.bytes, file->durable.size, 0);
    uint64_t luck = draw(state) % 4;
    size_t sector = draw(state) % 2 ? 512 : 4096;
    for (size_t i = 0; i < file->change_count; i++) {
        if (luck == 1)
            apply(&image, &file->changes[i]);
        else if (luck > 1)
            apply_partly(&image, &file->changes[i], sector, state);
    }
    remove(file->path);
    char index[sizeof file->path + 8];
    snprintf(index, sizeof index, "%s-shm", file->path);
    remove(index); /* Memory does not outlive a cut. */
    if (image.exists) {
        FILE *real = fopen(file->path, "wb");
        if (!real || fwrite(image.bytes, 1, image.size, real) != image.size || fclose(real) != 0)
            abort();
    }
    free(image.bytes);
}

static void apply_partly(struct image *image, const struct change *change, size_t sector,
                         uint64_t *state)
{
    if (change->kind != IO_WRITE) {
        if (draw(state) % 2)
            apply(image, change);
        return;
    }
    size_t from = 0;
    while (from < change->size) {
        size_t end = ((change->offset + from) / sector + 1) * sector - change->offset;
        if (end > change->size)
            end = change->size;
        if (draw(state) % 2) {
            image->exists = true;
            image_write(image, change->bytes + from, end - from, change->offset + from);
        }
        from = end;
    }
}

/* Splitmix64. */
static uint64_t draw(uint64_t *state)
{
    uint64_t bits = *state += UINT64_C(0x9e3779b97f4a7c15);
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
    return bits ^ (bits >> 31);
}

static void *grown(void *block, size_t size)
{
    void *larger = realloc(block, size ? size : 1);
    if (!larger)
        abort();
    return larger;
}
