/* Size-first option structs. */
#include "base/options.h"

#include <assert.h>
#include <string.h>

crm_status crm__options_copy(struct env *env, const char *what, void *mine, size_t mine_size,
                             const void *given)
{
    assert(mine_size >= sizeof(size_t));
    memset(mine, 0, mine_size);
    memcpy(mine, &mine_size, sizeof mine_size);
    if (!given)
        return CRM_OK;

    size_t given_size;
    memcpy(&given_size, given, sizeof given_size);
    if (given_size < sizeof given_size)
        return crm__fail(env, CRM_E_MISUSE, "%s: size is %zu, at least %zu", what, given_size,
                         sizeof given_size);

    const unsigned char *bytes = given;
    for (size_t at = mine_size; at < given_size; at++)
        if (bytes[at] != 0)
            return crm__fail(env, CRM_E_MISUSE, "%s: byte %zu is set, this library knows %zu bytes",
                             what, at, mine_size);

    size_t known = given_size < mine_size ? given_size : mine_size;
    memcpy((char *)mine + sizeof given_size, bytes + sizeof given_size, known - sizeof given_size);
    return CRM_OK;
}
