/* The whole public interface of libcrm. */
#ifndef CRM_CRM_H
#define CRM_CRM_H

#include "arrow.h"
#include "export.h"
#include "host.h"
#include "status.h"

#endif
