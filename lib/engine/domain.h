/*
 * What lists say of a domain: the part of it that somebody registered, by the Public Suffix List,
 * and whether it hands out mailboxes for a few minutes. Domains are in lower case, as the DNS has
 * them. A list holds 64-bit hashes: one unknown name in 10^15 is taken for one of it.
 */
#ifndef CRM_ENGINE_DOMAIN_H
#define CRM_ENGINE_DOMAIN_H

#include "base/text.h"

/* mail.crm.com.cn → crm.com.cn; empty for a public suffix itself. */
struct text crm__domain_registrable(struct text domain);

/* The domain, or one that it is below, is a disposable one. */
bool crm__domain_is_disposable(struct text domain);

struct text crm__disposable_table_version(void);
uint64_t crm__disposable_table_hash(void);
struct text crm__public_suffix_table_version(void);
uint64_t crm__public_suffix_table_hash(void);

#endif
