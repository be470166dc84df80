/*
 * Outbox: what must leave (SMS, e-mail, WeChat, webhook, a note to a seller) is a row, written in
 * the transaction that decides it. The host takes, sends and acknowledges: at least once, and with
 * the idempotency key exactly once where the receiver looks at it.
 */
#ifndef CRM_STORE_OUTBOX_H
#define CRM_STORE_OUTBOX_H

#include "model/reader.h"
#include "store/rows.h"

struct outbox_message {
    struct text channel;         /* "notification", "email", "sms", "wechat", "webhook" */
    struct text kind;            /* what it is for: "recycle_reminder", "churn_alert" … */
    int64_t user_id;             /* recipient inside, or 0 */
    struct text address;         /* recipient outside, or empty */
    struct text subject;
    struct text body;
    struct text payload;         /* JSON or empty */
    struct text idempotency_key; /* the same key is written once; empty: no key */
    const struct entity *entity; /* what it is about, or NULL */
    int64_t record_id;
    int64_t not_before_us;       /* 0: at once */
};

/* `added_out` (may be NULL): how many were new. */
crm_status crm__outbox_add(struct store *store, const struct outbox_message *messages,
                           size_t count, size_t *added_out);

/* Takes up to `limit` messages that are ready, for `lease_us`: columns id, channel, user, address,
 * subject, body, payload, idempotency_key, entity, record, attempts. Those not acknowledged in
 * time are
 * offered again. */
crm_status crm__outbox_take(struct store *store, size_t limit, int64_t lease_us,
                            struct reader **reader_out);
/* Sent: the message is done. Failed: it is offered again at `retry_us`; 0 gives it up.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_REFUSED when it is done already. */
crm_status crm__outbox_sent(struct store *store, int64_t id);
crm_status crm__outbox_failed(struct store *store, int64_t id, struct text error,
                              int64_t retry_us);

#endif
