/* Which function does which kind of due work. */
#include "service/alerts.h"
#include "service/recycle.h"
#include "service/reminder.h"
#include "service/work.h"

const struct work_handler crm__work_handlers[] = {
    {"reminder", crm__reminder_due},
    {"recycle", crm__recycle_due},
    {"recycle_reminder", crm__recycle_reminder_due},
    {"churn_alert", crm__alert_due},
};
const size_t crm__work_handler_count = sizeof crm__work_handlers / sizeof *crm__work_handlers;
