/* Facts about field types. */
#include "model/build.h"
#include "model/suggest.h"

#include <assert.h>

/* By enum field_type. */
static const struct {
    const char *name;
    enum value_kind kind;
    int32_t size; /* most bytes, unless the definition says otherwise */
} types[] = {
    [FIELD_TEXT] = {"text", VALUE_TEXT, 255},
    [FIELD_INTEGER] = {"integer", VALUE_INT, 0},
    [FIELD_DECIMAL] = {"decimal", VALUE_INT, 0},
    [FIELD_MONEY] = {"money", VALUE_INT, 0},
    [FIELD_BOOL] = {"bool", VALUE_INT, 0},
    [FIELD_DATE] = {"date", VALUE_INT, 0},
    [FIELD_TIME] = {"time", VALUE_INT, 0},
    [FIELD_CHOICE] = {"choice", VALUE_TEXT, 64},
    [FIELD_CHOICES] = {"choices", VALUE_TEXT, 16384},
    [FIELD_PHONE] = {"phone", VALUE_TEXT, 64},
    [FIELD_EMAIL] = {"email", VALUE_TEXT, 320},
    [FIELD_URL] = {"url", VALUE_TEXT, 2048},
    [FIELD_REFERENCE] = {"reference", VALUE_INT, 0},
    [FIELD_REFERENCES] = {"references", VALUE_BLOB, 0},
    [FIELD_JSON] = {"json", VALUE_TEXT, 65536},
};
enum { TYPE_COUNT = sizeof types / sizeof *types };

enum value_kind crm__field_kind(enum field_type type)
{
    assert((size_t)type < TYPE_COUNT);
    return types[type].kind;
}

bool crm__field_has_column(const struct field *field)
{
    return field->type != FIELD_REFERENCES;
}

const char *crm__field_type_name(enum field_type type)
{
    assert((size_t)type < TYPE_COUNT);
    return types[type].name;
}

int32_t crm__field_type_size(enum field_type type)
{
    assert((size_t)type < TYPE_COUNT);
    return types[type].size;
}

crm_status crm__field_type_parse(struct env *env, struct text name, enum field_type *type_out)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (crm__text_is(name, types[i].name)) {
            *type_out = (enum field_type)i;
            return CRM_OK;
        }
    }
    return crm__fail_no_field_type(env, name);
}
