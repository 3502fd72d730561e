/*
 * The least a server does: one thread, level-triggered epoll, a read and a write a message. Prints "port N".
 *
 *   echo              sends back what comes
 *   echo http         answers each request that has no body with "Hello, World!"
 *   echo http awake   the same, and never sleeps, so that the client does not pay for waking it
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 1024, BUFFER = 64 * 1024 };

typedef struct {
    int fd;
    size_t pending, sent; /* what the socket has not taken yet; while there is any, nothing is read */
    char *data;
    int matched; /* how many of the four bytes that end the head of a request have come */
} Connection;

static const char HEAD_END[] = "\r\n\r\n";
static const char ANSWER[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n"
                             "Date: Sun, 22 Nov 2026 12:00:00 GMT\r\nServer: c\r\n\r\nHello, World!";

static int poller;
static bool http;
static char buffer[BUFFER];

static void watch(Connection *connection, int operation, unsigned events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(poller, operation, connection->fd, &event) < 0) {
        err(1, "epoll_ctl");
    }
}

static void end(Connection *connection) {
    close(connection->fd);
    free(connection->data);
    free(connection);
}

static void accept_all(int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        if (fd < 0) {
            return;
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        Connection *connection = calloc(1, sizeof *connection);
        connection->fd = fd;
        watch(connection, EPOLL_CTL_ADD, EPOLLIN);
    }
}

/* Makes answers of the requests in the buffer; returns their length. */
static size_t answer(Connection *connection, size_t length) {
    size_t ends = 0;
    for (size_t i = 0; i < length; i++) {
        char c = buffer[i];
        connection->matched = c == HEAD_END[connection->matched] ? connection->matched + 1 : c == '\r';
        if (connection->matched == 4) {
            connection->matched = 0;
            ends++;
        }
    }
    for (size_t i = 0; i < ends; i++) {
        memcpy(buffer + i * (sizeof ANSWER - 1), ANSWER, sizeof ANSWER - 1);
    }
    return ends * (sizeof ANSWER - 1);
}

static void read_and_write(Connection *connection) {
    ssize_t length = recv(connection->fd, buffer, http ? BUFFER / 8 : BUFFER, 0); /* answers may be longer than requests */
    if (length <= 0) {
        if (length == 0 || errno != EAGAIN) {
            end(connection);
        }
        return;
    }
    length = http ? (ssize_t)answer(connection, length) : length;
    ssize_t written = send(connection->fd, buffer, length, MSG_NOSIGNAL);
    if (written < 0 && errno != EAGAIN) {
        end(connection);
    } else if (written < length) {
        written = written < 0 ? 0 : written;
        connection->pending = length - written;
        connection->sent = 0;
        connection->data = malloc(connection->pending);
        memcpy(connection->data, buffer + written, connection->pending);
        watch(connection, EPOLL_CTL_MOD, EPOLLOUT);
    }
}

static void write_pending(Connection *connection) {
    ssize_t written =
        send(connection->fd, connection->data + connection->sent, connection->pending - connection->sent, MSG_NOSIGNAL);
    if (written < 0) {
        if (errno != EAGAIN) {
            end(connection);
        }
        return;
    }
    connection->sent += written;
    if (connection->sent == connection->pending) {
        free(connection->data);
        connection->data = NULL;
        connection->pending = 0;
        watch(connection, EPOLL_CTL_MOD, EPOLLIN);
    }
}

static void raise_file_limit(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv) {
    raise_file_limit();
    http = argc > 1 && strcmp(argv[1], "http") == 0;
    bool awake = argc > 2 && strcmp(argv[2], "awake") == 0;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    Connection listener = {.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)};
    if (bind(listener.fd, (struct sockaddr *)&address, length) < 0 || listen(listener.fd, SOMAXCONN) < 0) {
        err(1, "listen");
    }
    getsockname(listener.fd, (struct sockaddr *)&address, &length);
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);

    poller = epoll_create1(0);
    watch(&listener, EPOLL_CTL_ADD, EPOLLIN);
    static struct epoll_event events[EVENTS];
    for (;;) {
        int count = epoll_wait(poller, events, EVENTS, awake ? 0 : -1);
        for (int i = 0; i < count; i++) {
            Connection *connection = events[i].data.ptr;
            if (connection == &listener) {
                accept_all(listener.fd);
            } else if (connection->pending > 0) {
                write_pending(connection);
            } else {
                read_and_write(connection);
            }
        }
    }
}
