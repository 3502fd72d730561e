package io.asyncio4j.benchmarks.web;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.http.client.ClientResponse;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.net.IoBackend;

/** Tasks that call one after the other. Arguments: {@code nio}, {@code epoll} or {@code io_uring}; the port. */
final class AsyncioClient {

    private final ClientSession session;
    private final String url;
    private int begun;
    private int right;

    private AsyncioClient(ClientSession session, String url) {
        this.session = session;
        this.url = url;
    }

    public static void main(String[] args) throws Exception {
        try (EventLoop loop = IoBackend.of(args[0]).newLoop()) {
            loop.runUntilComplete(() -> {
                try (ClientSession session = new ClientSession()) {
                    ClientProcess.measure(() -> new AsyncioClient(session, ClientProcess.url(args)).round());
                }
            });
        }
    }

    private int round() {
        TaskGroup.run(group -> {
            for (int i = 0; i < ClientProcess.AT_ONCE; i++) {
                group.createTask(this::call);
            }
        });
        return right;
    }

    private void call() throws Exception {
        while (begun < ClientProcess.CALLS) {
            begun++;
            try (ClientResponse response = session.get(url)) {
                if (response.text().equals(Service.PLAINTEXT)) {
                    right++;
                }
            }
        }
    }
}
