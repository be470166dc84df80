/*
 * Power cuts. The VFS "powerloss" remembers for each file what has surely reached the disk (what
 * was synced) and what has been written since. A cut switches the machine off at a chosen
 * operation; afterwards the files can be made again as the disk may have kept them: any part of
 * what was not synced, in units of a sector, in any order.
 *
 *     powerloss_start();
 *     powerloss_cut_at(17);
 *     … use databases through the VFS until calls fail, close them …
 *     powerloss_restore(seed);      as often as wanted, with different seeds
 *     … open through the default VFS and look …
 *
 * One thread; at most a few small databases at a time.
 */
#ifndef CRM_TESTS_POWERLOSS_VFS_H
#define CRM_TESTS_POWERLOSS_VFS_H

#include <stdbool.h>
#include <stdint.h>

#define POWERLOSS_VFS "powerloss"

/* Registers the VFS at the first time; forgets all files and switches the machine on. */
void powerloss_start(void);
/* Writes, truncations, syncs and deletions count from 1; from the `operation`th on all fails. 0:
 * never. */
void powerloss_cut_at(int64_t operation);
int64_t powerloss_operations(void); /* so far */
bool powerloss_is_off(void);
/* Makes the files on the real disk again. Databases on them must be closed. */
void powerloss_restore(uint64_t seed);
/* Forgets all files and frees their memory. */
void powerloss_stop(void);

#endif
