/*
 * Records: one row of one entity in memory, typed and checked by the catalogue; and the textual
 * forms of every type, which import, export, the command line and JSON share.
 */
#ifndef CRM_MODEL_RECORD_H
#define CRM_MODEL_RECORD_H

#include "model/entity.h"

struct record {
    struct env *env;
    const struct entity *entity;
    struct arena arena;       /* owns texts and blobs of values */
    size_t field_count;       /* the entity's, when the record was made */
    struct value *values;     /* by field->index */
    uint64_t *changed;        /* bit i: values[i] was set since load */
    struct text *money_texts; /* by field->index: money that was set as text; NULL when none was */
    struct text default_currency; /* of money without a currency; borrowed; empty: CNY */
    crm_status failure;           /* the first failed setter; save reports it */
};

crm_status crm__record_init(struct record *record, struct env *env, const struct entity *entity);
void crm__record_free(struct record *record);

/*
 * Sets a typed value (copied) after crm__field_check; null clears. CRM_E_MISUSE: a derived field,
 * one of another entity, one that was added after the record was made, or a removed one.
 *
 * Setting the currency keeps the amounts in their decimal form: money that was set as text is
 * read again with the new currency's decimals, loaded money is rescaled (CRM_E_INVALID when it
 * does not fit), and money that was set as minor units stays as it is.
 */
crm_status crm__record_set(struct record *record, const struct field *field, struct value value);
/* Parses text by the field's type, money in the record's currency, and sets it; empty clears. */
crm_status crm__record_set_text(struct record *record, const struct field *field, struct text text);
/* For the library itself: sets any field but `id`, derived ones too, with the same checks. */
crm_status crm__record_derive(struct record *record, const struct field *field, struct value value);
/* For loaders: no check, not marked changed; copies. */
crm_status crm__record_load(struct record *record, const struct field *field, struct value value);

static inline bool crm__record_changed(const struct record *record, const struct field *field)
{
    return (size_t)field->index < record->field_count &&
           (record->changed[field->index >> 6] >> (field->index & 63) & 1);
}
static inline struct value crm__record_value(const struct record *record, const struct field *field)
{
    return (size_t)field->index < record->field_count ? record->values[field->index]
                                                      : VALUE_OF_NULL;
}

/*
 * One value against its field: kind, size limit, UTF-8, choice names ("did you mean"), ranges,
 * JSON. Not here: required, unique, reference targets (save and the store do those).
 * CRM_E_INVALID with entity and field set. Null always passes.
 */
crm_status crm__field_check(struct env *env, const struct field *field, struct value value);

/*
 * Text to value, as strict as machine-written data deserves: RFC 3339 times (zone required),
 * YYYY-MM-DD dates, true/false/1/0, plain decimals, choice names or labels (en, zh), ids, comma- or
 * "|"-separated choices. `currency` gives a money field its exponent ("CNY" when empty). Texts are
 * copied into `arena`. What people type in spreadsheets is read by the data factory first.
 */
crm_status crm__field_parse(struct env *env, struct arena *arena, const struct field *field,
                            struct text currency, struct text text, struct value *value_out);

/* Value to text: the form crm__field_parse reads back. Appends; null appends nothing. */
void crm__field_format(struct buffer *buffer, const struct field *field, struct text currency,
                       struct value value);

/* Ids of a FIELD_REFERENCES value (none of null), and the value of ids (sorted, made distinct, in
 * the arena). */
const int64_t *crm__references_ids(struct value value, size_t *count_out);
bool crm__references_has(struct value value, int64_t id);
crm_status crm__references_make(struct arena *arena, const int64_t *ids, size_t count,
                                struct value *value_out);

/* Steps through "|a|b|": false when there is no more. *offset starts at 0. */
bool crm__choices_next(struct text choices, size_t *offset, struct text *name_out);
bool crm__choices_has(struct text choices, struct text name);

/* Adds to `batch` one column a field, named by the field, of the field's kind. */
crm_status crm__batch_add_fields(struct batch *batch, const struct field *const *fields,
                                 size_t count);
/* Completes a new record: gives fields that were not set their initial value, and money that has
 * no currency the default one. */
crm_status crm__record_fill_initial(struct record *record);
/* All required fields present? CRM_E_INVALID naming the first absent one. */
crm_status crm__record_check_required(const struct record *record);

#endif
