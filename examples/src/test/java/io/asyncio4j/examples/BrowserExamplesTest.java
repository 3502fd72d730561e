package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.Subprocess;
import io.asyncio4j.net.SubprocessOptions;
import io.asyncio4j.net.Subprocesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** J37: the chat in a browser without a window, which is driven by its DevTools, by way of our client. */
final class BrowserExamplesTest {

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void webChat_inABrowser_showsWhatOthersSay() throws Exception {
        Programs.needs("chromium", "--version");
        try (var server = ChildProgram.start("WebChat", "0")) {
            String url = server.readUrl();
            Asyncio.run(() -> {
                try (var session = new ClientSession();
                        var ann = session.webSocket(url.replaceFirst("http", "ws") + "/chat?name=Ann");
                        var browser = Browser.start(session, folder)) {
                    assertThat(ann.receive().text()).isEqualTo("Ann has come");
                    browser.open(url + "/", "Bob");
                    assertThat(ann.receive().text()).isEqualTo("Bob has come");
                    ann.send("<b>hello</b>");
                    assertThat(browser.evaluate("new Promise(seen => {"
                                    + " const look = () => said.innerText.includes('hello') ? seen(said.innerText) : setTimeout(look, 5);"
                                    + " look(); })"))
                            .contains("Bob has come\\nAnn: <b>hello</b>");
                    browser.evaluate("text.value = 'good morning'; form.requestSubmit()");
                    assertThat(ann.receive().text()).isEqualTo("Ann: <b>hello</b>");
                    assertThat(ann.receive().text()).isEqualTo("Bob: good morning");
                    browser.quit();
                    assertThat(ann.receive().text()).isEqualTo("Bob has gone");
                }
            });
        }
    }

    /** A browser with one page. */
    private record Browser(Subprocess program, WebSocket page, int[] asked) implements AutoCloseable {

        private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/.*");
        private static final Pattern PAGE =
                Pattern.compile("\"url\": *\"about:blank\",\\s*\"webSocketDebuggerUrl\": *\"([^\"]*)\"");

        static Browser start(ClientSession session, Path folder) throws IOException {
            Subprocess program = Subprocesses.createSubprocessExec(
                    SubprocessOptions.PIPES,
                    "chromium",
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-proxy-server",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + folder,
                    "about:blank");
            Matcher line;
            do {
                line = LISTENING.matcher(new String(program.stderr().readline()).strip());
            } while (!line.matches());
            Matcher page = PAGE.matcher(
                    session.get("http://" + line.group(1) + "/json/list").text());
            assertThat(page.find()).isTrue();
            Browser browser = new Browser(program, session.webSocket(page.group(1)), new int[1]);
            browser.ask("Page.enable", "");
            return browser;
        }

        /** Opens a page that asks for something. */
        void open(String url, String answer) throws IOException {
            send("Page.navigate", "\"url\": \"" + url + "\"");
            while (!page.receive().text().contains("\"Page.javascriptDialogOpening\"")) {
                // something else that happens
            }
            ask("Page.handleJavaScriptDialog", "\"accept\": true, \"promptText\": \"" + answer + "\"");
        }

        /** Has a command done, and gives the answer to it. */
        private String ask(String method, String parameters) throws IOException {
            String begin = "{\"id\":" + send(method, parameters) + ",";
            String message;
            do {
                message = page.receive().text();
            } while (!message.startsWith(begin));
            return message;
        }

        private int send(String method, String parameters) throws IOException {
            int number = ++asked[0];
            page.send("{\"id\": " + number + ", \"method\": \"" + method + "\", \"params\": {" + parameters + "}}");
            return number;
        }

        String evaluate(String expression) throws IOException {
            return ask("Runtime.evaluate", "\"awaitPromise\": true, \"expression\": \"" + expression + "\"");
        }

        void quit() throws IOException {
            send("Browser.close", "");
            program.waitFor();
        }

        @Override
        public void close() {
            program.close();
        }
    }
}
