/*
 * The life of a lead: scoring, cleansing, and its conversion to account, contact and opportunity.
 */
#ifndef CRM_LEAD_H
#define CRM_LEAD_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which leads, and how. Zero means default. @since 0.1 */
typedef struct crm_lead_options {
    size_t size;        /* sizeof(crm_lead_options) */
    const int64_t *ids; /* these leads; NULL: by `where` */
    size_t id_count;
    const char *where; /* a rule; NULL: all that are not converted */
    int32_t dry_run;   /* 1: count, and write nothing */
    int32_t reserved;  /* 0 */
    int32_t partition_index; /* from 0: only the leads of this one of the partitions, … */
    int32_t partition_count; /* … so many; 0: of the whole (docs/cluster.md) */
} crm_lead_options;

/** What scoring came to. @since 0.1 */
typedef struct crm_score_report {
    int64_t scored;
    int64_t changed;  /* of them, with another score or grade than before */
    int64_t unscored; /* no enabled model applies */
    int64_t missing;  /* rules that could not be decided because a field is empty */
} crm_score_report;

/**
 * Scores leads by the enabled score models: writes their score, grade, reasons and time, and a row
 * of `score` where the score changed. A batch of leads is one transaction.
 * @param options  May be NULL.
 * @return CRM_OK; CRM_E_NOT_FOUND: an id; CRM_E_SYNTAX, CRM_E_UNKNOWN, CRM_E_INVALID: `where`, or
 *   a model or rule, which the message names; CRM_E_BUSY; CRM_E_CANCELLED: what was committed
 *   stays; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_lead_score(crm_db *db, const crm_lead_options *options,
                                  crm_score_report *report_out);

/**
 * Why a lead has its score now: model, kind, name, count and points of each reason, and the score
 * as the last row. The points of the other rows add up to it. No row when no model applies.
 * @return CRM_OK; CRM_E_NOT_FOUND; as crm_lead_score().
 * @since 0.1
 */
CRM_API crm_status crm_lead_score_explain(crm_db *db, int64_t lead, crm_cursor **cursor_out);

/** What cleansing came to. @since 0.1 */
typedef struct crm_cleanse_report {
    int64_t scored;
    int64_t qualified; /* newly */
    int64_t nurtured;  /* newly */
    int64_t unchanged; /* already as the score says */
    int64_t locked;    /* below the threshold, but locked: left alone */
    int64_t undecided; /* no model applies, or it has no threshold */
    int64_t tasks;     /* made for owners, to contact the qualified again */
} crm_cleanse_report;

/**
 * Scores leads and sorts them: from the model's threshold on they are qualified and their owner
 * gets a task; below it they go to the model's nurture pool and track. Converted and invalid leads
 * are passed over.
 * @param cursor_out  A row for each lead that was moved: lead, score, threshold, decision,
 *   reasons. May be NULL.
 * @return as crm_lead_score(); CRM_E_DENIED.
 * @since 0.1
 */
CRM_API crm_status crm_lead_cleanse(crm_db *db, const crm_lead_options *options,
                                    crm_cleanse_report *report_out, crm_cursor **cursor_out);

/** What becomes of one part of a conversion. @since 0.1 */
enum {
    CRM_CONVERT_FIND = 0,   /* the record that is there, else a new one; opportunities are new */
    CRM_CONVERT_CREATE = 1, /* a new one */
    CRM_CONVERT_LINK = 2,   /* the given one: its empty fields are filled */
    CRM_CONVERT_SKIP = 3    /* none */
};

/** How to convert. Zero means default. @since 0.1 */
typedef struct crm_convert_options {
    size_t size;              /* sizeof(crm_convert_options) */
    int32_t account;          /* CRM_CONVERT_… */
    int32_t contact;          /* CRM_CONVERT_… */
    int32_t opportunity;      /* CRM_CONVERT_… */
    int32_t dry_run;          /* 1: say what would happen, and write nothing */
    int64_t account_id;       /* of CRM_CONVERT_LINK */
    int64_t contact_id;       /* of CRM_CONVERT_LINK */
    int64_t opportunity_id;   /* of CRM_CONVERT_LINK */
    int64_t owner;            /* of what is created; 0: the lead's */
    const char *name;         /* of the opportunity; NULL: the company's, else the lead's */
    const int64_t *amount;    /* minor units, in the lead's currency; NULL: the lead's budget */
    int64_t stage;            /* 0: the first one of the default sales process */
} crm_convert_options;

/** What a lead became. @since 0.1 */
typedef struct crm_convert_result {
    int64_t conversion;     /* the record of it; 0 after a dry run */
    int64_t account;        /* 0: none, or one that a dry run would create */
    int64_t contact;
    int64_t opportunity;
    int32_t account_created;
    int32_t contact_created;
    int32_t opportunity_created;
    int32_t reserved;
    int64_t relinked; /* activities, tasks and notes that belong to the new records, too */
} crm_convert_result;

/**
 * Converts a lead, all or nothing. An account is found by registration number, else company name,
 * else (of a lead without company) phone or e-mail; a contact by phone, e-mail or WeChat.
 * @param options  May be NULL.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_REFUSED when it is converted already; CRM_E_INVALID: it
 *   has no owner and none is given, or becomes nothing; CRM_E_DENIED; CRM_E_BUSY; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_lead_convert(crm_db *db, int64_t lead, const crm_convert_options *options,
                                    crm_convert_result *result_out);

/** What became of a conversion that was undone. @since 0.1 */
typedef struct crm_unconvert_result {
    int64_t account; /* ids of the conversion */
    int64_t contact;
    int64_t opportunity;
    int32_t account_kept; /* 1: created by the conversion, but changed or used since: it stays */
    int32_t contact_kept;
    int32_t opportunity_kept;
    int32_t reserved;
    int64_t fields_kept; /* filled in linked records, but changed since */
} crm_unconvert_result;

/**
 * Undoes the conversion of a lead, which is as before then. What the conversion created is deleted,
 * unless it was changed since or other records refer to it.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_REFUSED when it is not converted; CRM_E_DENIED;
 *   CRM_E_BUSY; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_lead_unconvert(crm_db *db, int64_t lead, crm_unconvert_result *result_out);

#ifdef __cplusplus
}
#endif

#endif
