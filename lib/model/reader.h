/*
 * Readers: every tabular answer of the library (a query, a history, a report, a list of
 * duplicates) is one of these, a stream of batches with a description of each column. Hosts see
 * it as a cursor, an Arrow stream, or text in any of the output formats.
 */
#ifndef CRM_MODEL_READER_H
#define CRM_MODEL_READER_H

#include "model/entity.h"

/* What a column means, which decides how it is shown; its storage is the batch column's kind. */
enum column_type {
    COLUMN_TEXT,
    COLUMN_INTEGER,
    COLUMN_DECIMAL,  /* int, scaled by 10^scale */
    COLUMN_MONEY,    /* int, minor units of `currency` or of the row's `currency_column` */
    COLUMN_BOOL,     /* int, 0 or 1 */
    COLUMN_DATE,     /* int, days */
    COLUMN_TIME,     /* int, us UTC */
    COLUMN_ID,       /* int, a string in JSON */
    COLUMN_CHOICE,   /* text, shown by its label */
    COLUMN_CHOICES,  /* text "|a|b|" */
    COLUMN_JSON,     /* text */
    COLUMN_DOUBLE,   /* double */
    COLUMN_PERCENT,  /* double, 0.25 is 25 % */
    COLUMN_DURATION, /* int, us */
    COLUMN_REFERENCES, /* blob of int64 ids */
};

enum { COLUMN_NO_CURRENCY = -1 };

struct reader_column {
    struct text name;      /* as in JSON and CSV headers; borrowed from the reader or a literal */
    struct text label_en;  /* for people; the name when empty */
    struct text label_zh;
    enum column_type type;
    int32_t scale;         /* COLUMN_DECIMAL */
    struct text currency;  /* COLUMN_MONEY of one currency */
    int32_t currency_column; /* COLUMN_MONEY: index of the text column, or COLUMN_NO_CURRENCY */
    const struct choice_set *choices;
};

struct reader {
    struct env *env;
    struct arena arena; /* owns names and labels that are not literals */
    struct reader_column *columns;
    size_t column_count;
    /* Fills `batch` (cleared first, its columns made to match): CRM_OK with at least one row, or
     * CRM_DONE. */
    crm_status (*next)(struct reader *reader, struct batch *batch);
    void (*close)(struct reader *reader); /* frees what `context` owns */
    void *context;
};

static inline struct reader_column crm__reader_column(struct text name, enum column_type type,
                                                      struct text label_en, struct text label_zh)
{
    return (struct reader_column){.name = name,
                                  .type = type,
                                  .label_en = label_en,
                                  .label_zh = label_zh,
                                  .currency_column = COLUMN_NO_CURRENCY};
}

/* The column of a field: its name, labels, type, scale and choices. */
struct reader_column crm__reader_column_of(const struct field *field);
enum value_kind crm__column_type_kind(enum column_type type);

/*
 * A reader over one finished batch, which it takes over (`batch` is left empty); the column specs
 * are copied. The usual way for services and reports to answer.
 */
crm_status crm__reader_of_batch(struct env *env, struct batch *batch,
                                const struct reader_column *columns, struct reader **reader_out);
/* An empty reader of those columns, for an implementer of `next`: specs are copied. */
crm_status crm__reader_new(struct env *env, const struct reader_column *columns, size_t count,
                           struct reader **reader_out);
/* Adds to an empty batch the columns that the specs describe. */
crm_status crm__reader_prepare(const struct reader_column *columns, size_t count,
                               struct batch *batch);
void crm__reader_free(struct reader *reader);

#endif
