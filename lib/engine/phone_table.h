/*
 * The numbering plans of the world as packed automata, made by tables/make_phone.py from the
 * metadata of libphonenumber.
 *
 * A node's successor for a digit stands in the edges at base + digit, if that edge has the node for
 * its owner; any other digit leads to its usual successor. Node 0 leads only to itself and means
 * that nothing matches. Every calling code has a root from which its national numbers are walked;
 * what a node says of the number that ends there is its label. International and national prefixes
 * have roots of their own; there a node's label is a pair of moves.
 *
 * All rows are 16-bit numbers, so a table of a file is used as it lies.
 */
#ifndef CRM_ENGINE_PHONE_TABLE_H
#define CRM_ENGINE_PHONE_TABLE_H

#include "base/text.h"

enum { PHONE_NO_EDGES = 0xFFFF };

struct phone_node {
    uint16_t base; /* PHONE_NO_EDGES: every digit leads to the usual successor */
    uint16_t usual;
    uint16_t label;
};

struct phone_edge {
    uint16_t owner;
    uint16_t to;
};

struct phone_label {
    uint16_t region;   /* 1 + its place among the calling code's plans; 0 none of several */
    uint16_t kind;     /* enum phone_kind */
    uint16_t national; /* templates: offsets of texts; 0 the digits as they are */
    uint16_t international;
    uint16_t general; /* a bit a plan of the calling code: its general rule matches */
    uint16_t general_high;
};

struct phone_stop {
    uint16_t going; /* the move if digits follow; 0 none */
    uint16_t ended; /* the move if none follows */
};

/* What a prefix does: the first digits go, a text and some of these digits come in their place. */
struct phone_move {
    uint16_t size;
    uint16_t text;
    uint16_t kept_from, kept_to;
};

/* The plan of one region, or of a calling code that belongs to none. */
struct phone_plan {
    uint16_t code;    /* calling code */
    uint16_t letters; /* "CN" as 0x434E; 0 none */
    uint16_t bit;     /* in phone_label.general */
    uint16_t abroad;  /* roots: prefixes for calls abroad, and for calls at home */
    uint16_t home;
    uint16_t lengths; /* a bit a length of whole numbers … */
    uint16_t lengths_high;
    uint16_t local; /* … and of those that are dialled within an area */
    uint16_t local_high;
};

struct phone_code {
    uint16_t number;
    uint16_t root;
    uint16_t first; /* its plans; the first is the main one */
    uint16_t count;
    uint16_t extension; /* text in front of one */
};

enum phone_section {
    PHONE_NODES,
    PHONE_EDGES,
    PHONE_LABELS,
    PHONE_STOPS,
    PHONE_MOVES,
    PHONE_PLANS,
    PHONE_CODES,
    PHONE_CODE_INDEX,
    PHONE_REGION_INDEX,
    PHONE_TEXTS,
    PHONE_SECTIONS,
};

enum { PHONE_CODE_LIMIT = 1000, PHONE_REGION_SLOTS = 26 * 26, PHONE_VERSION_SIZE = 16 };

struct phone_table {
    char version[PHONE_VERSION_SIZE]; /* of the metadata: "9.0.43" */
    uint64_t hash;                    /* XXH64 of the content */
    const struct phone_node *nodes;
    const struct phone_edge *edges;
    const struct phone_label *labels;
    const struct phone_stop *stops;
    const struct phone_move *moves;
    const struct phone_plan *plans;
    const struct phone_code *codes;
    const uint16_t *code_index;   /* 1 + place in codes, by calling code */
    const uint16_t *region_index; /* 1 + place in plans, by the two letters */
    const unsigned char *texts;   /* each closed by a NUL */
    uint32_t counts[PHONE_SECTIONS];
};

extern const struct phone_table crm__phone_builtin;

/*
 * Reads a table that `make_phone.py --file` has written. CRM_E_CORRUPT with the reason if it is not
 * one, is cut, has another checksum, or points out of itself; CRM_E_NOMEM. `name` is for messages.
 */
crm_status crm__phone_table_read(struct env *env, struct text file, const char *name,
                                 struct phone_table **table_out);
void crm__phone_table_free(struct env *env, struct phone_table *table);

#endif
