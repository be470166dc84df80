/* Which column of a file goes into which field: by what the caller said, by names and labels, and
 * by what people call a field in spreadsheets. */
#ifndef CRM_SERVICE_IMPORT_MAP_H
#define CRM_SERVICE_IMPORT_MAP_H

#include "service/import.h"

enum { IMPORT_TARGET_LIMIT = 256 };

enum import_origin {
    IMPORT_FROM_COLUMN,
    IMPORT_FROM_CONSTANT,
    IMPORT_FROM_ROW, /* the constant, "-", and the number of the row */
};

struct import_target {
    enum import_origin origin;
    size_t column; /* of the file */
    struct text constant;
    const struct field *field; /* of the entity */
    const struct field *path;  /* of the entity that a reference leads to; NULL: the field itself */
};

struct import_map {
    struct env *env;
    struct arena arena;
    const struct import_options *options;
    const struct entity *entity;
    struct import_target *targets; /* IMPORT_TARGET_LIMIT */
    size_t target_count;
    struct import_column *columns; /* those of the file, then constants */
    size_t column_count;
    size_t column_capacity;
    size_t file_columns; /* names that were looked at */
};

void crm__import_map_init(struct import_map *map, struct env *env,
                          const struct import_options *options);
void crm__import_map_free(struct import_map *map);

/*
 * Maps the columns from map->file_columns on; call again when there are more. `sample` is a value
 * of each column (may be empty), which tells ids of this database from those of another system.
 */
crm_status crm__import_map_columns(struct import_map *map, const struct text *names,
                                   const struct text *sample, size_t count);
/* What the columns leave to say: constants of the map, the source of external ids, numbers that
 * are required. CRM_E_INVALID when a required field has no column. */
crm_status crm__import_map_finish(struct import_map *map, const struct key *key);

/* The unique key that the caller named, or that external ids suggest; NULL: none. */
crm_status crm__import_map_key(struct import_map *map, const struct key **key_out);

/* The entity that takes most of the columns; CRM_E_INVALID when none is convincing. */
crm_status crm__import_guess(const struct catalogue *catalogue, struct env *env,
                             const struct import_options *options, const struct text *names,
                             const struct text *sample, size_t count,
                             const struct entity **entity_out);

/* Ids of libcrm databases are long numbers; a short "id" is another system's. */
static inline bool crm__import_is_own_id(int64_t id)
{
    return id >= INT64_C(1) << 40;
}

/* It leads to another record, or to several. */
static inline bool crm__import_refers(const struct field *field)
{
    return field->type == FIELD_REFERENCE || field->type == FIELD_REFERENCES;
}

/* Target of that field, without a path; NULL. */
const struct import_target *crm__import_target(const struct import_map *map,
                                               const struct field *field);

/* How many columns at the beginning are those of a file of rejected rows (import_reject.c), which
 * say what was wrong: 0 or 3. */
size_t crm__import_reason_columns(const struct text *names, size_t count);

/* What people call fields (import_names.c): the next target, as "mobile" or "account.name", that a
 * folded column name may mean; NULL: no more. *from starts at 0. */
const char *crm__import_synonym(struct text folded, size_t *from);
/* The form in which names are compared: lower case, no spaces or marks, no remark in brackets. */
void crm__import_fold(struct buffer *folded, struct text name);

#endif
