/*
 * The load: many connections, each with one request outstanding, driven by one thread that never sleeps, so that the server
 * does not pay for waking it.
 *
 *   load MODE PORT CONNECTIONS WHAT WARMUP SECONDS [RATE]
 *
 * Each connection asks again as soon as it has its response. With a RATE, so many requests a second are due at fixed times
 * instead, whatever the server does: each is sent on a connection that is free, or waits for one, and takes from when it was due
 * until its response is there. Otherwise a server that stands still would only delay the requests that would have told.
 *
 *   tcp       WHAT bytes there and back
 *   tls       the same over TLS 1.3, AES-128-GCM; any certificate will do
 *   udp       the same by datagrams, CONNECTIONS of them outstanding; no RATE
 *   accept    connect, WHAT bytes there and back, close
 *   idle      connect, WHAT bytes there and back once; then print "idle" and hold the connections until stdin ends; no RATE
 *   http      GET of the path WHAT; all responses have to be as long as the first one
 *   download  the same; the rate is in MB a second
 *   upload    POST of 1 GiB to the path WHAT, the response to which is as long as to an empty one; the rate is in MB a second
 *   ws        WebSocket at /ws, binary messages of WHAT bytes there and back
 *
 * All connections are opened first, within a minute. Prints "begin" after WARMUP seconds, in which it compares what comes back with what it sent
 * (later it counts the bytes only), and SECONDS later, a metric a line: rate (1/s), p50, p99, p99.9 and max (us), load (the part
 * of the time in which it was at work: near 1, the load is the limit rather than the server), core (the part of the time in which
 * it had its core, less than 1 only if other programs took it) and lost (datagrams).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/ssl.h>
#else
typedef void SSL;
#endif

enum { EVENTS = 1024, DATAGRAMS = 64, CLIENT_ADDRESSES = 16, BLOCK = 256 * 1024 };

typedef enum { TCP, TLS, UDP, ACCEPT, IDLE, HTTP, DOWNLOAD, UPLOAD, WS } Mode;

typedef struct {
    int fd;
    SSL *ssl;
    size_t sent, received;
    uint64_t start;
} Connection;

static Mode mode;
static struct sockaddr_in server = {.sin_family = AF_INET};
static int connections;
static int poller;
static bool comparing = true;

static char *request; /* the head of it, if it is longer: blocks of zeros follow */
static size_t head_size, request_size;
static const char *expected; /* the beginning of the response */
static size_t expected_size, response_size;
static char block[BLOCK];

/* ---- time and figures ------------------------------------------------------------------------------------------------ */

static uint64_t now; /* of the last look at the clock, ns */
static uint64_t begin, end, cpu_at_begin, idle_since_begin;
static uint64_t requests, bytes, lost, longest;

enum { STEPS = 64 }; /* of the histogram, for each power of two */
static uint64_t histogram[64 * STEPS];

static uint64_t nanos(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static uint64_t look_at_clock(void) {
    return now = nanos(CLOCK_MONOTONIC);
}

static void count(uint64_t duration) {
    requests++;
    longest = duration > longest ? duration : longest;
    int shift = 63 - __builtin_clzll(duration | STEPS) - __builtin_ctz(STEPS);
    histogram[shift * STEPS + (duration >> shift)]++;
}

static double percentile(double part) {
    uint64_t seen = 0;
    for (int i = 0; i < 64 * STEPS; i++) {
        seen += histogram[i];
        if (seen >= part * requests && seen > 0) {
            int shift = i < 2 * STEPS ? 0 : i / STEPS - 1;
            return ((uint64_t)(i - shift * STEPS) << shift) / 1e3;
        }
    }
    return 0;
}

/* ---- the schedule ---------------------------------------------------------------------------------------------------------- */

static uint64_t rate;                /* requests a second that are due at fixed times; 0 if all connections are to be at work */
static uint64_t schedule, scheduled; /* when it begins, and how many of its requests have been sent */

static uint64_t next_due(void) {
    return schedule + scheduled * 1000000000 / rate;
}

/* Returns false when the time is over. To be called with the count of things that there were to do since the last call. */
static bool go_on(int done) {
    uint64_t before = now;
    look_at_clock();
    if (done == 0) {
        idle_since_begin += now - before;
    }
    if (comparing && now >= begin) {
        comparing = false;
        requests = bytes = lost = longest = idle_since_begin = scheduled = 0;
        schedule = begin; /* what the server has not managed while it was cold is forgotten */
        cpu_at_begin = nanos(CLOCK_PROCESS_CPUTIME_ID);
        memset(histogram, 0, sizeof histogram);
        puts("begin");
        fflush(stdout);
    }
    return now < end;
}

static void report(double done) {
    double seconds = (now - begin) / 1e9;
    printf("rate %.1f\np50 %.1f\np99 %.1f\np99.9 %.1f\nmax %.1f\nload %.3f\ncore %.3f\nlost %llu\n", done / seconds,
           percentile(0.5), percentile(0.99), percentile(0.999), longest / 1e3, 1 - idle_since_begin / 1e9 / seconds,
           (nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu_at_begin) / 1e9 / seconds, (unsigned long long)lost);
}

static void compare(const char *got, size_t offset, size_t length) {
    if (offset < expected_size) {
        length = length < expected_size - offset ? length : expected_size - offset;
        if (memcmp(got, expected + offset, length) != 0) {
            errx(1, "bytes %zu to %zu of a response are not what was expected", offset, offset + length);
        }
    }
}

/* ---- TLS --------------------------------------------------------------------------------------------------------------- */

#ifdef WITH_TLS
static void start_tls(Connection *connection) {
    static SSL_CTX *context;
    if (context == NULL) {
        context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
        SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
        SSL_CTX_set_read_ahead(context, 1); /* one recv for a record, rather than one for its head and one for the rest */
        SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    }
    connection->ssl = SSL_new(context);
    SSL_set_fd(connection->ssl, connection->fd);
    SSL_set_connect_state(connection->ssl); /* the first write shakes hands */
}

/* Like send and recv: -1 with EAGAIN when the socket has to be waited for. */
static ssize_t tls_result(Connection *connection, int result) {
    if (result <= 0) {
        int error = SSL_get_error(connection->ssl, result);
        if (error == SSL_ERROR_ZERO_RETURN) {
            return 0;
        }
        errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : EPROTO;
        return -1;
    }
    return result;
}

static ssize_t put(Connection *connection, const char *data, size_t length) {
    return connection->ssl == NULL ? send(connection->fd, data, length, MSG_NOSIGNAL)
                                   : tls_result(connection, SSL_write(connection->ssl, data, length));
}

static ssize_t get(Connection *connection, char *data, size_t length) {
    return connection->ssl == NULL ? recv(connection->fd, data, length, comparing ? 0 : MSG_TRUNC)
                                   : tls_result(connection, SSL_read(connection->ssl, data, length));
}
#else
static void start_tls(Connection *connection) {
    (void)connection;
    errx(1, "compiled without OpenSSL");
}

static ssize_t put(Connection *connection, const char *data, size_t length) {
    return send(connection->fd, data, length, MSG_NOSIGNAL);
}

static ssize_t get(Connection *connection, char *data, size_t length) {
    return recv(connection->fd, data, length, comparing ? 0 : MSG_TRUNC); /* MSG_TRUNC: counted, not copied */
}
#endif

/* ---- connections --------------------------------------------------------------------------------------------------------- */

static int open_blocking(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&server, sizeof server) < 0) {
        err(1, "connect");
    }
    return fd;
}

/* Sends a request and returns the length of the response's head; head takes the whole of it, and what has come with it. */
static size_t ask(int fd, const char *text, size_t length, char *head, size_t capacity) {
    if (send(fd, text, length, MSG_NOSIGNAL) != (ssize_t)length) {
        err(1, "send");
    }
    size_t received = 0;
    for (char *end = NULL; end == NULL;) {
        ssize_t more = recv(fd, head + received, capacity - 1 - received, 0);
        if (more <= 0) {
            err(1, "no response of HTTP: recv");
        }
        received += more;
        head[received] = 0;
        end = strstr(head, "\r\n\r\n");
        if (end != NULL) {
            return end + 4 - head;
        }
    }
    return 0;
}

static void shake_hands(int fd) {
    static const char handshake[] = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    char head[4096];
    ask(fd, handshake, sizeof handshake - 1, head, sizeof head);
    if (strncmp(head, "HTTP/1.1 101", 12) != 0) {
        errx(1, "no WebSocket: %.60s", head);
    }
}

/* From one of several addresses, since each of them has no more than some 28,000 ports. */
static void open_connection(Connection *connection) {
    static unsigned next;
    int on = 1;
    struct sockaddr_in client = {.sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK + next++ % CLIENT_ADDRESSES)};
    int fd = connection->fd = socket(AF_INET, mode == WS ? SOCK_STREAM : SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        err(1, "socket (%d connections)", connections);
    }
    if (mode != ACCEPT) { /* where it makes no difference */
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "reno", 4); /* the least work; bbr would send in a rhythm of its own */
    }
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&client, sizeof client) < 0) {
        err(1, "bind");
    }
    if (connect(fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS) {
        err(1, "connect");
    }
    if (mode == WS) {
        shake_hands(fd);
        fcntl(fd, F_SETFL, O_NONBLOCK);
    }
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = connection};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) {
        err(1, "epoll_ctl");
    }
    if (mode == TLS) {
        start_tls(connection);
    }
}

static void send_rest(Connection *connection) {
    while (connection->sent < request_size) {
        size_t left = request_size - connection->sent;
        ssize_t sent = connection->sent < head_size
                           ? put(connection, request + connection->sent, head_size - connection->sent)
                           : put(connection, block, left < BLOCK ? left : BLOCK);
        if (sent < 0) {
            if (errno == EAGAIN || errno == ENOTCONN) {
                return;
            }
            err(1, "send");
        }
        connection->sent += sent;
        bytes += sent;
    }
}

static void start_request(Connection *connection, uint64_t start) {
    connection->sent = connection->received = 0;
    connection->start = start;
    if (mode == ACCEPT) {
        open_connection(connection);
    }
    send_rest(connection);
}

static Connection **free_ones; /* a ring: all get their turn */
static unsigned first_free, free_count;
static bool opening = true; /* nothing is due yet */

static bool is_due(void) {
    return !opening && (rate == 0 || (next_due() <= now && next_due() < end));
}

/* Takes the next request that is due. */
static void start_due(Connection *connection) {
    uint64_t start = rate == 0 ? now : next_due();
    scheduled++;
    start_request(connection, start);
}

static void release(Connection *connection) {
    if (is_due()) {
        start_due(connection);
    } else {
        free_ones[(first_free + free_count++) % connections] = connection;
    }
}

/* Starts what is due on the connections that are free; returns how many that were. */
static int start_all_due(void) {
    int started = 0;
    while (free_count > 0 && is_due()) {
        Connection *connection = free_ones[first_free];
        first_free = (first_free + 1) % connections;
        free_count--;
        start_due(connection);
        started++;
    }
    return started;
}

/* Returns true when the response is complete. */
static bool receive_rest(Connection *connection) {
    static char response[BLOCK];
    while (connection->received < response_size) {
        size_t wanted = response_size - connection->received;
        wanted = wanted < BLOCK ? wanted : BLOCK;
        ssize_t received = get(connection, response, wanted);
        if (received <= 0) {
            if (received < 0 && (errno == EAGAIN || errno == ENOTCONN)) {
                return false;
            }
            err(1, "the server has closed a connection: recv");
        }
        if (comparing) {
            compare(response, connection->received, received);
        }
        connection->received += received;
        bytes += received;
        if ((size_t)received < wanted && connection->ssl == NULL) {
            return false; /* the socket is empty: the next bytes will be an event of their own */
        }
    }
    return true;
}

/* One round of events; returns how many there were. */
static int handle_events(void) {
    static struct epoll_event events[EVENTS];
    int ready = epoll_wait(poller, events, EVENTS, 0);
    for (int i = 0; i < ready; i++) {
        Connection *connection = events[i].data.ptr;
        if (connection->sent < request_size) {
            send_rest(connection);
        }
        bool waiting = connection->received < response_size; /* a free one has an event when the server closes it */
        if (waiting && (events[i].events & EPOLLIN) && receive_rest(connection)) {
            look_at_clock();
            if (rate == 0 || connection->start >= schedule) {
                count(now - connection->start);
            }
            if (mode == ACCEPT) {
                close(connection->fd);
            }
            release(connection);
        }
    }
    return ready;
}

/* One after the other, each with one request, so that no queue of the server overflows. */
static void open_connections(Connection *all) {
    static const uint64_t most = 60ull * 1000000000;
    uint64_t start = now;
    for (int i = 0; i < connections; i++) {
        open_connection(&all[i]);
        start_request(&all[i], now);
        while (free_count <= (unsigned)i) {
            handle_events();
            if (look_at_clock() - start > most) {
                errx(1, "connection %d of %d has got no answer within a minute", i + 1, connections);
            }
        }
    }
    begin += now - start;
    end += now - start;
}

/* What was due in time but is not answered yet has taken until now at least. */
static void count_unanswered(Connection *all) {
    for (int i = 0; i < connections; i++) {
        if (all[i].received < response_size && all[i].start >= schedule) {
            count(now - all[i].start);
        }
    }
    for (; next_due() < end; scheduled++) {
        count(now - next_due());
    }
}

static void drive_connections(void) {
    Connection *all = calloc(connections, sizeof *all);
    free_ones = calloc(connections, sizeof *free_ones);
    if (mode == ACCEPT) {
        for (int i = 0; i < connections; i++) {
            release(&all[i]);
        }
    } else {
        open_connections(all);
    }
    if (mode == IDLE) {
        puts("idle");
        fflush(stdout);
        while (getchar() != EOF) {
        }
        return;
    }
    opening = false;
    schedule = now;
    while (go_on(handle_events() + start_all_due())) {
    }
    if (rate == 0) {
        report(mode == DOWNLOAD || mode == UPLOAD ? bytes / 1e6 : requests);
        return;
    }
    uint64_t latest = end + (end - begin);
    while ((next_due() < end || free_count < (unsigned)connections) && now < latest) {
        go_on(handle_events() + start_all_due());
    }
    double answered = requests;
    count_unanswered(all);
    report(answered);
}

/* ---- datagrams ----------------------------------------------------------------------------------------------------------- */

static const uint64_t DATAGRAM_TIMEOUT = 200 * 1000 * 1000; /* ns without any: all that are outstanding are lost */

static void send_datagrams(int fd, int number) {
    static struct mmsghdr headers[DATAGRAMS];
    static struct iovec parts[DATAGRAMS];
    for (int i = 0; i < number; i++) { /* all the same: the time, and a text */
        parts[i] = (struct iovec){request, request_size};
        headers[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
    }
    memcpy(request, &now, sizeof now);
    for (int sent = 0; sent < number;) {
        int more = sendmmsg(fd, headers + sent, number - sent, 0);
        if (more < 0) {
            err(1, "sendmmsg");
        }
        sent += more;
    }
}

static void drive_datagrams(void) {
    static struct mmsghdr headers[DATAGRAMS];
    static struct iovec parts[DATAGRAMS];
    for (int i = 0; i < DATAGRAMS; i++) {
        parts[i] = (struct iovec){malloc(request_size + 1), request_size + 1};
        headers[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
    }
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (connect(fd, (struct sockaddr *)&server, sizeof server) < 0) {
        err(1, "connect");
    }
    int received = 0, space = 4 << 20;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &space, sizeof space);
    uint64_t last = 0;
    while (go_on(received)) {
        received = recvmmsg(fd, headers, DATAGRAMS, MSG_DONTWAIT, NULL);
        if (received > 0) {
            last = look_at_clock();
            for (int i = 0; i < received; i++) {
                uint64_t start;
                memcpy(&start, parts[i].iov_base, sizeof start);
                if (headers[i].msg_len != request_size) {
                    errx(1, "a datagram of %zu bytes came back with %u", request_size, headers[i].msg_len);
                }
                if (comparing) {
                    memcpy(request, &start, sizeof start);
                    compare(parts[i].iov_base, 0, request_size);
                }
                count(now - start);
            }
            send_datagrams(fd, received);
        } else {
            received = 0;
            if (now - last > DATAGRAM_TIMEOUT) {
                lost += last == 0 ? 0 : connections;
                last = now;
                for (int i = connections; i > 0; i -= DATAGRAMS) {
                    send_datagrams(fd, i < DATAGRAMS ? i : DATAGRAMS);
                }
            }
        }
    }
    report(requests);
}

/* ---- what is sent, and what is to come back -------------------------------------------------------------------------------- */

static void fill(char *data, size_t size) {
    for (size_t i = 0; i < size; i++) {
        data[i] = (char)(i * 31 + i / 251);
    }
}

static void echo(size_t size) {
    request = malloc(size);
    fill(request, size);
    head_size = request_size = expected_size = response_size = size;
    expected = request;
}

/* RFC 6455: a binary frame, from us with a mask, from the server without. */
static void websocket(size_t size) {
    static const unsigned char mask[4] = {0x12, 0x34, 0x56, 0x78};
    char head[4] = {(char)0x82, (char)size};
    size_t head_length = 2;
    if (size > 65535) {
        errx(2, "no message of more than 65,535 bytes");
    } else if (size > 125) {
        head[1] = 126;
        head[2] = (char)(size >> 8);
        head[3] = (char)size;
        head_length = 4;
    }
    char *answer = malloc(head_length + size);
    memcpy(answer, head, head_length);
    fill(answer + head_length, size);
    request = malloc(head_length + 4 + size);
    head[1] |= (char)0x80;
    memcpy(request, head, head_length);
    memcpy(request + head_length, mask, 4);
    for (size_t i = 0; i < size; i++) {
        request[head_length + 4 + i] = answer[head_length + i] ^ mask[i % 4];
    }
    head_size = request_size = head_length + 4 + size;
    expected = answer;
    expected_size = response_size = head_length + size;
}

/* The length of the response is asked for first. */
static void http(const char *path) {
    static const size_t UPLOADED = 1 << 30;
    static const char length_header[] = "\r\ncontent-length:";
    char text[1024], head[4096];
    const char *method = mode == UPLOAD ? "POST" : "GET";
    int length = snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", method, path,
                          mode == UPLOAD ? "Content-Length: 0\r\n" : "");
    int fd = open_blocking();
    size_t end = ask(fd, text, length, head, sizeof head);
    char *found = strcasestr(head, length_header);
    if (strncmp(head, "HTTP/1.1 200", 12) != 0 || found == NULL) {
        errx(1, "no response with a length to %s: %s", path, head);
    }
    close(fd);
    response_size = end + strtoull(found + sizeof length_header - 1, NULL, 10);
    expected = "HTTP/1.1 200";
    expected_size = strlen(expected);
    if (mode == UPLOAD) {
        length = snprintf(text, sizeof text, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n", path,
                          UPLOADED);
    }
    request = strdup(text);
    head_size = length;
    request_size = length + (mode == UPLOAD ? UPLOADED : 0);
}

static Mode mode_named(const char *name) {
    static const char *const names[] = {"tcp", "tls", "udp", "accept", "idle", "http", "download", "upload", "ws"};
    for (Mode i = TCP; i <= WS; i++) {
        if (strcmp(name, names[i]) == 0) {
            return i;
        }
    }
    errx(2, "no mode %s", name);
}

static void raise_file_limit(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv) {
    if (argc != 7 && argc != 8) {
        errx(2, "usage: load tcp|tls|udp|accept|idle|http|download|upload|ws PORT CONNECTIONS WHAT WARMUP SECONDS [RATE]");
    }
    raise_file_limit();
    mode = mode_named(argv[1]);
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server.sin_port = htons(atoi(argv[2]));
    connections = atoi(argv[3]);
    rate = argc == 8 ? strtoull(argv[7], NULL, 10) : 0;
    poller = epoll_create1(0);
    begin = look_at_clock() + (uint64_t)(atof(argv[5]) * 1e9);
    end = begin + (uint64_t)(atof(argv[6]) * 1e9);
    switch (mode) {
    case HTTP:
    case DOWNLOAD:
    case UPLOAD:
        http(argv[4]);
        break;
    case WS:
        websocket(atoi(argv[4]));
        break;
    default:
        echo(atoi(argv[4]));
    }
    if (mode == UDP) {
        drive_datagrams();
    } else {
        drive_connections();
    }
    return 0;
}
