package io.asyncio4j.conformance;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** javac, from memory to memory. */
final class InMemoryCompiler implements AutoCloseable {

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);

    /**
     * Compiles one compact source file.
     *
     * @return what javac says against it
     */
    List<String> errors(String name, String source) {
        return errors(Map.of(name, source));
    }

    /** The same for several, by name. */
    List<String> errors(Map<String, String> sources) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var classes = new HashMap<String, ByteArrayOutputStream>();
        JavaFileManager toMemory = new ForwardingJavaFileManager<>(files) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return classes.computeIfAbsent(className, _ -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        List<SimpleJavaFileObject> inputs = sources.entrySet().stream()
                .map(entry -> input(entry.getKey(), entry.getValue()))
                .toList();
        boolean succeeded = compiler.getTask(
                        null,
                        toMemory,
                        diagnostics,
                        List.of("--release", "25", "-proc:none", "-cp", System.getProperty("java.class.path")),
                        null,
                        inputs)
                .call();
        if (succeeded) {
            return List.of();
        }
        return diagnostics.getDiagnostics().stream().map(Object::toString).toList();
    }

    private static SimpleJavaFileObject input(String name, String source) {
        return new SimpleJavaFileObject(URI.create("memory:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public String getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }

    @Override
    public void close() throws Exception {
        files.close();
    }
}
