/*
 * The catalogue: what entities exist and what fields they have.
 *
 * Standard entities are written once as tables of the spec types below (lib/model/catalogue/).
 * Custom ones are rows of the same shape, read from the database at open. Both become `struct
 * entity` and `struct field`, and from there on nothing can tell them apart.
 */
#ifndef CRM_MODEL_ENTITY_H
#define CRM_MODEL_ENTITY_H

#include "base/batch.h"
#include "base/memory.h"
#include "base/text.h"

enum field_type {
    FIELD_TEXT,       /* VALUE_TEXT */
    FIELD_INTEGER,    /* VALUE_INT */
    FIELD_DECIMAL,    /* VALUE_INT, scaled by 10^scale */
    FIELD_MONEY,      /* VALUE_INT, minor units of the record's `currency` field */
    FIELD_BOOL,       /* VALUE_INT, 0 or 1 */
    FIELD_DATE,       /* VALUE_INT, days since 1970-01-01 */
    FIELD_TIME,       /* VALUE_INT, microseconds UTC since 1970 */
    FIELD_CHOICE,     /* VALUE_TEXT, a name of the choice set */
    FIELD_CHOICES,    /* VALUE_TEXT, "|a|b|" in the set's order */
    FIELD_PHONE,      /* VALUE_TEXT as typed; NAME_normal beside it holds E.164 */
    FIELD_EMAIL,      /* VALUE_TEXT as typed; NAME_normal beside it holds the exact key */
    FIELD_URL,        /* VALUE_TEXT */
    FIELD_REFERENCE,  /* VALUE_INT, id in the target entity */
    FIELD_REFERENCES, /* VALUE_BLOB, ascending distinct ids as native int64; kept as link rows */
    FIELD_JSON,       /* VALUE_TEXT, strict JSON, opaque to SQL */
};

enum field_flag {
    FIELD_REQUIRED = 1 << 0,
    FIELD_UNIQUE = 1 << 1, /* among records that are not deleted; null is free */
    FIELD_INDEXED = 1 << 2,
    FIELD_SEARCHABLE = 1 << 3, /* in full-text search */
    FIELD_PII = 1 << 4,        /* personal data: masked, erased, kept out of logs */
    FIELD_NO_HISTORY = 1 << 5, /* changes are not written to history (counters, caches) */
    FIELD_SYSTEM = 1 << 6,     /* on every entity, kept by the library */
    FIELD_DERIVED = 1 << 7,    /* computed by the library; callers cannot set it */
    FIELD_RETIRED = 1 << 8,    /* a custom field that was removed; its column stays, see below */
};

enum entity_flag {
    ENTITY_CUSTOM = 1 << 0,
    ENTITY_NO_HISTORY = 1 << 1,  /* ledgers and queues: rows are their own history */
    ENTITY_APPEND_ONLY = 1 << 2, /* rows are never changed or deleted */
    ENTITY_CUSTOMER = 1 << 3,    /* takes part in duplicate checks: lead, contact, account */
    ENTITY_INTERNAL = 1 << 4,    /* not offered for import or as a reference target */
};

/* Every entity starts with these, at these positions. */
enum system_field {
    SYSTEM_ID,
    SYSTEM_VERSION, /* 1 on create, +1 a save */
    SYSTEM_CREATED_AT,
    SYSTEM_CREATED_BY, /* reference to user; null for the superuser */
    SYSTEM_UPDATED_AT,
    SYSTEM_UPDATED_BY,
    SYSTEM_DELETED_AT, /* null while the record lives */
    SYSTEM_OWNER,      /* reference to user: row visibility goes by it */
    SYSTEM_EXTERNAL_SOURCE,
    SYSTEM_EXTERNAL_ID, /* unique together with the source */
    SYSTEM_FIELD_COUNT,
};

/* Static tables. Strings are literals. */
struct choice_spec {
    const char *name;
    const char *label_en;
    const char *label_zh;
};

struct choice_set_spec {
    const char *name;
    const struct choice_spec *choices;
    size_t count;
};

struct field_spec {
    const char *name;
    enum field_type type;
    uint32_t flags;
    int32_t size;       /* text-like: most bytes (0: the type's default); decimal: scale 0..9 */
    const char *target; /* reference(s): entity; choice(s): choice set; else NULL */
    const char *label_en;
    const char *label_zh;
    const char *initial; /* default as text, in the form import takes; NULL for none */
};

struct entity_spec {
    const char *name;
    const char *label_en;
    const char *label_zh;
    const char *area; /* one letter of the scope: "A" ground, "B" leads … */
    const struct field_spec *fields;
    size_t field_count;
    const char *name_field;     /* what a person calls a record by */
    const char *const *uniques; /* composite keys, each "field,field"; NULL-terminated or NULL */
    const char *const *indexes; /* composite indexes, the same form */
    uint32_t flags;
    /* What a list shows when nobody says: fields and paths; NULL: the first few of its fields. */
    const char *list;
};

/*
 * Numbers of fields. A standard field is FIELD_NUMBER_STANDARD + its row in the table, so rows are
 * only ever appended; golden/catalogue_numbers.txt pins them. A NAME_normal field has the number
 * of the field it follows + FIELD_NUMBER_NORMAL.
 */
enum field_number {
    FIELD_NUMBER_SYSTEM = 1,    /* + enum system_field */
    FIELD_NUMBER_CURRENCY = 99, /* a `currency` that came with the first custom money field */
    FIELD_NUMBER_STANDARD = 100,
    FIELD_NUMBER_CUSTOM = 10000,
    FIELD_NUMBER_NORMAL = 100000,
};

/* Numbers of entities: area A 100, 101, …; area B 200, …; custom ones from here. */
enum { ENTITY_NUMBER_CUSTOM = 10000 };

/* Run-time forms. Everything below is owned by the catalogue's arena. */
struct choice {
    struct text name;
    struct text label_en;
    struct text label_zh;
};

struct choice_set {
    struct text name;
    const struct choice *choices;
    size_t count;
};

struct entity;

struct field {
    struct text name; /* NUL-terminated */
    const struct entity *entity;
    enum field_type type;
    uint32_t flags;
    int32_t size_limit;          /* bytes; text-like fields */
    int32_t scale;               /* decimal */
    int32_t index;               /* position in entity->fields and in a record's values */
    int32_t number;              /* stable for ever: history refers to it; enum field_number */
    const struct entity *target; /* reference(s) */
    const struct choice_set *choices;
    struct text label_en;
    struct text label_zh;
    struct text initial;           /* data NULL when there is none */
    const struct field *normal;    /* of a phone or e-mail field: its NAME_normal */
    const struct field *normal_of; /* of NAME_normal: the phone or e-mail field it follows */
};

struct entity {
    struct text name; /* NUL-terminated; also the table's name */
    const struct catalogue *catalogue;
    struct text label_en;
    struct text label_zh;
    struct text area;
    uint32_t flags;
    int32_t index;         /* position in catalogue->entities */
    int32_t number;        /* stable for ever */
    struct field **fields; /* system, standard, custom; only ever appended to */
    size_t field_count;
    size_t field_capacity;
    const struct field *name_field;
    struct text list; /* what a list shows when nobody says: fields and paths; empty: first few */
    const struct field *currency; /* of its money fields, or NULL */
    struct key {                  /* unique keys and indexes; only ever appended to */
        const struct field **fields;
        size_t count;
        bool unique;
    } * keys;
    size_t key_count;
    size_t key_capacity;
    struct map field_map; /* name -> index */
};

struct catalogue {
    struct env *env;
    struct arena arena;
    struct entity **entities;
    size_t entity_count;
    size_t entity_capacity;
    struct map entity_map;
    struct map choice_map; /* name -> position in choice_sets */
    struct choice_set **choice_sets;
    size_t choice_set_count;
    size_t choice_set_capacity;
    uint64_t generation; /* grows with every change; keys of statement caches contain it */
};

/* The standard entities; custom ones are added to it. */
crm_status crm__catalogue_init(struct catalogue *catalogue, struct env *env);
void crm__catalogue_free(struct catalogue *catalogue);

/* NULL when absent, without an error. */
const struct entity *crm__entity_find(const struct catalogue *catalogue, struct text name);
const struct field *crm__field_find(const struct entity *entity, struct text name);
/* The same, but absence is CRM_E_UNKNOWN with "did you mean". */
crm_status crm__entity_need(const struct catalogue *catalogue, struct text name,
                            const struct entity **entity_out);
crm_status crm__field_need(struct env *env, const struct entity *entity, struct text name,
                           const struct field **field_out);
const struct field *crm__field_by_number(const struct entity *entity, int32_t number);
const struct entity *crm__entity_by_number(const struct catalogue *catalogue, int32_t number);

static inline const struct field *crm__system_field(const struct entity *entity,
                                                    enum system_field which)
{
    return entity->fields[which];
}

/* How the type is stored: the kind of its values, of its column, and of its batch column. */
enum value_kind crm__field_kind(enum field_type type);
/* False for FIELD_REFERENCES, which lives in link rows. */
bool crm__field_has_column(const struct field *field);
/* "text", "integer" … as in `lcrm schema` */
const char *crm__field_type_name(enum field_type type);
crm_status crm__field_type_parse(struct env *env, struct text name, enum field_type *type_out);

/* The set's choice of that name, or NULL. */
const struct choice *crm__choice_find(const struct choice_set *set, struct text name);

/*
 * Adds a custom entity, or a field to any entity. Names: a letter, then letters, digits and "_",
 * lower case, at most 60 bytes, not a name in use and not a word of the rule language. At most
 * 500 custom fields an entity. A custom entity starts with the field `name`. `number` 0 takes the
 * next free one (a new definition); otherwise it is one read back from the database. Memory only:
 * the store writes the definition and the DDL.
 */
struct field_definition {
    struct text name;
    enum field_type type;
    uint32_t flags;
    int32_t size;
    struct text target;   /* entity, or a choice set to share */
    struct text label_en; /* missing labels are the other language's, or the name */
    struct text label_zh;
    struct text initial;
    const struct choice *choices; /* for a choice set of its own, named ENTITY.FIELD */
    size_t choice_count;
    int32_t number;
};

crm_status crm__catalogue_add_entity(struct catalogue *catalogue, struct text name,
                                     struct text label_en, struct text label_zh, uint32_t flags,
                                     int32_t number, const struct entity **entity_out);
/*
 * Adding a money field to an entity without `currency` adds that field too, and a phone or e-mail
 * field brings its NAME_normal: all that is new is at entity->fields[old field_count …], and at
 * entity->keys[old key_count …]. Pointers to fields stay valid; records and batches made before
 * do not know the new fields. A retired field is revived by adding one of its name and type.
 */
crm_status crm__catalogue_add_field(struct catalogue *catalogue, const struct entity *entity,
                                    const struct field_definition *definition,
                                    const struct field **field_out);
/* Removes a custom field: its name is free for a field of the same type only, its column, its
 * place in records and its number stay, so that history can still be read. */
crm_status crm__catalogue_retire_field(struct catalogue *catalogue, const struct field *field);

#endif
