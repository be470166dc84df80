/*
 * An independent answer to the simplest questions: cars in an array, with a unique plate among the
 * living, versions that count changes, and lists sorted by bytes. Every database must agree.
 */
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAR_LIMIT = 2000, TEXT_SIZE = 32 };

struct car {
    int64_t id;
    int64_t version;
    char plate[TEXT_SIZE]; /* empty: none */
    char title[TEXT_SIZE];
    int64_t seats; /* negative: none */
    bool deleted;
};

struct model {
    struct car cars[CAR_LIMIT];
    size_t count;
};

static const char *const titles[] = {"", "a", "b", "B", "A", "轿车", "客车", "Zebra", "zebra", "é"};

struct model *model_new(void)
{
    struct model *model = calloc(1, sizeof *model);
    if (!model)
        abort();
    return model;
}

void model_free(struct model *model)
{
    free(model);
}

/* What a step wants of a car. */
static struct car draw(uint64_t *state)
{
    struct car car = {.seats = (int64_t)dice_below(state, 9) - 1};
    if (dice_below(state, 3))
        snprintf(car.plate, sizeof car.plate, "M-%zu", dice_below(state, 400));
    snprintf(car.title, sizeof car.title, "%s", titles[dice_below(state, 10)]);
    return car;
}

static const struct car *plate_taken(const struct model *model, const char *plate,
                                     const struct car *own)
{
    for (size_t i = 0; plate[0] && i < model->count; i++) {
        const struct car *car = &model->cars[i];
        if (car != own && !car->deleted && strcmp(car->plate, plate) == 0)
            return car;
    }
    return NULL;
}

static bool differs(const struct car *a, const struct car *b)
{
    return strcmp(a->plate, b->plate) != 0 || strcmp(a->title, b->title) != 0 ||
           a->seats != b->seats;
}

static int complain(const struct world *world, const char *what, int64_t got, int64_t expected)
{
    printf("# %s: %s: %" PRId64 ", the model says %" PRId64 " (%s)\n", world->uri, what, got,
           expected, crm_db_error(world->db)->message);
    return 1;
}

static crm_status car_write(crm_record *record, const struct car *car)
{
    crm_record_set_text(record, "plate", car->plate, CRM_NUL);
    crm_record_set_text(record, "title", car->title, CRM_NUL);
    if (car->seats < 0)
        crm_record_clear(record, "seats");
    else
        crm_record_set_int(record, "seats", car->seats);
    return crm_record_save(record, NULL);
}

static int create(struct model *model, struct world *worlds, size_t count, uint64_t *state)
{
    struct car car = draw(state);
    crm_status expected = plate_taken(model, car.plate, NULL) ? CRM_E_EXISTS : CRM_OK;
    if (model->count == CAR_LIMIT)
        return 0;
    for (size_t i = 0; i < count; i++) {
        crm_record *record;
        if (crm_record_new(worlds[i].db, "car", &record) < 0)
            return complain(&worlds[i], "new", -1, 0);
        crm_status status = car_write(record, &car);
        car.id = crm_record_id(record);
        car.version = crm_record_version(record);
        crm_record_free(record);
        if (status != expected)
            return complain(&worlds[i], "create", status, expected);
        if (status == CRM_OK && car.version != 1)
            return complain(&worlds[i], "version", car.version, 1);
    }
    if (expected == CRM_OK)
        model->cars[model->count++] = car;
    return 0;
}

static int update(struct model *model, struct world *worlds, size_t count, uint64_t *state)
{
    if (model->count == 0)
        return 0;
    struct car *old = &model->cars[dice_below(state, model->count)];
    struct car car = draw(state);
    car.id = old->id;
    car.version = old->version + differs(old, &car);
    const struct car *taken = plate_taken(model, car.plate, old);
    crm_status expected = old->deleted ? CRM_E_NOT_FOUND : taken ? CRM_E_EXISTS : CRM_OK;
    for (size_t i = 0; i < count; i++) {
        crm_record *record = NULL;
        crm_status status = crm_record_get(worlds[i].db, "car", old->id, &record);
        if (status == CRM_OK)
            status = car_write(record, &car);
        int64_t version = record ? crm_record_version(record) : 0;
        int64_t way = crm_db_error(worlds[i].db)->record_id;
        crm_record_free(record);
        if (status != expected)
            return complain(&worlds[i], "update", status, expected);
        if (status == CRM_OK && version != car.version)
            return complain(&worlds[i], "version", version, car.version);
        if (status == CRM_E_EXISTS && way != taken->id)
            return complain(&worlds[i], "in the way", way, taken->id);
    }
    if (expected == CRM_OK)
        *old = car;
    return 0;
}

static int bury(struct model *model, struct world *worlds, size_t count, uint64_t *state)
{
    if (model->count == 0)
        return 0;
    struct car *car = &model->cars[dice_below(state, model->count)];
    bool back = dice_below(state, 2);
    crm_status expected = CRM_OK;
    if (back != car->deleted)
        expected = CRM_E_NOT_FOUND;
    else if (back && plate_taken(model, car->plate, car))
        expected = CRM_E_EXISTS;
    for (size_t i = 0; i < count; i++) {
        crm_status status = back ? crm_record_restore(worlds[i].db, "car", car->id)
                                 : crm_record_delete(worlds[i].db, "car", car->id);
        if (status != expected)
            return complain(&worlds[i], back ? "restore" : "delete", status, expected);
    }
    if (expected == CRM_OK) {
        car->deleted = !back;
        car->version++;
    }
    return 0;
}

static int by_title(const void *a, const void *b)
{
    const struct car *left = *(const struct car *const *)a;
    const struct car *right = *(const struct car *const *)b;
    bool left_none = !left->title[0];
    bool right_none = !right->title[0];
    int order = left_none - right_none; /* empty is null, and last */
    if (order == 0)
        order = strcmp(left->title, right->title);
    if (order == 0)
        order = (left->seats < 0) - (right->seats < 0);
    if (order == 0) /* seats descend */
        order = (left->seats < right->seats) - (left->seats > right->seats);
    return order ? order : (left->id > right->id) - (left->id < right->id);
}

static int list(struct model *model, struct world *worlds, size_t count, uint64_t *state)
{
    static const struct car *found[CAR_LIMIT];
    char rule[64];
    size_t expected = 0;
    int64_t least = (int64_t)dice_below(state, 8);
    snprintf(rule, sizeof rule, "plate.startsWith('M-') && seats >= %" PRId64, least);
    for (size_t i = 0; i < model->count; i++) {
        const struct car *car = &model->cars[i];
        if (!car->deleted && car->plate[0] && car->seats >= least)
            found[expected++] = car;
    }
    qsort(found, expected, sizeof *found, by_title);
    for (size_t i = 0; i < count; i++) {
        crm_query *query;
        crm_cursor *cursor = NULL;
        if (crm_query_new(worlds[i].db, "car", &query) < 0)
            return complain(&worlds[i], "query", -1, 0);
        crm_query_where(query, rule, CRM_NUL);
        crm_query_sort(query, "title,-seats");
        crm_query_fields(query, "id");
        crm_status status = crm_query_run(query, &cursor);
        size_t at = 0;
        int64_t id = 0;
        while (status == CRM_OK && (status = crm_cursor_next(cursor)) == CRM_OK) {
            id = crm_cursor_int(cursor, 0);
            if (at >= expected || id != found[at++]->id)
                break;
        }
        crm_cursor_free(cursor);
        crm_query_free(query);
        if (status != CRM_DONE || at != expected)
            return complain(&worlds[i], rule, id, at < expected ? found[at]->id : 0);
    }
    return 0;
}

int model_step(struct model *model, struct world *worlds, size_t count, uint64_t seed)
{
    uint64_t state = seed;
    size_t what = dice_below(&state, 10);
    for (size_t i = 0; i < count; i++)
        crm_db_act_as(worlds[i].db, 0); /* the model knows no rights */
    if (what < 4)
        return create(model, worlds, count, &state);
    if (what < 7)
        return update(model, worlds, count, &state);
    return what < 9 ? bury(model, worlds, count, &state) : list(model, worlds, count, &state);
}
