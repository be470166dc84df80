/*
 * Rules: expressions in CEL, the Common Expression Language, over the catalogue.
 *
 * A rule is compiled once, checked against an entity (or a set of variables), and then means the
 * same on one record, on columns, and as SQL. A missing value (a null field) is an error value in
 * CEL's sense: `&&`, `||` and `?:` absorb it as the language says, has(field) tests it, and a rule
 * whose result is an error is `missing`: SQL's NULL.
 */
#ifndef CRM_RULE_RULE_H
#define CRM_RULE_RULE_H

#include "model/entity.h"
#include "rule/value.h"

enum {
    RULE_TEXT_LIMIT = 16 * 1024, /* bytes of source */
    RULE_NESTING_LIMIT = 64,     /* parentheses, calls, lists, maps, ternaries in each other */
    RULE_NODE_LIMIT = 4096,
    RULE_PATH_LIMIT = 6,      /* fields in owner.team.name: 3 */
    RULE_STEP_LIMIT = 100000, /* evaluated sub-expressions a record */
    RULE_STRING_LIMIT = 1024 * 1024,
    RULE_LIST_LIMIT = 100000,
};

struct rule_variable {
    struct text name;    /* may contain dots: "a.b" */
    enum rule_kind kind; /* RULE_DYN when not known */
};

/*
 * What names mean in a rule. With `entity`, its fields are variables, and references lead on:
 * `owner.team.name`. Without, `variables` are. `now` is a timestamp in both.
 */
struct rule_scope {
    const struct entity *entity; /* its catalogue must outlive the rule */
    const struct rule_variable *variables;
    size_t variable_count;
    /* Types and names are left to evaluation, where they fail as values; for `lcrm eval`. */
    bool unchecked;
    bool no_macros; /* has(), exists() … are functions like any other, which do not exist */
};

enum related_measure {
    RELATED_EXISTS, /* 0 or 1 */
    RELATED_COUNT,
    RELATED_SUM, /* of `value`; records without it do not count; null when it leaves int64 */
    RELATED_LEAST,
    RELATED_GREATEST,
    RELATED_CURRENCY, /* of the money in `value`; null without any, and when it is not one */
};

/*
 * What a rule asks of the records that refer to a record: `orders.exists(o, o.amount > …)`. A
 * record counts when the condition is true of it. The answer is a value like any field's, which
 * the caller reads for all its records at once, or says in SQL by a sub-query.
 */
struct rule_related {
    enum related_measure measure;
    const struct entity *entity;  /* whose records refer */
    const struct field *back;     /* their field that holds the id */
    const struct rule *condition; /* about them; NULL: all */
    const struct field *value;    /* their field that is measured; NULL for EXISTS and COUNT */
    bool open; /* a property of the record (a tag, a segment), whoever may read those rows */
    struct text text; /* as it is written in the rule */
};

/* A field that the rule reads: fields[0] belongs to the scope's entity, all but the last are
 * references. Callers load exactly these, in this order. With `related`, the last is no field of
 * an entity: it says the type of what `related` asks of the record that the others lead to. */
struct rule_path {
    const struct field *fields[RULE_PATH_LIMIT];
    size_t count;
    const struct rule_related *related; /* NULL for a field */
};

struct rule; /* immutable and shareable between threads; owns its memory */

/*
 * Compiles. `expected` is the kind the result must have (RULE_DYN: any). Errors carry line, column
 * and a message that ends with the source line and a caret:
 *     no field 'emial' in lead; did you mean 'email'?
 *     emial == "a"
 *     ^
 * @return CRM_OK; CRM_E_SYNTAX; CRM_E_UNKNOWN (name, function, choice); CRM_E_INVALID (type);
 *         CRM_E_LIMIT (text, depth, nodes); CRM_E_NOMEM.
 * The rule keeps `env` for freeing only.
 */
crm_status crm__rule_compile(struct env *env, const struct rule_scope *scope, struct text text,
                             enum rule_kind expected, struct rule **rule_out);
void crm__rule_free(struct rule *rule);

struct text crm__rule_text(const struct rule *rule);
enum rule_kind crm__rule_kind(const struct rule *rule); /* RULE_DYN when not known before */
const char *crm__rule_kind_label(const struct rule *rule); /* "bool", "timestamp" … */
size_t crm__rule_path_count(const struct rule *rule);
const struct rule_path *crm__rule_path(const struct rule *rule, size_t index);
bool crm__rule_reads_now(const struct rule *rule);
/* Does the rule read this field, on whatever path? For invalidation and for column masks. */
bool crm__rule_reads(const struct rule *rule, const struct field *field);
/* Tells every field that the rule reads, some more than once, with those of related records. Ends
 * when `visit` fails. */
crm_status crm__rule_visit_fields(const struct rule *rule,
                                  crm_status (*visit)(void *context, const struct field *field),
                                  void *context);

/*
 * What evaluating the rule on a record may take, told before: evaluated sub-expressions, besides
 * the work on long texts. `most` is RULE_STEP_LIMIT + 1 when lists that are not known before could
 * pass that limit.
 */
struct rule_cost {
    uint32_t least;
    uint32_t most;
    uint32_t reads; /* questions about related records: each is a query for a batch of records */
};
struct rule_cost crm__rule_cost(const struct rule *rule);

/* Variables and their values, from one JSON object {name: value}; `typed` as in the batch form of
 * `lcrm eval`, else plain JSON. Everything is in the arena. */
struct rule_bindings {
    const struct rule_variable *variables;
    const struct rule_value *values;
    size_t count;
};
crm_status crm__rule_bindings_from_json(struct arena *arena, struct text json, bool typed,
                                        struct rule_bindings *bindings_out);

/*
 * A line of `lcrm eval --batch`: {"expr":…, "bindings":{name: typed value}} (and, if wanted,
 * "disable_macros":true) gives
 * {"value": typed} or {"error": "…"}. Unchecked. Appends to `out`; fails for memory only.
 */
crm_status crm__rule_eval_line(struct env *env, struct text line, int64_t now_us,
                               struct buffer *out);
/*
 * `lcrm eval`: an expression over plain JSON bindings (empty: none), unchecked. Appends the value,
 * printed or `typed` as in the answer of a line. An expression that has no value is a failure with
 * line, column and caret.
 */
crm_status crm__rule_eval_text(struct env *env, struct text expression, struct text bindings,
                               bool typed, int64_t now_us, struct buffer *out);

/* Records the failure that a RULE_ERROR of this rule stands for, as compiling does. */
crm_status crm__rule_fail_value(struct env *env, const struct rule *rule,
                                const struct rule_value *error);

/* --- one record --- */

/*
 * `values[i]` belongs to path i, as stored (VALUE_NULL: missing). The result borrows from `values`,
 * the rule and `arena`. A failed operation is not a failed call: *out is then RULE_ERROR.
 * @return CRM_OK; CRM_E_LIMIT (steps, string or list size); CRM_E_NOMEM.
 */
crm_status crm__rule_eval(struct env *env, const struct rule *rule, const struct value *values,
                          int64_t now_us, struct arena *arena, struct rule_value *out);
/* The same for a scope of variables; `values[i]` belongs to variable i, RULE_ERROR is unset. */
crm_status crm__rule_eval_variables(struct env *env, const struct rule *rule,
                                    const struct rule_value *values, int64_t now_us,
                                    struct arena *arena, struct rule_value *out);

enum rule_verdict { RULE_FALSE = 0, RULE_TRUE = 1, RULE_MISSING = 2 };

/* For boolean rules; anything but true and false is RULE_MISSING. */
crm_status crm__rule_test(struct env *env, const struct rule *rule, const struct value *values,
                          int64_t now_us, enum rule_verdict *verdict_out);

/* The value of every sub-expression as JSON: {"expr","value","args":[…]}, "missing" with a reason
 * in the place of "value" where it failed. A sub-expression that was not needed has no "value".
 * "decided" is true of the conditions that made the answer what it is. Appends to `buffer`. */
crm_status crm__rule_explain(struct env *env, const struct rule *rule, const struct value *values,
                             int64_t now_us, struct buffer *buffer);

/* The rule in canonical form: one space round operators, no needless parentheses. */
void crm__rule_format(const struct rule *rule, struct buffer *buffer);

/* --- columns --- */

/* columns[i] belongs to path i and has `rows` rows. verdicts: one enum rule_verdict a row. */
crm_status crm__rule_eval_batch(struct env *env, const struct rule *rule,
                                const struct column *const *columns, size_t rows, int64_t now_us,
                                uint8_t *verdicts);
/*
 * Appends `rows` results to `out`, a column of `batch` of kind crm__rule_column_kind(rule).
 * Timestamps and durations are microseconds, money minor units (a rule that yields more than one
 * currency is the caller's care), booleans 0 and 1; missing is null.
 */
crm_status crm__rule_eval_column(struct env *env, const struct rule *rule,
                                 const struct column *const *columns, size_t rows, int64_t now_us,
                                 struct batch *batch, struct column *out);
/* VALUE_NULL when results have no column form (lists, maps, dyn …). */
enum value_kind crm__rule_column_kind(const struct rule *rule);

/* --- SQL --- */

enum rule_dialect {
    RULE_SQLITE,
    RULE_POSTGRES,
    RULE_POSTGRES_BYTES, /* the same, where text is compared by bytes as it is */
};

/* Receives the statement in order. `fragment` has static storage; values do not outlive
 * the call, so bind copies or binds at once. path() writes an expression for the stored value of
 * path i (alias.column), NULL when any reference on the way is; for a related path EXISTS (…) or
 * the count, in parentheses, and no other measure is asked for. A failing callback ends it. */
struct rule_sql_sink {
    void *context;
    enum rule_dialect dialect;
    crm_status (*text)(void *context, struct text fragment);
    crm_status (*bind)(void *context, struct value value);
    crm_status (*path)(void *context, size_t path_index);
    /* Told of each sub-expression left to memory, as written, and why. May be NULL. */
    void (*left)(void *context, struct text expression, const char *why);
};

/*
 * Writes a condition, in parentheses. With *exact_out, its true rows are exactly the rule's true
 * rows. Without, they are a superset: evaluate the rule on what it lets through.
 */
crm_status crm__rule_sql_filter(struct env *env, const struct rule *rule, int64_t now_us,
                                const struct rule_sql_sink *sink, bool *exact_out);
/*
 * Writes an expression with the rule's value in column form (see crm__rule_eval_column), NULL
 * where it is missing. CRM_E_UNSUPPORTED, with nothing written, when SQL cannot say it exactly.
 */
crm_status crm__rule_sql_value(struct env *env, const struct rule *rule, int64_t now_us,
                               const struct rule_sql_sink *sink);

#endif
