/*
 * The loop of a daemon: runs what is due, sends what must leave, sleeps until more work is due.
 * The library has no thread of its own; this is all a host needs.
 *
 *     daemon shop.crm [ROUNDS]
 */
#define _POSIX_C_SOURCE 200809L

#include <crm/crm.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Prints each message where a real host would send it, then says that it was sent. */
static crm_status messages_send(crm_db *db, int *sent)
{
    crm_cursor *messages;
    crm_status status = crm_outbox_take(db, 100, INT64_C(60000000), &messages);
    if (status < 0)
        return status;
    while ((status = crm_cursor_next(messages)) == CRM_OK) {
        printf("to %s: %s\n", crm_cursor_text(messages, 3), crm_cursor_text(messages, 5));
        status = crm_outbox_sent(db, crm_cursor_int(messages, 0));
        if (status < 0)
            break;
        ++*sent;
    }
    crm_cursor_free(messages);
    return status;
}

static void sleep_until(int64_t time_us)
{
    int64_t wait_us = time_us - now_us();
    if (wait_us > 60000000)
        wait_us = 60000000; /* somebody may add work meanwhile */
    if (wait_us < 1000000)
        wait_us = 1000000;
    struct timespec wait = {wait_us / 1000000, wait_us % 1000000 * 1000};
    nanosleep(&wait, NULL);
}

int main(int argc, char **argv)
{
    crm_db *db;
    crm_work_report report;
    int sent = 0;
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    if (argc < 2) {
        fprintf(stderr, "usage: daemon DB [ROUNDS]\n");
        return 2;
    }
    if (crm_db_new(NULL, &db) < 0)
        return 1;
    crm_status status = crm_db_open(db, argv[1], NULL);
    for (long round = 1; status >= 0; round++) {
        status = crm_work_run(db, NULL, &report);
        if (status >= 0)
            status = messages_send(db, &sent);
        if (status == CRM_E_BUSY) { /* another program is writing; next round */
            status = CRM_OK;
            report.next_us = 0;
        }
        if (status < 0 || round == rounds)
            break;
        sleep_until(report.next_us);
    }
    if (status < 0)
        fprintf(stderr, "%s: %s\n", argv[1], crm_db_error(db)->message);
    else
        printf("done %" PRId64 ", failed %" PRId64 ", sent %d\n", report.done, report.failed, sent);
    crm_db_free(db);
    return status < 0;
}
