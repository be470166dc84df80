/* lcrm: finds the command, opens the database, runs. */
#define _POSIX_C_SOURCE 200809L

#include "lcrm.h"

#include <signal.h>
#include <string.h>

static volatile sig_atomic_t interrupted;
static crm_db *volatile interruptible;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
    if (interruptible)
        crm_db_interrupt(interruptible);
}

static void watch_interrupts(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_interrupt;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

static int run(struct tool *tool)
{
    if (tool->command->needs_database) {
        int code = tool_open(tool);
        if (code != EXIT_OK)
            return code;
        interruptible = tool->db;
    }
    int code = tool->command->run(tool);
    tool_progress_end(tool);
    return interrupted ? EXIT_INTERRUPTED : code;
}

int main(int argc, char **argv)
{
    static struct tool tool;
    int code = tool_parse(&tool, argc, argv);
    if (code == EXIT_OK && tool.command) {
        watch_interrupts();
        code = run(&tool);
        interruptible = NULL;
    }
    tool_close(&tool);
    int flushed = tool_flush(&tool);
    return code == EXIT_OK ? flushed : code;
}
