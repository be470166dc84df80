/* What the stages of compiling share: lexer, parser, checker. */
#ifndef CRM_RULE_COMPILER_H
#define CRM_RULE_COMPILER_H

#include "rule/node.h"

enum token_kind {
    TOKEN_END,
    TOKEN_INT,
    TOKEN_UINT,
    TOKEN_DOUBLE,
    TOKEN_STRING,
    TOKEN_BYTES,
    TOKEN_NAME,
    TOKEN_QUOTED_NAME, /* `any text` */
    TOKEN_SYMBOL,      /* punctuation and operators; the text says which */
};

enum { RELATED_FILTER_LIMIT = 8, RELATED_DEPTH_LIMIT = 3 };

struct token {
    enum token_kind kind;
    struct text text; /* slice of the source */
    uint32_t from;
    uint32_t to;
};

/* What names mean in a condition about related records: theirs, and beyond them the record's. */
struct related_scope {
    struct text names[RELATED_FILTER_LIMIT]; /* for the related record; [0] empty: it is meant */
    size_t name_count;
    const struct field *back; /* leads from it to the record */
    const struct compiler *outer;
    int depth;
};

struct compiler {
    struct env *env;
    struct rule *rule;
    const struct rule_scope *scope;
    const struct related_scope *related; /* NULL outside of conditions about related records */
    struct text text;
    size_t offset;        /* where the lexer reads next */
    struct token token;   /* the one not yet consumed */
    uint32_t previous_to; /* end of the last one consumed */
    int nesting;
    struct {
        struct text name;
        const struct rule_type *type;
    } locals[LOCAL_LIMIT];
    uint32_t local_count;
};

/* Records a failure at a byte of the source, with line, column, and the line under a caret. */
crm_status crm__compile_fail(struct compiler *compiler, crm_status status, size_t offset,
                             const char *format, ...) CRM__PRINTF(4, 5);

/* Reads the next token into compiler->token. */
crm_status crm__lexer_next(struct compiler *compiler);
/* The value of a literal token. `negative`: a minus sign stands directly before the number. */
crm_status crm__literal_value(struct compiler *compiler, const struct token *token, bool negative,
                              struct rule_value *out);

/* Words that cannot be names: as, for, in … */
bool crm__name_is_reserved(struct text name);

/* Builds rule->root. */
crm_status crm__rule_parse(struct compiler *compiler);
struct node *crm__node_new(struct compiler *compiler, enum node_op op, size_t from,
                           size_t arg_count);
/* After its args are in place: source end, depth, id. NULL when a limit is passed. */
struct node *crm__node_finish(struct compiler *compiler, struct node *node);
/* A call that is a macro becomes its node; *out is NULL when it is none. */
crm_status crm__macro_expand(struct compiler *compiler, struct node *call, struct node **out);

/* Gives every node its meaning and type, and folds constants. */
crm_status crm__rule_check(struct compiler *compiler);
/* Names: what they stand for. These are the checker's other half. */
crm_status crm__resolve_name(struct compiler *compiler, struct node *node);
crm_status crm__resolve_select(struct compiler *compiler, struct node *node, bool *resolved_out);
/* Does the name a chain begins with stand for something in this scope? */
bool crm__name_is_taken(struct compiler *compiler, const struct node *node);
/* "a.b.c" of a chain of selections over a name, when it is one; else data is NULL. */
struct text crm__select_qualified(struct compiler *compiler, const struct node *node);
/* Where a name starts: the entity whose field it is, and the references that lead there. *skip_out
 * is 1 when the name itself stands for the related record. */
const struct entity *crm__resolve_start(const struct compiler *compiler, struct text name,
                                        struct rule_path *path, size_t *skip_out);
/* Follows parts of a chain below `node`: *entity_out is where the first `count` lead to. False when
 * the chain is none of fields. */
bool crm__resolve_holder(const struct compiler *compiler, const struct node *node,
                         struct rule_path *path, const struct entity **entity_out,
                         struct text *last_out);
/* The number of a path, which is added when it is new. SIZE_MAX: no memory. */
size_t crm__path_add(struct compiler *compiler, const struct rule_path *path);
/* The node reads paths[index], whose last field this is. */
void crm__node_become_path(struct node *node, size_t index, const struct field *field);
const struct rule_type *crm__field_rule_type(enum field_type type);
/* An empty rule that belongs to nobody yet; NULL without memory. */
struct rule *crm__rule_new(struct env *env, const struct rule_scope *scope);

/* Questions about related records, tag() and in_segment(): *resolved_out when the node is one, and
 * has become a path. */
crm_status crm__related_resolve(struct compiler *compiler, struct node *node, bool *resolved_out);

/* The overload and the type of a call whose arguments are checked. */
crm_status crm__check_call(struct compiler *compiler, struct node *node);

#endif
