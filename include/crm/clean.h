/*
 * Cleaning: e-mail addresses, phone numbers, WeChat ids and company numbers as people type them,
 * judged and brought to their normal forms and match keys. Nothing is stored or looked up: the
 * database handle lends memory and errors only, and may be ":memory:".
 */
#ifndef CRM_CLEAN_H
#define CRM_CLEAN_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Judges one value; the cursor has one row. What has no normal form has empty keys, and a reason.
 *
 * "email": level (valid, rfc6531, rfc5321, cfws, deprec, rfc5322, err: from what every server
 *   takes to what is no address), reason, exact_key (as mail is sent to it), mailbox_key (the
 *   mailbox that it reaches), flags (tagged, role, free, qq, placeholder, disposable, unwrapped,
 *   idn, suggest=DOMAIN; looks=KIND for a phone or another number in its place).
 * "domain": domain (as the DNS has it), registrable, flags (free, disposable, suggest=DOMAIN).
 * "phone": a number, or a number, a tab and its region. valid (0, 1), type (FIXED_LINE, MOBILE,
 *   FIXED_LINE_OR_MOBILE, TOLL_FREE, PREMIUM_RATE, SHARED_COST, VOIP, PERSONAL_NUMBER, PAGER, UAN,
 *   VOICEMAIL, UNKNOWN), e164, national, international, region ("001" none, "ZZ" which of several
 *   is not known): all as libphonenumber answers, empty for what it cannot read.
 * "wechat": kind (none, id, internal, phone, qq), reason, key, masked (of a resident number or bank
 *   card, which is never given in full).
 * "uscc": kind (none, credit_code, licence_number), reason, key, region, organisation, masked.
 *
 * @param region  The country of what says none, as "CN"; NULL for China.
 * @param size    Of `typed` in bytes, or CRM_NUL.
 * @return CRM_OK; CRM_E_UNKNOWN for another kind; CRM_E_INVALID for a region that is no country's;
 *   CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_clean_value(crm_db *db, const char *kind, const char *region,
                                   const char *typed, size_t size, crm_cursor **cursor_out);

/**
 * The same for a value a line. The encoding is detected; lines are read as the rows are asked for,
 * so `read` must stay callable until the cursor is freed, and memory does not grow with the input.
 * @return As above; from crm_cursor_next() also CRM_E_LIMIT for a line of over 64 KiB, and CRM_E_IO
 *   when `read` says stop. @since 0.1
 */
CRM_API crm_status crm_clean_lines(crm_db *db, const char *kind, const char *region, crm_read read,
                                   void *context, crm_cursor **cursor_out);

#ifdef __cplusplus
}
#endif

#endif
