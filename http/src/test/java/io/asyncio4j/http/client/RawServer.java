package io.asyncio4j.http.client;

import io.asyncio4j.http.HttpException;
import io.asyncio4j.net.IncompleteReadException;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.Streams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server that says what a test wants, byte by byte. */
final class RawServer implements AutoCloseable {

    /** One connection. */
    interface Handler {
        void handle(Talk talk) throws IOException;
    }

    /** One connection, as the server sees it. */
    final class Talk {

        final StreamReader reader;
        final StreamWriter writer;

        /** Which connection this is, from 1. */
        final int number;

        Talk(StreamReader reader, StreamWriter writer, int number) {
            this.reader = reader;
            this.writer = writer;
            this.number = number;
        }

        /** The head of the next request; null at the end. */
        String request() throws IOException {
            try {
                String head = new String(reader.readUntil("\r\n\r\n".getBytes()), StandardCharsets.ISO_8859_1);
                requests.add(head);
                return head;
            } catch (IncompleteReadException | java.net.SocketException e) {
                return null;
            }
        }

        String body(int count) throws IOException {
            return new String(reader.readExactly(count), StandardCharsets.ISO_8859_1);
        }

        void send(String text) {
            writer.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void close() {
            writer.close();
        }
    }

    /** Heads of requests, in the order of their coming. */
    final List<String> requests = new ArrayList<>();

    int connections;
    private final Server server;

    private RawServer(Handler handler, ServerOptions options) throws IOException {
        server = Streams.startServer(
                (reader, writer) -> {
                    try {
                        handler.handle(new Talk(reader, writer, ++connections));
                    } catch (IncompleteReadException | java.net.SocketException _) {
                        // the client has gone
                    } finally {
                        writer.close();
                    }
                },
                "127.0.0.1",
                0,
                options);
    }

    static RawServer talking(Handler handler) throws IOException {
        return new RawServer(handler, ServerOptions.DEFAULT);
    }

    static RawServer talking(Handler handler, ServerOptions options) throws IOException {
        return new RawServer(handler, options);
    }

    /** Sends the same to each request. */
    static RawServer answering(String response) throws IOException {
        return talking(talk -> {
            while (talk.request() != null) {
                talk.send(response);
            }
        });
    }

    /** Sends one response after the other, one for each request, on whatever connection. */
    static RawServer answeringInTurn(String... responses) throws IOException {
        List<String> left = new ArrayList<>(List.of(responses));
        return talking(talk -> {
            while (talk.request() != null) {
                if (left.isEmpty()) {
                    throw new HttpException("one request too many");
                }
                talk.send(left.removeFirst());
            }
        });
    }

    int port() {
        return server.port();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    @Override
    public void close() {
        server.close();
        server.abortClients();
    }
}
