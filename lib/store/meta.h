/* Meta: the few numbers and texts that belong to the database as a whole. */
#ifndef CRM_STORE_META_H
#define CRM_STORE_META_H

#include "store/store.h"

#define META_NODE TEXT("node")           /* node numbers given out */
#define META_SCHEMA TEXT("schema")       /* grows with every change of definitions */
#define META_ACCESS TEXT("access")       /* grows with every change of permissions */
#define META_CATALOGUE TEXT("catalogue") /* hash of the standard definitions */
#define META_LIBRARY TEXT("library")     /* version that wrote the definitions, as text */
#define META_CURRENCY TEXT("currency")
#define META_TIME_ZONE TEXT("time_zone")
#define META_SEARCHED TEXT("search_sequence") /* how far the search index has followed history */
#define META_SEARCH_INDEX TEXT("crm_words_")  /* a full-text index begins so; 1: it was made */
#define META_IDENTITY TEXT("crm_identity")    /* of this database; made when it is first copied */
#define META_COPY_SOURCE TEXT("crm_copy_source") /* identity of the one that it is a copy of */
/* Of all that was copied; absent or 0: the copy is not finished. */
#define META_COPY_CHECKSUM TEXT("crm_copy_checksum")

/* Absent is 0. */
crm_status crm__meta_int(struct store *store, struct text name, int64_t *number_out);
crm_status crm__meta_set_int(struct store *store, struct text name, int64_t number);
/* Adds 1 and gives the new number. */
crm_status crm__meta_bump(struct store *store, struct text name, int64_t *number_out);

/* Absent is empty; appends. */
crm_status crm__meta_text(struct store *store, struct text name, struct buffer *value);
crm_status crm__meta_set_text(struct store *store, struct text name, struct text value);

#endif
