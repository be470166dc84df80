/* The whole public interface of libcrm. */
#ifndef CRM_CRM_H
#define CRM_CRM_H

#include "alert.h"
#include "arrow.h"
#include "assign.h"
#include "clean.h"
#include "copy.h"
#include "cursor.h"
#include "db.h"
#include "export.h"
#include "host.h"
#include "lead.h"
#include "merge.h"
#include "pool.h"
#include "query.h"
#include "record.h"
#include "rfm.h"
#include "report.h"
#include "rule.h"
#include "schema.h"
#include "segment.h"
#include "status.h"
#include "tag.h"
#include "time.h"
#include "transfer.h"
#include "work.h"

#endif
