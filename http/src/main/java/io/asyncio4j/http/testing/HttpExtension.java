package io.asyncio4j.http.testing;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.client.SessionOptions;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.http.web.WebServer;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test of a class in a task, beside a server on a free port and with a client for it.
 *
 * {@snippet :
 * class HelloTest {
 *
 *     @RegisterExtension
 *     final HttpExtension http = new HttpExtension(HelloApplication::create);
 *
 *     @Test
 *     void hello() throws IOException {
 *         assertThat(http.client().get("/hello/you").text()).isEqualTo("Hello, you");
 *     }
 * }
 * }
 *
 * <p>After the test the client and the server are closed as they would be in a program. A test fails if the loop's exception
 * handler was told anything that it has not taken with {@link #takeReports}: a handler that threw, a task that nobody awaited.
 *
 * <p>Counterpart: the {@code aiohttp_client} fixture of {@code pytest-aiohttp}.
 */
public final class HttpExtension implements InvocationInterceptor {

    private final Supplier<Application> applications;
    private final WebOptions web;
    private final Consumer<SessionOptions> session;
    private final List<ExceptionContext> reports = new ArrayList<>();
    private @Nullable WebServer server;
    private @Nullable ClientSession client;

    /**
     * With the usual options.
     *
     * @param applications makes one for each test
     */
    public HttpExtension(Supplier<Application> applications) {
        this(applications, WebOptions.DEFAULT, _ -> {});
    }

    /**
     * With options.
     *
     * @param web how the server listens, at 127.0.0.1
     * @param session changes the client's options, in which the base URL is the server's already
     */
    public HttpExtension(Supplier<Application> applications, WebOptions web, Consumer<SessionOptions> session) {
        this.applications = applications;
        this.web = web;
        this.session = session;
    }

    /**
     * A client whose relative URLs are the server's. Redirects, cookies and connections are kept for one test.
     *
     * @throws IllegalStateException if no test is running
     */
    public ClientSession client() {
        return running(client);
    }

    /**
     * The server.
     *
     * @throws IllegalStateException if no test is running
     */
    public WebServer server() {
        return running(server);
    }

    private static <T> T running(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("no test is running; use this in a test method, not before or after it");
        }
        return part;
    }

    /** What the loop's exception handler was told since the last call: a test that expects something takes it. */
    public List<ExceptionContext> takeReports() {
        List<ExceptionContext> taken = List.copyOf(reports);
        reports.clear();
        return taken;
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> test, ReflectiveInvocationContext<Method> invocation, ExtensionContext context)
            throws Throwable {
        run(test);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> test, ReflectiveInvocationContext<Method> invocation, ExtensionContext context)
            throws Throwable {
        run(test);
    }

    private void run(Invocation<@Nullable Void> test) throws Throwable {
        reports.clear();
        EventLoop loop = Asyncio.newEventLoop();
        loop.setExceptionHandler((_, report) -> reports.add(report));
        Throwable[] failure = new Throwable[1];
        Asyncio.run(
                () -> {
                    try {
                        proceed(test);
                    } catch (Throwable e) {
                        failure[0] = e;
                    }
                },
                () -> loop);
        if (failure[0] != null) {
            reports.forEach(report -> addTo(failure[0], report));
            throw failure[0];
        }
        if (!reports.isEmpty()) {
            AssertionError error = new AssertionError("the loop's exception handler was told: " + reports);
            reports.forEach(report -> addTo(error, report));
            throw error;
        }
    }

    private static void addTo(Throwable failure, ExceptionContext report) {
        if (report.exception() != null && report.exception() != failure) {
            failure.addSuppressed(report.exception());
        }
    }

    private void proceed(Invocation<@Nullable Void> test) throws Throwable {
        try (WebServer started = applications.get().start("127.0.0.1", 0, web);
                ClientSession opened = new ClientSession(options -> {
                    options.baseUrl(started.url());
                    session.accept(options);
                })) {
            server = started;
            client = opened;
            var _ = test.proceed();
        } finally {
            server = null;
            client = null;
        }
    }
}
