/* JSON: what is accepted writes as JSON that reads as the same document. */
#include "fuzz.h"

#include "base/json.h"

static void write_document(struct buffer *out, const struct json *json)
{
    struct json_writer writer;
    crm__json_writer_init(&writer, out, 0);
    crm__json_write_json(&writer, json);
    FUZZ_CHECK(!out->failed);
}

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    struct env env;
    crm__env_init(&env, NULL);
    struct json *json;
    crm_status status = crm__json_parse(&env, (struct text){(const char *)data, size}, &json);
    if (status < 0) {
        FUZZ_CHECK(!json && env.error.status == status);
        FUZZ_CHECK(status == CRM_E_SYNTAX || status == CRM_E_LIMIT);
        return 0;
    }

    struct buffer first;
    struct buffer second;
    crm__buffer_init(&first, &env);
    crm__buffer_init(&second, &env);
    write_document(&first, json);
    crm__json_free(json);
    FUZZ_CHECK(crm__json_parse(&env, crm__buffer_view(&first), &json) == CRM_OK);
    write_document(&second, json);
    crm__json_free(json);
    FUZZ_CHECK(crm__text_equal(crm__buffer_view(&first), crm__buffer_view(&second)));
    crm__buffer_free(&first);
    crm__buffer_free(&second);
    return 0;
}
