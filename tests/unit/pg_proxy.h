/*
 * A proxy between the library and a PostgreSQL server that knows where messages end, and cuts the
 * connection there: after a number of messages, or around a commit. One connection at a time.
 */
#ifndef CRM_TESTS_PG_PROXY_H
#define CRM_TESTS_PG_PROXY_H

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PROXY_BLOCK_SIZE = 1 << 20 };

enum proxy_commit { PROXY_PASS, PROXY_CUT_BEFORE_COMMIT, PROXY_CUT_AFTER_COMMIT };

struct proxy_side {
    int socket;
    char *block;
    size_t size;
    bool started; /* the first message of a client has no type */
};

struct pg_proxy {
    char server[108];
    int listener;
    pthread_t thread;
    atomic_bool stop;
    atomic_int cut_after; /* messages of either side until the cut; negative: none */
    atomic_int passed;    /* messages of either side so far */
    atomic_int cuts;      /* connections that were cut where it was asked for */
    atomic_int commit;    /* enum proxy_commit */
    atomic_int older;     /* the server says that it is this version, of two digits; 0: its own */
    bool swallow;         /* the answer to the commit does not pass */
    struct proxy_side client;
    struct proxy_side peer;
};

static inline int proxy_connect(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%.100s", path);
    int handle = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(handle, (struct sockaddr *)&address, sizeof address) == 0)
        return handle;
    close(handle);
    return -1;
}

static inline void proxy_cut(struct pg_proxy *proxy)
{
    if (proxy->client.socket >= 0)
        close(proxy->client.socket);
    if (proxy->peer.socket >= 0)
        close(proxy->peer.socket);
    proxy->client.socket = proxy->peer.socket = -1;
    proxy->client.size = proxy->peer.size = 0;
    proxy->client.started = proxy->swallow = false;
    proxy->peer.started = true;
}

/* Bytes of the first message, or 0 while it is not all there. */
static inline size_t proxy_message(const struct proxy_side *side)
{
    size_t head = side->started ? 1 : 0;
    if (side->size < head + 4)
        return 0;
    size_t size = 0;
    for (size_t i = 0; i < 4; i++)
        size = size << 8 | (unsigned char)side->block[head + i];
    return side->size >= head + size ? head + size : 0;
}

static inline void proxy_rewrite(struct pg_proxy *proxy, struct proxy_side *from, size_t size)
{
    static const char name[] = "server_version";
    int older = atomic_load(&proxy->older);
    if (from != &proxy->peer || older == 0 || from->block[0] != 'S' ||
        size <= 5 + sizeof name + 2 || memcmp(from->block + 5, name, sizeof name) != 0)
        return;
    from->block[5 + sizeof name] = (char)('0' + older / 10);
    from->block[6 + sizeof name] = (char)('0' + older % 10);
}

/* Passes one message on; false when the connection was cut instead. */
static inline bool proxy_pass(struct pg_proxy *proxy, struct proxy_side *from, int to, size_t size)
{
    bool commit = from == &proxy->client && from->started && from->block[0] == 'Q' &&
                  strncmp(from->block + 5, "COMMIT", 6) == 0;
    proxy_rewrite(proxy, from, size);
    if (from == &proxy->peer && proxy->swallow) {
        /* The server has committed when it says that it is ready again. */
        if (from->block[0] == 'Z')
            proxy_cut(proxy);
    } else if ((commit && atomic_load(&proxy->commit) == PROXY_CUT_BEFORE_COMMIT) ||
               send(to, from->block, size, MSG_NOSIGNAL) != (ssize_t)size) {
        proxy_cut(proxy);
    } else if (commit) {
        proxy->swallow = atomic_load(&proxy->commit) == PROXY_CUT_AFTER_COMMIT;
    }
    atomic_fetch_add(&proxy->passed, 1);
    int left = atomic_load(&proxy->cut_after);
    if (left >= 0)
        atomic_store(&proxy->cut_after, left - 1);
    if (left == 0) {
        atomic_fetch_add(&proxy->cuts, 1);
        proxy_cut(proxy);
    }
    if (proxy->client.socket < 0)
        return false;
    from->started = true;
    memmove(from->block, from->block + size, from->size - size);
    from->size -= size;
    return true;
}

static inline void proxy_read(struct pg_proxy *proxy, struct proxy_side *from, int to)
{
    ssize_t got = recv(from->socket, from->block + from->size, PROXY_BLOCK_SIZE - from->size, 0);
    if (got <= 0) {
        proxy_cut(proxy);
        return;
    }
    from->size += (size_t)got;
    size_t size = 0;
    while ((size = proxy_message(from)) > 0 && proxy_pass(proxy, from, to, size))
        continue;
}

static inline void *proxy_run(void *context)
{
    struct pg_proxy *proxy = context;
    while (!atomic_load(&proxy->stop)) {
        bool open = proxy->client.socket >= 0;
        struct pollfd polls[] = {{.fd = open ? -1 : proxy->listener, .events = POLLIN},
                                 {.fd = proxy->client.socket, .events = POLLIN},
                                 {.fd = proxy->peer.socket, .events = POLLIN}};
        poll(polls, 3, 20);
        if (polls[0].revents) {
            proxy->client.socket = accept(proxy->listener, NULL, NULL);
            proxy->peer.socket = proxy_connect(proxy->server);
        }
        if (open && polls[1].revents)
            proxy_read(proxy, &proxy->client, proxy->peer.socket);
        if (open && polls[2].revents && proxy->peer.socket >= 0)
            proxy_read(proxy, &proxy->peer, proxy->client.socket);
    }
    proxy_cut(proxy);
    return NULL;
}

/* Listens in `folder` as a server would, for the one in `server_folder`. */
static inline bool proxy_start(struct pg_proxy *proxy, const char *folder,
                               const char *server_folder)
{
    memset(proxy, 0, sizeof *proxy);
    snprintf(proxy->server, sizeof proxy->server, "%.80s/.s.PGSQL.5432", server_folder);
    atomic_init(&proxy->cut_after, -1);
    proxy->client.socket = proxy->peer.socket = -1;
    proxy->client.block = malloc(PROXY_BLOCK_SIZE);
    proxy->peer.block = malloc(PROXY_BLOCK_SIZE);
    proxy->peer.started = true;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%.80s/.s.PGSQL.5432", folder);
    proxy->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    return bind(proxy->listener, (struct sockaddr *)&address, sizeof address) == 0 &&
           listen(proxy->listener, 8) == 0 &&
           pthread_create(&proxy->thread, NULL, proxy_run, proxy) == 0;
}

static inline void proxy_stop(struct pg_proxy *proxy, const char *folder)
{
    char path[128];
    atomic_store(&proxy->stop, true);
    pthread_join(proxy->thread, NULL);
    close(proxy->listener);
    snprintf(path, sizeof path, "%.80s/.s.PGSQL.5432", folder);
    unlink(path);
    free(proxy->client.block);
    free(proxy->peer.block);
}

#endif
