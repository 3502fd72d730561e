package io.asyncio4j.http.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.client.ClientResponse;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension, used as its users do. */
class HttpExtensionTest {

    @RegisterExtension
    final HttpExtension http = new HttpExtension(HttpExtensionTest::application);

    private static Application application() {
        return new Application()
                .get("/hello/{name}", request -> Response.text("Hello, " + request.matchInfo("name")))
                .get("/fail", _ -> {
                    throw new IllegalStateException("broken");
                });
    }

    @Test
    void test_runsInATask_besideAServer() throws IOException {
        assertThat(Asyncio.currentTask()).isNotNull();
        assertThat(http.client().get("/hello/you").text()).isEqualTo("Hello, you");
        assertThat(http.client().get(http.server().url() + "/hello/me").text()).isEqualTo("Hello, me");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void parameters_areAllowed(String name) throws IOException {
        assertThat(http.client().get("/hello/" + name).text()).isEqualTo("Hello, " + name);
    }

    @Test
    void report_canBeTaken() throws IOException {
        try (ClientResponse response = http.client().get("/fail")) {
            assertThat(response.status()).isEqualTo(500);
        }
        assertThat(http.takeReports())
                .singleElement()
                .satisfies(report -> assertThat(report.exception()).hasMessage("broken"));
    }

    // ---- an extension within a test ----

    private static void run(HttpExtension extension, Invocation<@Nullable Void> test) throws Exception {
        try {
            extension.interceptTestMethod(test, null, null);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void alone(Runnable test) throws InterruptedException {
        Throwable[] failure = new Throwable[1];
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                test.run();
            } catch (Throwable e) {
                failure[0] = e;
            }
        });
        thread.join();
        if (failure[0] instanceof RuntimeException e) {
            throw e;
        }
        if (failure[0] instanceof Error e) {
            throw e;
        }
    }

    @Test
    void reportThatNobodyTakes_failsTheTest() {
        HttpExtension inner = new HttpExtension(HttpExtensionTest::application);
        assertThatThrownBy(() -> alone(() -> {
                    try {
                        run(inner, () -> {
                            inner.client().get("/fail").close();
                            return null;
                        });
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken");
    }

    @Test
    void useOutsideATest_isRefused() {
        HttpExtension unused = new HttpExtension(Application::new);
        assertThatThrownBy(unused::client)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no test is running");
    }
}
