/*
 * Where a database is: a path, `:memory:`, or a file URI (RFC 8089) with `mode`. The URI is read
 * here and not by SQLite, so that no parameter changes what the library relies on.
 */
#include "db/sqlite/driver.h"

static crm_status file_uri(struct env *env, struct text uri, struct sqlite_location *location);
static struct text without_authority(struct text rest);
static crm_status parameters(struct env *env, struct text query, struct sqlite_location *location);
static crm_status parameter(struct env *env, struct text item, struct sqlite_location *location);
static crm_status unescape(struct env *env, struct text escaped, char **path_out);
static crm_status keep_path(struct env *env, struct text path, char **path_out);
static int hex_digit(char c);

static const char *const modes[] = {"ro", "rw", "rwc"};

crm_status crm__sqlite_locate(struct env *env, struct text uri, struct sqlite_location *location)
{
    location->path = NULL;
    location->in_memory = crm__text_is(uri, ":memory:");
    if (crm__text_starts(uri, TEXT("file:")))
        return file_uri(env, uri, location);
    return keep_path(env, uri, &location->path);
}

static crm_status file_uri(struct env *env, struct text uri, struct sqlite_location *location)
{
    struct text rest = crm__text_slice(uri, 5, uri.size);
    size_t fragment = crm__text_find(rest, TEXT("#"), 0);
    if (fragment != SIZE_MAX)
        rest = crm__text_slice(rest, 0, fragment);
    struct text path = rest;
    struct text query = TEXT_NONE;
    size_t mark = crm__text_find(rest, TEXT("?"), 0);
    if (mark != SIZE_MAX) {
        path = crm__text_slice(rest, 0, mark);
        query = crm__text_slice(rest, mark + 1, rest.size);
    }
    path = without_authority(path);
    if (path.size == 0)
        return crm__fail(env, CRM_E_SYNTAX, "database '%.*s': no path, or one of another machine",
                         (int)uri.size, uri.data);
    crm_status status = parameters(env, query, location);
    return status < 0 ? status : unescape(env, path, &location->path);
}

/* file:///path and file://localhost/path are /path; another machine leaves nothing. */
static struct text without_authority(struct text rest)
{
    if (!crm__text_starts(rest, TEXT("//")))
        return rest;
    size_t slash = crm__text_find(rest, TEXT("/"), 2);
    if (slash == SIZE_MAX)
        return TEXT_NONE;
    struct text host = crm__text_slice(rest, 2, slash);
    if (host.size > 0 && !crm__text_is(host, "localhost"))
        return TEXT_NONE;
    return crm__text_slice(rest, slash, rest.size);
}

static crm_status parameters(struct env *env, struct text query, struct sqlite_location *location)
{
    while (query.size > 0) {
        size_t end = crm__text_find(query, TEXT("&"), 0);
        if (end == SIZE_MAX)
            end = query.size;
        crm_status status = parameter(env, crm__text_slice(query, 0, end), location);
        if (status < 0)
            return status;
        query = crm__text_slice(query, end + 1, query.size);
    }
    return CRM_OK;
}

static crm_status parameter(struct env *env, struct text item, struct sqlite_location *location)
{
    size_t equals = crm__text_find(item, TEXT("="), 0);
    struct text name = crm__text_slice(item, 0, equals == SIZE_MAX ? item.size : equals);
    struct text value =
        equals == SIZE_MAX ? TEXT_NONE : crm__text_slice(item, equals + 1, item.size);
    if (!crm__text_is(name, "mode"))
        return crm__fail(env, CRM_E_SYNTAX, "database: no parameter '%.*s'; there is 'mode'",
                         (int)name.size, name.data);
    if (crm__text_is(value, modes[0])) {
        location->read_only = true;
        location->must_exist = true;
    } else if (crm__text_is(value, modes[1])) {
        location->must_exist = true;
    } else if (!crm__text_is(value, modes[2])) {
        return crm__fail(env, CRM_E_SYNTAX, "database: mode '%.*s', ro, rw or rwc expected",
                         (int)value.size, value.data);
    }
    return CRM_OK;
}

static crm_status unescape(struct env *env, struct text escaped, char **path_out)
{
    struct buffer path;
    crm__buffer_init(&path, env);
    crm_status status = CRM_OK;
    for (size_t i = 0; i < escaped.size && status >= 0; i++) {
        if (escaped.data[i] != '%') {
            crm__buffer_byte(&path, escaped.data[i]);
            continue;
        }
        int high = i + 2 < escaped.size ? hex_digit(escaped.data[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(escaped.data[i + 2]) : -1;
        if (low < 0 || (high == 0 && low == 0))
            status =
                crm__fail(env, CRM_E_SYNTAX, "database: a wrong %%-escape at byte %zu of '%.*s'",
                          i + 1, (int)escaped.size, escaped.data);
        else
            crm__buffer_byte(&path, (char)(high * 16 + low));
        i += 2;
    }
    if (status >= 0)
        status = crm__text_check(env, crm__buffer_view(&path), "database");
    if (status >= 0)
        status = keep_path(env, crm__buffer_view(&path), path_out);
    crm__buffer_free(&path);
    return status;
}

/* SQLite gives some beginnings a meaning of their own; a path that has one is made relative. */
static crm_status keep_path(struct env *env, struct text path, char **path_out)
{
    bool special = path.size > 0 && (path.data[0] == ':' || crm__text_starts(path, TEXT("file:")));
    if (crm__text_is(path, ":memory:"))
        special = false;
    size_t skip = special ? 2 : 0;
    char *kept = crm__alloc_zero(env, path.size + skip + 1, 1);
    if (!kept)
        return CRM_E_NOMEM;
    if (special) {
        kept[0] = '.';
        kept[1] = '/';
    }
    for (size_t i = 0; i < path.size; i++)
        kept[skip + i] = path.data[i];
    *path_out = kept;
    return CRM_OK;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}
