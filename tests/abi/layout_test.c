/*
 * Size and offsets of every public struct on 64-bit systems, pinned at compile time. A struct may
 * only grow at its end; a change of any line below breaks programs that are already built.
 */
#include <crm/crm.h>

#include <stdio.h>

#define SIZE(type, bytes)                                                                          \
    _Static_assert(sizeof(void *) != 8 || sizeof(type) == (bytes), "size of " #type)
#define AT(type, member, bytes)                                                                    \
    _Static_assert(sizeof(void *) != 8 || offsetof(type, member) == (bytes),                       \
                   "place of " #type "." #member)

SIZE(crm_status, 4);

SIZE(crm_host, 56);
AT(crm_host, size, 0);
AT(crm_host, context, 8);
AT(crm_host, resize, 16);
AT(crm_host, now_us, 24);
AT(crm_host, random, 32);
AT(crm_host, log, 40);
AT(crm_host, progress, 48);

int main(void)
{
    puts("1..1");
    puts("ok 1 - public structs have the layout that programs were built with");
    return 0;
}
