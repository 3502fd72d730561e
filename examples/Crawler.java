// Follows the links of a web site, four pages at a time at most, and shows each page once: its status, path and title.
// Without an argument it crawls a small site of its own, on which each page takes 0.1 s: six lines, and how many pages there are.
// Optional argument: the URL of a page to begin with; links to other hosts are left alone.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.TaskGroup;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Handler;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.sync.Semaphore;
import java.util.regex.Pattern;

final Pattern title = Pattern.compile("(?is)<title>\\s*(.*?)\\s*</title>");
final Pattern link = Pattern.compile("(?i)<a\\s[^>]*?href\\s*=\\s*[\"']?([^\"'\\s>]+)");

final Set<URI> seen = new HashSet<>();
final Semaphore limit = new Semaphore(4);

void main(String[] args) {
    run(() -> {
        if (args.length > 0) {
            crawl(URI.create(args[0]));
        } else {
            try (var server = site().start("127.0.0.1", 0)) {
                crawl(URI.create(server.url() + "/"));
            }
        }
    });
}

// ---- the crawler ----

void crawl(URI start) {
    try (var session = new ClientSession(o -> o.timeout(Duration.ofSeconds(20)))) {
        seen.add(start);
        TaskGroup.run(pages -> pages.createTask(() -> visit(start, session, pages)));
    }
    IO.println(seen.size() + " pages");
}

void visit(URI page, ClientSession session, TaskGroup pages) {
    String text = "";
    URI place = page;
    try (var _ = limit.acquire();
            var response = session.get(page.toString())) {
        place = response.url();
        var type = response.contentType();
        if (type != null && type.matches("text/html")) {
            text = response.text();
        }
        IO.println(response.status() + " " + page.getPath() + " " + first(title, text));
    } catch (IOException e) {
        IO.println("--- " + page.getPath() + " " + e.getMessage());
        return;
    }
    if (!place.getAuthority().equals(page.getAuthority())) {
        return; // redirected to another host
    }
    seen.add(place);
    for (var found = link.matcher(text); found.find(); ) {
        URI target = resolve(place, found.group(1));
        if (target != null && seen.add(target)) {
            pages.createTask(() -> visit(target, session, pages));
        }
    }
}

/** Where a link leads; null if it leads away from the site. */
URI resolve(URI page, String href) {
    try {
        URI target = page.resolve(href.replaceFirst("#.*", "").replace("&amp;", "&")).normalize();
        boolean same = page.getScheme().equals(target.getScheme()) && page.getAuthority().equals(target.getAuthority());
        return same ? target : null;
    } catch (IllegalArgumentException e) {
        return null; // no URL
    }
}

String first(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    return found.find() ? found.group(1) : "";
}

// ---- a site ----

Application site() {
    return new Application()
            .get("/", page("Home", "/a", "/b", "c/", "#top", "https://example.org/", "mailto:me@example.org"))
            .get("/a", page("A", "/", "/b", "/a/deep"))
            .get("/a/deep", page("Deep", "../a", "../missing", "/old"))
            .get("/b", page("B", "/a", "b"))
            .get("/c/", page("C", "../a/deep#end", ".."))
            .get("/old", _ -> Response.redirect("/b"));
}

Handler page(String name, String... links) {
    var page = new StringBuilder("<title>" + name + "</title>\n");
    for (String each : links) {
        page.append("<a href=\"").append(each).append("\">").append(each).append("</a>\n");
    }
    return _ -> {
        sleep(Duration.ofMillis(100));
        return Response.html(page.toString());
    };
}
