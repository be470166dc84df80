/* The grammar of addresses, nothing taken away: what is_email answers. */
#ifndef CRM_ENGINE_EMAIL_GRAMMAR_H
#define CRM_ENGINE_EMAIL_GRAMMAR_H

#include "engine/email.h"

/* An address without its comments and folding. */
struct email_form {
    enum email_reason reason;
    size_t at;   /* offset of the '@' */
    size_t size; /* 0 when the reason is EMAIL_DOMAIN or worse */
    bool utf8_domain;
    char bytes[EMAIL_KEY_SIZE];
};

void crm__email_judge(struct text address, struct email_form *form_out);

/* The worst that a domain literal of RFC 5321 section 4.1.3 shows, without its brackets. */
enum email_reason crm__email_literal(struct text literal);

#endif
