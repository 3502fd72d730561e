// A reverse proxy: passes requests on to another server, and its responses back, piece by piece in both directions, so that bodies
// of any length need little memory. Adds X-Forwarded-For, and drops the headers that are for one connection only.
// Prints where it is, and ends with Ctrl-C. WebSockets do not get through.
// Arguments: the URL of the other server, and optionally the port, 8080 if none is given, 0 for any that is free.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.http.Payload;
import io.asyncio4j.http.Headers;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.client.ClientTimeoutException;
import io.asyncio4j.http.client.CookieJar;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.HttpStatusException;
import io.asyncio4j.http.web.Request;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;

/** RFC 9110, 7.6.1; and what is worked out anew for each connection: the host, and how long the body is. */
final List<String> ofOneConnection = List.of(
        "connection",
        "keep-alive",
        "proxy-connection",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "expect",
        "host",
        "content-length");

void main(String[] args) {
    if (args.length == 0) {
        IO.println("Usage: ReverseProxy URL [PORT]");
        return;
    }
    String behind = args[0].replaceFirst("/+$", "");
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 8080;
    run(() -> {
        // the cookies are the browsers', not the proxy's
        try (var session = new ClientSession(o -> o.cookieJar(CookieJar.none()))) {
            var app = new Application().route("*", "/{path...}", request -> passOn(request, session, behind));
            app.run("127.0.0.1", port, WebOptions.DEFAULT);
        }
    });
}

Response passOn(Request request, ClientSession session, String behind) {
    String query = request.queryString().isEmpty() ? "" : "?" + request.queryString();
    try {
        var answer = session.request(request.method(), behind + request.path() + query, o -> {
            o.headers(forwarded(request)).followRedirects(false).decompress(false);
            if (request.hasBody()) {
                String length = request.header("content-length");
                o.body(Payload.stream(request.content(), length == null ? -1 : Long.parseLong(length)));
            }
        });
        var response = Response.of(answer.payload()).status(answer.status());
        response.headers().remove("content-type").addAll(endToEnd(answer.headers()));
        return response;
    } catch (ClientTimeoutException e) {
        throw new HttpStatusException(504, "the server behind takes too long", e);
    } catch (IOException e) {
        throw new HttpStatusException(502, "the server behind cannot be asked", e);
    }
}

Headers forwarded(Request request) {
    var headers = endToEnd(request.headers());
    String earlier = request.header("x-forwarded-for");
    String peer = request.remote() instanceof InetSocketAddress address ? address.getAddress().getHostAddress() : "unknown";
    return headers.set("x-forwarded-for", earlier == null ? peer : earlier + ", " + peer)
            .set("x-forwarded-host", request.host())
            .set("x-forwarded-proto", request.scheme());
}

/** A copy of the headers without those of one connection, to which "Connection" may add more. */
Headers endToEnd(Headers headers) {
    var copy = headers.copy();
    for (String value : headers.getAll("connection")) {
        for (String name : value.split(",")) {
            copy.remove(name.strip());
        }
    }
    ofOneConnection.forEach(copy::remove);
    return copy;
}
