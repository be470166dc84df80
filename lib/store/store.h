/*
 * The store: an open database that knows the catalogue. It owns the connection, the acting user,
 * ids, and transactions; rows, links, history and queries are in the headers beside this one.
 *
 * One store is used by one thread at a time. Several stores, also of several processes, may be open
 * on one database. Failures are recorded in store->env.
 */
#ifndef CRM_STORE_STORE_H
#define CRM_STORE_STORE_H

#include "base/time.h"
#include "model/entity.h"
#include "store/access.h"

struct db;
struct observer;

enum {
    CURRENCY_SIZE = 4,
    ZONE_SIZE = 64,
    SETTING_TEXT_LIMIT = 64 * 1024,
    STORE_DEPTH_LIMIT = 16,
};

/* Zero everywhere is the default. */
struct store_options {
    bool read_only;
    bool must_exist;       /* CRM_E_NOT_FOUND instead of a new database */
    int64_t busy_limit_us; /* how long to wait for a lock; 0: five seconds; negative: not at all */
    bool may_lose_last_commits; /* faster; a power cut may take the last commits, never corrupts */
    bool outside_checkpoints;   /* a replicator moves the write-ahead log into the database */
    size_t cache_size;          /* bytes of page cache; 0: 64 MB */
    bool unfinished_copy;       /* open also a copy that was not finished; see store/copy.h */
    const char *vfs;            /* SQLite VFS, for fault tests; NULL: default */
    struct text currency;       /* of a new database: three letters; empty: CNY */
    struct text time_zone;      /* of a new database: IANA name; empty: UTC */
};

struct store {
    struct env *env;
    struct db *db;
    /* Replaced only when a schema change is undone; the old one then lives on until close, so
     * pointers into it stay readable. Otherwise it only grows. */
    struct catalogue *catalogue;
    struct actor actor;      /* a superuser after open */
    char currency[CURRENCY_SIZE];
    char time_zone[ZONE_SIZE];
    struct zones zones;      /* those that were asked for */
    bool read_only;

    /* The rest is for lib/store. */
    struct store_level {
        bool writes;
        bool schema_changed;
        bool access_changed;
        bool node_taken;
        crm_status doomed; /* why it cannot be committed; CRM_OK: it can */
    } levels[STORE_DEPTH_LIMIT];
    size_t depth;           /* open transaction levels */
    size_t elevation;       /* crm__store_elevate calls not yet undone */
    bool stale;             /* the catalogue must be read again before anything else */
    int64_t schema_version; /* of the definitions in the catalogue */
    int64_t access_version; /* of the permissions in the actor; -1: to be read */
    int64_t data_version;   /* of the connection, when the two above were compared */
    int64_t sequence;       /* the newest in history, within a transaction; 0: not known */
    struct id_generator {
        int64_t last_ms;
        int64_t counter;
        int64_t node; /* -1 until a write transaction took one */
    } ids;
    struct catalogue_copy *old_catalogues;
    struct observer *observers;
};

/*
 * Opens a database, or makes a new one with tables for every entity of the catalogue. A database
 * made by an older version is upgraded in one transaction first; one of a newer version is refused.
 * `options` may be NULL.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_SYNTAX (the URI); CRM_E_FORMAT (not a libcrm database, or
 *         a newer one); CRM_E_REFUSED (a copy that was not finished); CRM_E_CORRUPT; CRM_E_BUSY;
 *         CRM_E_READONLY (an upgrade is due, but the file is opened for reading; a replica);
 *         CRM_E_DENIED (by a server); CRM_E_IO; CRM_E_FULL; CRM_E_UNSUPPORTED; CRM_E_NOMEM.
 */
crm_status crm__store_open(struct env *env, struct text uri, const struct store_options *options,
                           struct store **store_out);

/* Rolls back what is open. NULL is fine. Entities and fields must not be used afterwards. */
void crm__store_close(struct store *store);

/* Looks whether another connection changed definitions or permissions, and reads them if so. Every
 * outermost begin does this; call it before looking up a name that might be new. */
crm_status crm__store_refresh(struct store *store);

/* After a change of definitions that failed, the catalogue may be ahead of the database: reads it
 * again if so. Every public call does this before it looks up a name. */
crm_status crm__store_settle(struct store *store);

/* Cancels what runs on the store, from any thread; crm__store_resume lets it work again. */
void crm__store_interrupt(struct store *store);
void crm__store_resume(struct store *store);

/*
 * Transactions nest. A writing one takes the write lock at once (CRM_E_BUSY after the limit);
 * within it, begin opens a level that can be undone alone. A reading one is one unchanging view of
 * the database; writing within it is CRM_E_MISUSE. Every begin needs one commit or rollback. All
 * writing functions of the store open a level themselves, so each is all or nothing.
 *
 * When a commit fails it has rolled back: nothing of that level remains, and its status says why.
 * Rolling back also restores what the store keeps in memory: the catalogue and observers' state.
 */
crm_status crm__store_begin(struct store *store);
crm_status crm__store_begin_read(struct store *store);
crm_status crm__store_commit(struct store *store);
/* Keeps the error detail; harmless when none is open. */
void crm__store_rollback(struct store *store);

/* After a commit that failed: the answer was lost on the way, so it may have taken effect. */
bool crm__store_commit_is_unknown(const struct store *store);

/* Commits when `status` is CRM_OK or news and rolls back when it is a failure; gives the status
 * that the caller returns. The usual last line of a use case. */
crm_status crm__store_end(struct store *store, crm_status status);

/* What observers have gathered in the transaction is written now instead of at its end, so that it
 * can be read; nothing is due outside one. A failure must roll the level back. */
crm_status crm__store_flush(struct store *store);

/*
 * A new id: positive, larger than all that this store gave out before, ordered by time, distinct
 * from those of other stores. 41 bits of milliseconds since 2020-01-01 UTC, 10 of node, 12 of
 * counter. Needs a writing transaction, for the first one takes the node number from the database.
 */
crm_status crm__store_new_id(struct store *store, int64_t *id_out);
/* The time an id was made at. */
int64_t crm__id_time_us(int64_t id);

/* Settings of the database itself: short texts by name. Absent is an empty text. The value is
 * appended to `value`. Writing needs a superuser. */
crm_status crm__store_setting(struct store *store, struct text name, struct buffer *value);
crm_status crm__store_set_setting(struct store *store, struct text name, struct text value);

/*
 * Copies the database to a new file while others go on working; reports to the host's progress,
 * which may cancel. Nothing is left behind when it fails. CRM_E_EXISTS: the file is there. A
 * server's schema becomes a file: not within a transaction, CRM_E_MISUSE.
 */
crm_status crm__store_backup(struct store *store, struct text path);

enum store_maintenance {
    STORE_CHECKPOINT, /* moves the write-ahead log into the database */
    STORE_OPTIMIZE,   /* refreshes the planner's statistics where worth it; cheap */
    STORE_ANALYZE,    /* refreshes all of them */
    STORE_COMPACT,    /* rewrites the database without free space */
};
crm_status crm__store_maintain(struct store *store, enum store_maintenance what);

/* A zone by name; the database's own when the name is empty. As crm__zone_find. */
crm_status crm__store_zone(struct store *store, struct text name, const struct zone **zone_out);

/* The sequence number of the newest history row; 0 when there is none. */
crm_status crm__store_last_sequence(struct store *store, int64_t *sequence_out);

#endif
