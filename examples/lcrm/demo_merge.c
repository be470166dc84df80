/*
 * Merging what is certain: pairs of leads that share a phone and one more key. The list says which
 * rows are truly one lead, so the demo can also say how often that was right.
 */
#include "demo.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct pair {
    int64_t a;
    int64_t b;
};

/* A lead of a pair, and the first lead of its group by then. */
struct member {
    int64_t id;
    int64_t truth; /* number of the lead in the list; 0: none */
    size_t group;  /* index of a member; itself: the first */
};

struct groups {
    struct pair *pairs;
    size_t pair_count;
    struct member *members; /* by id */
    size_t member_count;
};

static int by_id(const void *left, const void *right)
{
    const struct member *a = left;
    const struct member *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

static struct member *member_find(const struct groups *groups, int64_t id)
{
    const struct member key = {.id = id};
    return bsearch(&key, groups->members, groups->member_count, sizeof key, by_id);
}

static size_t first_of(struct groups *groups, size_t index)
{
    while (groups->members[index].group != index)
        index = groups->members[index].group;
    return index;
}

static int pairs_read(crm_db *db, struct groups *groups, size_t limit)
{
    const struct demo_rows wanted = {
        "duplicate_pair",
        "state == \"open\" && entity_a == \"lead\" && entity_b == \"lead\" && "
        "\"phone\" in kinds && size(kinds) > 1",
        "id", "id_a,id_b", 0};
    crm_cursor *rows = demo_rows(db, &wanted);
    if (!rows)
        return -1;
    while (groups->pair_count < limit && crm_cursor_next(rows) == CRM_OK) {
        struct pair *pair = &groups->pairs[groups->pair_count++];
        *pair = (struct pair){crm_cursor_int(rows, 0), crm_cursor_int(rows, 1)};
    }
    crm_cursor_free(rows);
    return 0;
}

static void members_make(struct groups *groups)
{
    size_t count = 0;
    for (size_t i = 0; i < groups->pair_count; i++) {
        groups->members[count++].id = groups->pairs[i].a;
        groups->members[count++].id = groups->pairs[i].b;
    }
    qsort(groups->members, count, sizeof *groups->members, by_id);
    for (size_t i = 0; i < count; i++) {
        size_t used = groups->member_count;
        if (used == 0 || groups->members[used - 1].id != groups->members[i].id)
            groups->members[groups->member_count++].id = groups->members[i].id;
    }
    for (size_t i = 0; i < groups->member_count; i++)
        groups->members[i].group = i;
    for (size_t i = 0; i < groups->pair_count; i++) {
        size_t a = (size_t)(member_find(groups, groups->pairs[i].a) - groups->members);
        size_t b = (size_t)(member_find(groups, groups->pairs[i].b) - groups->members);
        a = first_of(groups, a);
        b = first_of(groups, b);
        groups->members[a > b ? a : b].group = a > b ? b : a;
    }
}

static int truth_read(crm_db *db, struct groups *groups)
{
    const struct demo_rows wanted = {"lead", "has(list_lead)", NULL, "id,list_lead", 0};
    crm_cursor *rows = demo_rows(db, &wanted);
    if (!rows)
        return -1;
    while (crm_cursor_next(rows) == CRM_OK) {
        struct member *member = member_find(groups, crm_cursor_int(rows, 0));
        if (member)
            member->truth = crm_cursor_int(rows, 1) + 1;
    }
    crm_cursor_free(rows);
    return 0;
}

static void precision_print(struct demo *demo, const struct groups *groups)
{
    int64_t right = 0;
    for (size_t i = 0; i < groups->pair_count; i++)
        right += member_find(groups, groups->pairs[i].a)->truth ==
                 member_find(groups, groups->pairs[i].b)->truth;
    double share = 100 * (double)right / (double)groups->pair_count;
    demo_true(demo, share >= 99,
              demo_say(demo, "%s pairs share a phone and one more key; %.2f%% are truly one lead",
                       "%s 对线索电话及另一标识相同；其中 %.2f%% 确为同一线索"),
              demo_figure((int64_t)groups->pair_count), share);
}

/* One merge a group, all in one transaction; counts the leads that are gone. */
static crm_status groups_merge(crm_db *db, struct groups *groups, int64_t *merges, int64_t *gone)
{
    enum { LIMIT = 100 };
    crm_status status = crm_db_begin(db);
    for (size_t i = 0; status >= 0 && i < groups->member_count; i++) {
        int64_t ids[LIMIT] = {groups->members[i].id};
        size_t count = 1;
        int64_t merge;
        if (groups->members[i].group != i)
            continue;
        for (size_t j = i + 1; j < groups->member_count && count < LIMIT; j++) {
            if (groups->members[j].group != j && first_of(groups, j) == i)
                ids[count++] = groups->members[j].id;
        }
        status = crm_merge_run(db, "lead", ids, count, "phone and one more key", &merge);
        *merges += 1;
        *gone += (int64_t)count - 1;
    }
    return status >= 0 ? crm_db_commit(db) : status;
}

static int groups_work(struct demo *demo, crm_db *db, struct groups *groups)
{
    int64_t merges = 0;
    int64_t gone = 0;
    int64_t before = demo_count(demo, db, "lead", NULL);
    if (truth_read(db, groups) < 0)
        return -1;
    precision_print(demo, groups);
    if (groups_merge(db, groups, &merges, &gone) < 0)
        return demo_fail(db, "merge");
    const struct part whole = {"leads before", "条线索（合并前）", before};
    const struct part parts[] = {
        {"after", "合并后", demo_count(demo, db, "lead", NULL)},
        {"merged into others", "并入他条", gone},
    };
    demo_sum(demo, whole, parts, 2);
    demo_true(demo, demo_count(demo, db, "merge", NULL) == merges,
              demo_say(demo, "%s merges, each with a journal that lcrm unmerge reads",
                       "%s 次合并，均有日志，可用 lcrm unmerge 撤销"),
              demo_figure(merges));
    return 0;
}

int demo_merge(struct demo *demo, crm_db *db)
{
    size_t limit = (size_t)demo_count(demo, db, "duplicate_pair", NULL);
    struct groups groups = {.pairs = calloc(limit + 1, sizeof *groups.pairs),
                            .members = calloc(2 * limit + 1, sizeof *groups.members)};
    int result = -1;
    if (groups.pairs && groups.members && pairs_read(db, &groups, limit) == 0) {
        members_make(&groups);
        result = groups.pair_count ? groups_work(demo, db, &groups) : -1;
    }
    free(groups.pairs);
    free(groups.members);
    return result;
}
