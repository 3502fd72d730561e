package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X31: which handler gets a path. */
class RouterTest {

    private static Handler named(String name) {
        return _ -> Response.text(name);
    }

    private static Router router(String... patterns) {
        Router router = new Router();
        for (String pattern : patterns) {
            router.add("GET", pattern, named(pattern));
        }
        return router;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ | / | {}",
                "/users | /users | {}",
                "/users/ | /users/ | {}",
                "/users/me | /users/me | {}",
                "/users/17 | /users/{id:\\d+} | {id=17}",
                "/users/x17 | /users/{name} | {name=x17}",
                "/users/a%20b%2Fc | /users/{name} | {name=a b/c}",
                "/users/a+b | /users/{name} | {name=a+b}",
                "/users/17/items/9 | /users/{id}/items/{item} | {item=9, id=17}",
                "/files/a/b/c.txt | /files/{path...} | {path=a/b/c.txt}",
                "/files/ | /files/{path...} | {path=}",
                "/%75sers/me | /users/me | {}",
            })
    void path_getsItsHandler(String path, String pattern, String variables) throws Exception {
        Router router = router(
                "/",
                "/users",
                "/users/",
                "/users/me",
                "/users/{id:\\d+}",
                "/users/{name}",
                "/users/{id}/items/{item}",
                "/files/{path...}");
        Router.Match match = router.find("GET", path);
        assertThat(match.variables()).hasToString(variables);
        Handler expected = match.handler();
        assertThat(expected.handle(null).text()).isEqualTo(pattern);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /none, 404",
        "GET, /users/me/, 404",
        "GET, /users//items/1, 404", // a variable is never empty
        "POST, /users/me, 405",
        "GET, '', 404",
        "OPTIONS, *, 404",
        "GET, /users/%zz, 400",
        "GET, /users/%, 400",
        "GET, /users/%c3%28, 400"
    })
    void otherPath_isRefused(String method, String path, int status) {
        Router router = router("/users/me", "/users/{id}/items/{item}");
        assertThatThrownBy(() -> router.find(method, path))
                .isInstanceOfSatisfying(
                        HttpStatusException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @Test
    void anotherMethod_isToldWhatIsAllowed() {
        Router router = router("/a/{b}");
        router.add("PUT", "/a/{c}", named("put"));
        assertThatThrownBy(() -> router.find("DELETE", "/a/1"))
                .isInstanceOfSatisfying(
                        HttpStatusException.class,
                        e -> assertThat(e.toResponse().headers().get("allow")).isEqualTo("GET, HEAD, PUT"));
    }

    @Test
    void textThatLeadsNowhere_givesWayToAVariable() throws Exception {
        Router router = router("/a/b/c", "/a/{x}/d");
        assertThat(router.find("GET", "/a/b/d").variables()).hasToString("{x=b}");
    }

    @Test
    void star_isForTheOtherMethods() throws Exception {
        Router router = router("/a");
        router.add("*", "/a", named("others"));
        assertThat(router.find("PATCH", "/a").handler().handle(null).text()).isEqualTo("others");
        assertThat(router.find("HEAD", "/a").handler().handle(null).text()).isEqualTo("/a");
    }

    @ParameterizedTest
    @CsvSource({"a", "/{}", "/{a...}/b", "/a{b}", "/{a:[}", "/{...}"})
    void badPattern_isRefused(String pattern) {
        assertThatThrownBy(() -> router(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(pattern);
    }

    @Test
    void secondHandler_isRefused() {
        assertThatThrownBy(() -> router("/a/{b}", "/a/{b}")).hasMessage("GET /a/{b} has a handler already");
    }
}
