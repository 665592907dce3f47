/*
 * smipc: messages between processes of one user on one machine, through shared memory.
 *
 * A server listens under a name and owns the memory; clients open connections to it, and each
 * connection has a block of memory of its own. Messages of any length go both ways, whole and in
 * order. The server serves its clients in turn.
 *
 * Conventions. Functions return SMIPC_OK or one of the other values of smipc_status. Times are in
 * microseconds: SMIPC_NOW tries once, SMIPC_FOREVER waits until it is done or the peer is gone.
 * Out parameters are written only where the function says so. Everything is thread-safe unless it
 * says otherwise: messages that several threads send over one connection go one after the other,
 * each whole, and each message is received by one thread. A thread that has reserved() a packet or
 * has one in view() holds that direction until the message ends.
 *
 * Processes of 32 and of 64 bits may be peers. A peer that ends, however and whenever that happens,
 * makes the calls of its own connection return SMIPC_GONE within 100 ms and disturbs no other.
 */
#ifndef SMIPC_H
#define SMIPC_H

#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#define SMIPC_API __declspec(dllexport)
#else
#define SMIPC_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum smipc_status {
  SMIPC_OK = 0,
  SMIPC_AGAIN = 1,      /* not within the given time; nothing has happened */
  SMIPC_GONE = 2,       /* the peer has ended without closing */
  SMIPC_CLOSED = 3,     /* the peer, or this side, has closed */
  SMIPC_CORRUPT = 4,    /* what the peer has sent is damaged; the connection cannot be used again */
  SMIPC_TOO_SMALL = 5,  /* the message does not fit into the buffer and is still there */
  SMIPC_TOO_LONG = 6,   /* the message is longer than this side accepts; the connection is over */
  SMIPC_INVALID = 7,    /* arguments, or a call that the state does not allow */
  SMIPC_NO_SERVER = 8,  /* no server listens under the name */
  SMIPC_IN_USE = 9,     /* another, living server listens under the name */
  SMIPC_MISMATCH = 10,  /* the peer is of another version, or no smipc at all */
  SMIPC_DENIED = 11,    /* the peer belongs to another user */
  SMIPC_FULL = 12,      /* the server has as many clients as it wants */
  SMIPC_NO_MEMORY = 13, /* out of memory, or out of shared memory */
  SMIPC_SYSTEM = 14,    /* the operating system refused something else; see smipc_failure */
  SMIPC_ABANDONED = 15  /* smipc_view(): the rest of the message will never come; forget it */
} smipc_status;

#define SMIPC_NOW ((int64_t)0)
#define SMIPC_FOREVER ((int64_t)-1)

/* Why opening failed, as a sentence of its own. */
typedef struct smipc_failure {
  int32_t status;
  char text[252];
} smipc_failure;

/* A received message. The receiver owns it and gives it back with smipc_free(data). */
typedef struct smipc_message {
  void *data; /* not null, even if size is 0 */
  size_t size;
} smipc_message;

typedef struct smipc_server smipc_server;
typedef struct smipc_connection smipc_connection;

/* ---- for every status: a short text, e.g. for logs. Static memory. */
SMIPC_API const char *smipc_status_text(int status);

/* Version of this header's contract; a caller may compare it with SMIPC_VERSION. */
#define SMIPC_VERSION 1
SMIPC_API int smipc_version(void);

/* Gives back the data of a message. Null is allowed. */
SMIPC_API void smipc_free(void *data);

/* ======== The server ======== */

typedef struct smipc_server_options {
  uint32_t size;        /* sizeof(smipc_server_options) */
  uint32_t max_clients; /* at once; 0: 256 */
  uint64_t max_message; /* longest message that is accepted from a client; 0: 1 GiB */
  /* 1: after a client's message has been received, that client is not looked at again before
   * smipc_server_done(). Lets several threads serve while each client's messages stay in order, and
   * lets a handler receive the answers to its own questions. */
  uint32_t exclusive;
  uint32_t reserved;
} smipc_server_options;

/*
 * Begins to listen. `name`: 1 to 64 letters, digits, '.', '_' or '-'; it is private to the user.
 * `options` and `failure` may be null. On SMIPC_OK *server is the caller's until
 * smipc_server_close(). Errors: SMIPC_INVALID, SMIPC_IN_USE, SMIPC_NO_MEMORY, SMIPC_SYSTEM. The
 * name of a server that has ended, however it ended, is free.
 */
SMIPC_API int smipc_listen(const char *name, const smipc_server_options *options,
                           smipc_server **server, smipc_failure *failure);

/*
 * Stops listening, closes all connections and frees the server. Waiting calls of other threads
 * return SMIPC_CLOSED first, but no other thread may begin a call with the server from now on.
 * Retained connections stay valid (and closed) until they are released.
 */
SMIPC_API void smipc_server_close(smipc_server *server);

typedef enum smipc_event_kind {
  SMIPC_CONNECTED = 1, /* a client has come */
  SMIPC_MESSAGE = 2,   /* a client has sent a message */
  SMIPC_ENDED = 3      /* a client has gone; status says how. Its last messages came before. */
} smipc_event_kind;

/* A client is known by an id that no other client of the server ever has. */
typedef struct smipc_event {
  int32_t kind;
  int32_t status; /* SMIPC_ENDED: SMIPC_CLOSED, SMIPC_GONE, SMIPC_CORRUPT or SMIPC_TOO_LONG */
  uint64_t client;
  smipc_message message; /* SMIPC_MESSAGE: the caller's, as with smipc_receive() */
} smipc_event;

/*
 * The next event of any client. Clients are served in turn: one that has been served comes again
 * after all others that have something. Errors: SMIPC_AGAIN, SMIPC_CLOSED, SMIPC_NO_MEMORY,
 * SMIPC_INVALID.
 */
SMIPC_API int smipc_server_receive(smipc_server *server, smipc_event *event, int64_t timeout);

/*
 * The same, with memory of the caller's for messages: one of up to `capacity` bytes is written to
 * `buffer`, and event->message.data is null. A longer one is the caller's as above.
 */
SMIPC_API int smipc_server_receive_into(smipc_server *server, smipc_event *event, void *buffer,
                                        size_t capacity, int64_t timeout);

/* Waits until smipc_server_receive() would have an event (or another thread takes it). */
SMIPC_API int smipc_server_wait(smipc_server *server, int64_t timeout);

/* Servers with the option `exclusive`: the message of this client has been dealt with. */
SMIPC_API int smipc_server_done(smipc_server *server, uint64_t client);

typedef struct smipc_client_info {
  uint64_t client;
  uint64_t tag; /* what the client gave to smipc_connect() */
  uint32_t pid;
  uint32_t reserved;
} smipc_client_info;

/* Writes up to `capacity` entries, oldest first, and to *count how many clients there are. */
SMIPC_API int smipc_server_list(smipc_server *server, smipc_client_info *list, size_t capacity,
                                size_t *count);

/* Sends to one client: see smipc_send(). SMIPC_GONE if there is no such client (any more). */
SMIPC_API int smipc_server_send(smipc_server *server, uint64_t client, const void *data,
                                size_t size, int64_t timeout);

/*
 * Sends to all clients, side by side: one that does not read holds up none of the others. *reached
 * (may be null) is how many got it whole within the time; the others got nothing of it.
 */
SMIPC_API int smipc_server_broadcast(smipc_server *server, const void *data, size_t size,
                                     int64_t timeout, size_t *reached);

/* Ends a client's connection. The client reads what was sent before and then SMIPC_CLOSED. */
SMIPC_API int smipc_server_drop(smipc_server *server, uint64_t client);

/*
 * The connection to a client, for what is only declared for connections below. Retained: it stays
 * valid until smipc_close(), which ends the connection only at the client's side. To end it
 * altogether use smipc_server_drop().
 */
SMIPC_API int smipc_server_connection(smipc_server *server, uint64_t client,
                                      smipc_connection **connection);

/* ======== A connection ======== */

/*
 * Connects to the server of that name. A process may have any number of connections; `tag` is
 * shown to the server and lets it see which of them belong together. Errors: SMIPC_INVALID,
 * SMIPC_NO_SERVER, SMIPC_MISMATCH, SMIPC_DENIED, SMIPC_FULL, SMIPC_NO_MEMORY, SMIPC_SYSTEM,
 * SMIPC_AGAIN (the server did not answer in time). `failure` may be null.
 */
SMIPC_API int smipc_connect(const char *name, uint64_t tag, int64_t timeout,
                            smipc_connection **connection, smipc_failure *failure);

/*
 * Ends the connection and frees it; see smipc_server_connection() for the server's. Waiting calls
 * of other threads return first, but no other thread may begin a call with it from now on.
 */
SMIPC_API void smipc_close(smipc_connection *connection);

/*
 * Sends a message. `data` may be null if size is 0. SMIPC_AGAIN: not sent, the peer reads too
 * slowly; a message that was half under way is void, and the peer never sees it. Other errors:
 * SMIPC_GONE, SMIPC_CLOSED, SMIPC_CORRUPT, SMIPC_INVALID (this thread is in the middle of a
 * message). SMIPC_NOW suits messages of up to 32 KiB; longer ones need the peer to read along.
 */
SMIPC_API int smipc_send(smipc_connection *connection, const void *data, size_t size,
                         int64_t timeout);

/*
 * Sends a part of a message without ever waiting, for callers that have other things to do while
 * the peer reads: begin with *offset 0, and call again with the same data until it is not
 * SMIPC_AGAIN any more; *offset counts what has gone. Once *offset has moved the calling thread
 * holds the direction, and smipc_abandon() makes the message void.
 */
SMIPC_API int smipc_send_part(smipc_connection *connection, const void *data, size_t size,
                              size_t *offset);

/*
 * Receives the next message. On SMIPC_OK *message is the caller's, to be freed with smipc_free().
 * Errors: SMIPC_AGAIN, SMIPC_GONE and SMIPC_CLOSED (after everything that was sent has been
 * received), SMIPC_CORRUPT, SMIPC_TOO_LONG, SMIPC_NO_MEMORY, SMIPC_INVALID.
 */
SMIPC_API int smipc_receive(smipc_connection *connection, smipc_message *message, int64_t timeout);

/*
 * Receives the next message into the caller's memory and its length into *size. SMIPC_TOO_SMALL:
 * *size is the length, and the message waits for the next call. Otherwise as smipc_receive().
 */
SMIPC_API int smipc_receive_into(smipc_connection *connection, void *buffer, size_t capacity,
                                 size_t *size, int64_t timeout);

/* Waits until a receiving call would have something to return (or another thread takes it). */
SMIPC_API int smipc_wait(smipc_connection *connection, int64_t timeout);

/*
 * Writing in place: *data is room for *size bytes in the shared memory itself. smipc_commit() sends
 * the first `size` of them, as the end of the message if `last` is not 0; otherwise the message
 * goes on with the next smipc_reserve(). Between the first reservation and the last commit the
 * calling thread holds the direction; the others wait. smipc_abandon() makes the message void
 * instead: the peer never sees it. Errors: as smipc_send(); SMIPC_AGAIN leaves the message as it
 * is, to be tried again or abandoned.
 */
SMIPC_API int smipc_reserve(smipc_connection *connection, void **data, size_t *size,
                            int64_t timeout);
SMIPC_API int smipc_commit(smipc_connection *connection, size_t size, int last);
SMIPC_API int smipc_abandon(smipc_connection *connection);

/*
 * Reading in place: *data is the next *size bytes of a message, checked, in the shared memory
 * itself, valid until smipc_release(); *last is 1 at its end. The calling thread holds the
 * direction until the last piece is released or smipc_skip() drops the rest. The peer can still
 * change what it has sent: where it is not trusted, receive instead. SMIPC_INVALID also stands for
 * a message that its writer abandoned after its beginning had been read here: forget it, nothing is
 * held.
 */
SMIPC_API int smipc_view(smipc_connection *connection, const void **data, size_t *size, int *last,
                         int64_t timeout);
SMIPC_API int smipc_release(smipc_connection *connection);
SMIPC_API int smipc_skip(smipc_connection *connection);

/* Whether the peer can still answer: SMIPC_OK, or why not. */
SMIPC_API int smipc_state(smipc_connection *connection);

/*
 * For programs with an event loop (not on Windows: SMIPC_INVALID): *descriptor becomes readable, by
 * one byte, when smipc_watch_arm() has been called and there is something to receive. The caller
 * owns the descriptor; closing it ends the watching, as closing the connection or the server does.
 * One watch per connection or server; exactly one of `server` and `connection` is given.
 */
SMIPC_API int smipc_watch(smipc_server *server, smipc_connection *connection, int *descriptor);
SMIPC_API int smipc_watch_arm(smipc_server *server, smipc_connection *connection);

#ifdef __cplusplus
}
#endif

#endif
