/* Time as text, for hosts. */
#include "base/time.h"

#include "crm/time.h"

crm_status crm_time_parse(const char *text, int64_t *time_us_out)
{
    if (!text || !time_us_out)
        return CRM_E_MISUSE;
    struct env env;
    crm_status status = crm__env_init(&env, NULL);
    return status < 0 ? status : crm__time_parse(&env, crm__text_of(text), time_us_out);
}

size_t crm_time_format(int64_t time_us, char text_out[CRM_TIME_TEXT_SIZE])
{
    return text_out ? crm__time_format(time_us, text_out) : 0;
}
