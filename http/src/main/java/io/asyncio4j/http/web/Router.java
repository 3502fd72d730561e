package io.asyncio4j.http.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handler for a method and a path. A pattern's segments are texts, {@code {name}} for any one segment, {@code
 * {name:regex}} for one that matches, and at the end {@code {name...}} for all that is left. Texts go before expressions, these
 * before any one segment, that before the rest.
 */
final class Router {

    /** A handler, and what the path has told. */
    record Match(Handler handler, Map<String, String> variables) {}

    private record Variable(String name, @Nullable Pattern pattern, Node node) {}

    private static final class Node {
        final Map<String, Node> texts = new HashMap<>();
        final List<Variable> expressions = new ArrayList<>();
        final List<Variable> any = new ArrayList<>(1);
        final List<Variable> rest = new ArrayList<>(1);

        /** By method; empty if no pattern ends here. */
        final Map<String, Handler> handlers = new LinkedHashMap<>();
    }

    private final Node root = new Node();

    /** Patterns without variables, for which one look is enough. */
    private final Map<String, Node> fixed = new HashMap<>();

    /** @throws IllegalArgumentException if the pattern is malformed, or that method has a handler there already */
    void add(String method, String pattern, Handler handler) {
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException("path " + quoted(pattern) + " (expected: one that starts with /)");
        }
        Node node = root;
        boolean variable = false;
        boolean ended = false;
        for (String segment : Paths.segments(pattern)) {
            if (ended) {
                throw new IllegalArgumentException("path " + quoted(pattern) + ": nothing can follow {name...}");
            }
            if (segment.startsWith("{") && segment.endsWith("}")) {
                variable = true;
                ended = segment.endsWith("...}");
                node = variable(node, segment.substring(1, segment.length() - 1), pattern);
            } else if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
                throw new IllegalArgumentException(
                        "path " + quoted(pattern) + ": a variable has to be a whole segment, as in /users/{id}");
            } else {
                node = node.texts.computeIfAbsent(segment, _ -> new Node());
            }
        }
        if (node.handlers.putIfAbsent(method, handler) != null) {
            throw new IllegalArgumentException(method + " " + pattern + " has a handler already");
        }
        if (!variable) {
            fixed.put(pattern, node);
        }
    }

    private static Node variable(Node node, String text, String pattern) {
        if (text.endsWith("...")) {
            return variable(node.rest, name(text.substring(0, text.length() - 3), pattern), null);
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return variable(node.any, name(text, pattern), null);
        }
        try {
            return variable(
                    node.expressions,
                    name(text.substring(0, colon), pattern),
                    Pattern.compile(text.substring(colon + 1)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("path " + quoted(pattern) + ": " + e.getMessage(), e);
        }
    }

    private static String name(String name, String pattern) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("path " + quoted(pattern) + ": a variable needs a name");
        }
        return name;
    }

    private static Node variable(List<Variable> variables, String name, @Nullable Pattern pattern) {
        for (Variable known : variables) {
            if (known.name.equals(name) && text(known.pattern).equals(text(pattern))) {
                return known.node;
            }
        }
        Variable added = new Variable(name, pattern, new Node());
        variables.add(added);
        return added.node;
    }

    private static String text(@Nullable Pattern pattern) {
        return pattern == null ? "" : pattern.pattern();
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    /**
     * Finds a handler.
     *
     * @param path still encoded
     * @throws HttpStatusException 404 if there is none for the path, 405 if there is one for another method, 400 if the path
     *     is badly encoded
     */
    Match find(String method, String path) {
        Node node = fixed.get(path);
        if (node != null) {
            Handler handler = handler(node, method);
            if (handler != null) {
                return new Match(handler, Map.of());
            }
        }
        List<String> segments = Paths.decoded(path);
        Search search = new Search(method, segments);
        Handler handler = search.from(root, 0);
        if (handler != null) {
            return new Match(handler, search.variables);
        }
        if (search.allowed.isEmpty()) {
            throw new HttpStatusException(404);
        }
        throw new MethodNotAllowed(String.join(", ", search.allowed));
    }

    /** HEAD is answered as GET, without the body. */
    private static @Nullable Handler handler(Node node, String method) {
        Handler handler = node.handlers.get(method);
        if (handler == null && method.equals("HEAD")) {
            handler = node.handlers.get("GET");
        }
        return handler == null ? node.handlers.get("*") : handler;
    }

    private static final class Search {
        final String method;
        final List<String> segments;
        final Map<String, String> variables = new LinkedHashMap<>(4);
        final TreeSet<String> allowed = new TreeSet<>();

        Search(String method, List<String> segments) {
            this.method = method;
            this.segments = segments;
        }

        @Nullable
        Handler from(Node node, int index) {
            if (index == segments.size()) {
                return at(node);
            }
            String segment = segments.get(index);
            Node text = node.texts.get(segment);
            Handler found = text == null ? null : from(text, index + 1);
            if (found == null) {
                found = among(node.expressions, segment, index);
            }
            if (found == null && !segment.isEmpty()) {
                found = among(node.any, segment, index);
            }
            for (Variable variable : node.rest) {
                if (found == null) {
                    found = with(variable, String.join("/", segments.subList(index, segments.size())), segments.size());
                }
            }
            return found;
        }

        private @Nullable Handler among(List<Variable> candidates, String segment, int index) {
            for (Variable variable : candidates) {
                if (variable.pattern == null
                        || variable.pattern.matcher(segment).matches()) {
                    Handler found = with(variable, segment, index + 1);
                    if (found != null) {
                        return found;
                    }
                }
            }
            return null;
        }

        private @Nullable Handler with(Variable variable, String value, int next) {
            Handler found = from(variable.node, next);
            if (found != null) {
                variables.put(variable.name, value);
            }
            return found;
        }

        private @Nullable Handler at(Node node) {
            Handler found = handler(node, method);
            if (found == null) {
                allowed.addAll(node.handlers.keySet());
                if (node.handlers.containsKey("GET")) {
                    allowed.add("HEAD");
                }
            }
            return found;
        }
    }

    /** 405, which has to say what is allowed. */
    private static final class MethodNotAllowed extends HttpStatusException {

        private static final long serialVersionUID = 1L;

        private final String allowed;

        MethodNotAllowed(String allowed) {
            super(405);
            this.allowed = allowed;
        }

        @Override
        public Response toResponse() {
            return super.toResponse().header("allow", allowed);
        }
    }
}
