/* The outbox: adding, taking under a lease, acknowledging. */
#include "store/outbox.h"

#include "db/sql.h"

static const struct text table_name = {"outbox", 6};

enum column_index {
    COLUMN_MESSAGE_ID,
    COLUMN_CHANNEL,
    COLUMN_KIND,
    COLUMN_RECIPIENT,
    COLUMN_ADDRESS,
    COLUMN_SUBJECT,
    COLUMN_BODY,
    COLUMN_PAYLOAD,
    COLUMN_KEY,
    COLUMN_ENTITY,
    COLUMN_RECORD,
    COLUMN_ATTEMPTS,
    TAKEN_COLUMN_COUNT,
};

static struct value text_or_null(struct text text)
{
    return text.size ? crm__value_text(text) : VALUE_OF_NULL;
}

static struct value id_or_null(int64_t id)
{
    return id ? crm__value_int(id) : VALUE_OF_NULL;
}

static const struct text new_columns[] = {{"id", 2},
                                          {"version", 7},
                                          {"created_at", 10},
                                          {"updated_at", 10},
                                          {"channel", 7},
                                          {"kind", 4},
                                          {"recipient", 9},
                                          {"address", 7},
                                          {"subject", 7},
                                          {"body", 4},
                                          {"payload", 7},
                                          {"subject_entity", 14},
                                          {"subject_id", 10},
                                          {"state", 5},
                                          {"not_before", 10},
                                          {"attempts", 8},
                                          {"idempotency_key", 15},
                                          {"taken_until", 11}};
enum { NEW_COUNT = sizeof new_columns / sizeof *new_columns };

static crm_status rows_add(struct store *store, const struct outbox_message *message,
                           struct batch *rows)
{
    int64_t id;
    crm_status status = crm__store_new_id(store, &id);
    if (status < 0)
        return status;
    int64_t now_us = store->env->now_us;
    const struct value values[NEW_COUNT] = {
        crm__value_int(id),
        crm__value_int(1),
        crm__value_int(now_us),
        crm__value_int(now_us),
        crm__value_text(message->channel),
        crm__value_text(message->kind),
        id_or_null(message->user_id),
        text_or_null(message->address),
        text_or_null(message->subject),
        text_or_null(message->body),
        text_or_null(message->payload),
        message->entity ? crm__value_text(message->entity->name) : VALUE_OF_NULL,
        id_or_null(message->record_id),
        crm__value_text(TEXT("pending")),
        id_or_null(message->not_before_us),
        crm__value_int(0),
        text_or_null(message->idempotency_key),
        crm__value_int(message->not_before_us), /* ready from then on, in one index */
    };
    for (size_t i = 0; status >= 0 && i < NEW_COUNT; i++)
        status = crm__column_value(rows, &rows->columns[i], values[i]);
    if (status >= 0)
        crm__batch_finish_row(rows);
    return status;
}

static crm_status rows_make(struct store *store, const struct outbox_message *messages,
                            size_t count, struct batch *rows)
{
    static const enum value_kind kinds[NEW_COUNT] = {
        VALUE_INT, VALUE_INT,  VALUE_INT,  VALUE_INT,  VALUE_TEXT, VALUE_TEXT,
        VALUE_INT, VALUE_TEXT, VALUE_TEXT, VALUE_TEXT, VALUE_TEXT, VALUE_TEXT,
        VALUE_INT, VALUE_TEXT, VALUE_INT,  VALUE_INT,  VALUE_TEXT, VALUE_INT};
    for (size_t i = 0; i < NEW_COUNT; i++) {
        if (!crm__batch_add(rows, new_columns[i], kinds[i]))
            return CRM_E_NOMEM;
    }
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < count; i++)
        status = rows_add(store, &messages[i], rows);
    return status;
}

/* A key that is taken leaves the message out. The conditions are those of the key's index. */
static crm_status messages_insert(struct store *store, const struct batch *rows, size_t *added_out)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_insert(&sql, table_name, new_columns, NEW_COUNT);
    crm__sql_add(&sql, " ON CONFLICT (idempotency_key)"
                       " WHERE idempotency_key IS NOT NULL AND deleted_at IS NULL DO NOTHING");
    struct statement_many many = {.params = rows};
    crm_status status = crm__sql_many(&sql, 0, &many);
    crm__sql_free(&sql);
    *added_out = (size_t)many.changed;
    return status;
}

crm_status crm__outbox_add(struct store *store, const struct outbox_message *messages, size_t count,
                           size_t *added_out)
{
    size_t added = 0;
    struct batch rows;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    status = rows_make(store, messages, count, &rows);
    if (status >= 0)
        status = messages_insert(store, &rows, &added);
    crm__batch_free(&rows);
    status = crm__store_end(store, status);
    if (status >= 0 && added_out)
        *added_out = added;
    return status;
}

/* --- taking ----------------------------------------------------------------------------------- */

static crm_status ready_read(struct store *store, size_t limit, struct batch *rows)
{
    static const struct text columns[TAKEN_COLUMN_COUNT] = {{"id", 2},
                                                            {"channel", 7},
                                                            {"kind", 4},
                                                            {"recipient", 9},
                                                            {"address", 7},
                                                            {"subject", 7},
                                                            {"body", 4},
                                                            {"payload", 7},
                                                            {"idempotency_key", 15},
                                                            {"subject_entity", 14},
                                                            {"subject_id", 10},
                                                            {"attempts", 8}};
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, table_name, columns, TAKEN_COLUMN_COUNT);
    crm__sql_add(&sql, " WHERE state IN ('pending', 'taken') AND taken_until <= ");
    crm__sql_int(&sql, store->env->now_us);
    crm__sql_add(&sql, " AND deleted_at IS NULL ORDER BY id ASC");
    crm__sql_limit(&sql, (int64_t)limit);
    crm_status status = crm__sql_fetch(&sql, 0, rows);
    crm__sql_free(&sql);
    return status;
}

static crm_status lease(struct store *store, int64_t lease_us, const struct batch *rows)
{
    int64_t now_us = store->env->now_us;
    int64_t until_us = lease_us < TIME_MAX_US - now_us ? now_us + lease_us : TIME_MAX_US;
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "UPDATE outbox SET state = 'taken', attempts = attempts + 1,"
                       " taken_until = ");
    crm__sql_int(&sql, until_us);
    crm__sql_add(&sql, " WHERE id");
    crm__sql_in_ints(&sql, rows->columns[COLUMN_MESSAGE_ID].integers, rows->row_count);
    crm_status status = crm__sql_run(&sql, 0, NULL);
    crm__sql_free(&sql);
    return status;
}

crm_status crm__outbox_take(struct store *store, size_t limit, int64_t lease_us,
                            struct reader **reader_out)
{
    enum { TAKE_LIMIT = 1000 };
    const struct reader_column columns[TAKEN_COLUMN_COUNT] = {
        crm__reader_column(TEXT("id"), COLUMN_ID, TEXT("Id"), TEXT("编号")),
        crm__reader_column(TEXT("channel"), COLUMN_TEXT, TEXT("Channel"), TEXT("发送渠道")),
        crm__reader_column(TEXT("kind"), COLUMN_TEXT, TEXT("Kind"), TEXT("类型")),
        crm__reader_column(TEXT("recipient"), COLUMN_ID, TEXT("Recipient"), TEXT("接收人")),
        crm__reader_column(TEXT("address"), COLUMN_TEXT, TEXT("Address"), TEXT("接收地址")),
        crm__reader_column(TEXT("subject"), COLUMN_TEXT, TEXT("Subject"), TEXT("主题")),
        crm__reader_column(TEXT("body"), COLUMN_TEXT, TEXT("Body"), TEXT("内容")),
        crm__reader_column(TEXT("payload"), COLUMN_JSON, TEXT("Payload"), TEXT("参数")),
        crm__reader_column(TEXT("idempotency_key"), COLUMN_TEXT, TEXT("Key"), TEXT("幂等键")),
        crm__reader_column(TEXT("entity"), COLUMN_TEXT, TEXT("Entity"), TEXT("实体")),
        crm__reader_column(TEXT("record"), COLUMN_ID, TEXT("Record"), TEXT("记录")),
        crm__reader_column(TEXT("attempts"), COLUMN_INTEGER, TEXT("Attempts"), TEXT("尝试次数")),
    };
    *reader_out = NULL;
    if (limit == 0 || limit > TAKE_LIMIT)
        limit = TAKE_LIMIT;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    status = crm__reader_prepare(columns, TAKEN_COLUMN_COUNT, &rows);
    if (status >= 0)
        status = ready_read(store, limit, &rows);
    if (status >= 0 && rows.row_count)
        status = lease(store, lease_us, &rows);
    status = crm__store_end(store, status);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &rows, columns, reader_out);
    crm__batch_free(&rows);
    return status;
}

/* --- acknowledging ---------------------------------------------------------------------------- */

/* Why nothing was changed: the message is not there, or is done. */
static crm_status not_changed(struct store *store, int64_t id)
{
    struct sql sql;
    int64_t found;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "SELECT id FROM outbox WHERE id = ");
    crm__sql_int(&sql, id);
    crm_status status = crm__sql_run_int(&sql, 0, &found);
    crm__sql_free(&sql);
    if (status == CRM_E_NOT_FOUND)
        return crm__fail_field(store->env, CRM_E_NOT_FOUND, "outbox", NULL, "no message %lld",
                               (long long)id);
    if (status < 0)
        return status;
    return crm__fail_field(store->env, CRM_E_REFUSED, "outbox", "state",
                           "message %lld is done already", (long long)id);
}

static crm_status acknowledge(struct store *store, struct sql *sql, int64_t id)
{
    int64_t changed = 0;
    crm__sql_add(sql, " WHERE state IN ('pending', 'taken') AND id = ");
    crm__sql_int(sql, id);
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = crm__sql_run(sql, 0, &changed);
    if (status >= 0 && changed == 0)
        status = not_changed(store, id);
    return crm__store_end(store, status);
}

crm_status crm__outbox_sent(struct store *store, int64_t id)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "UPDATE outbox SET state = 'sent', sent_at = ");
    crm__sql_int(&sql, store->env->now_us);
    crm_status status = acknowledge(store, &sql, id);
    crm__sql_free(&sql);
    return status;
}

crm_status crm__outbox_failed(struct store *store, int64_t id, struct text error, int64_t retry_us)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, retry_us ? "UPDATE outbox SET state = 'pending', last_error = "
                                : "UPDATE outbox SET state = 'failed', last_error = ");
    crm__sql_text(&sql, error);
    crm__sql_add(&sql, ", taken_until = ");
    crm__sql_int(&sql, retry_us);
    crm_status status = acknowledge(store, &sql, id);
    crm__sql_free(&sql);
    return status;
}
