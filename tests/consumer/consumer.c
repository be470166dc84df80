/* The smallest host: what anyone writes first, to see whether the library is found and runs. */
#include <crm/crm.h>

#include <stdio.h>

int main(void)
{
    printf("%s %s\n", crm_version(), crm_status_name(CRM_E_BUSY));
    return 0;
}
