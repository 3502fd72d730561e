package io.asyncio4j.net;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/**
 * Where a standard stream of a child process leads to, or comes from.
 *
 * <p>Counterpart: the constants and files that Python's {@code subprocess} takes as {@code stdin}, {@code stdout} and
 * {@code stderr}.
 */
public final class Stdio {

    /** A pipe between this program and the child. */
    public static final Stdio PIPE = new Stdio("PIPE", Redirect.PIPE);

    /** Nowhere: reading finds the end at once, and what is written is dropped. */
    public static final Stdio DEVNULL = new Stdio("DEVNULL", Redirect.DISCARD);

    /** The stream of this JVM. In Python: {@code None}. */
    public static final Stdio INHERIT = new Stdio("INHERIT", Redirect.INHERIT);

    /** For standard error only: wherever standard output goes. */
    public static final Stdio STDOUT = new Stdio("STDOUT", Redirect.INHERIT);

    private final String name;
    private final Redirect redirect;

    private Stdio(String name, Redirect redirect) {
        this.name = name;
        this.redirect = redirect;
    }

    /** For standard input: a file, which must exist when the child is started. A relative path starts from this JVM's folder. */
    public static Stdio from(Path file) {
        return new Stdio("from " + file, Redirect.from(file.toFile()));
    }

    /** For standard output and error: a file, which is made, or emptied if it exists. */
    public static Stdio to(Path file) {
        return new Stdio("to " + file, Redirect.to(file.toFile()));
    }

    /** For standard output and error: the end of a file, which is made if it does not exist. */
    public static Stdio appendTo(Path file) {
        return new Stdio("append to " + file, Redirect.appendTo(file.toFile()));
    }

    Redirect redirect() {
        return redirect;
    }

    boolean canBeInput() {
        Redirect.Type type = redirect.type();
        return this != STDOUT && (this == DEVNULL || (type != Redirect.Type.WRITE && type != Redirect.Type.APPEND));
    }

    boolean canBeOutput() {
        return this != STDOUT && redirect.type() != Redirect.Type.READ;
    }

    @Override
    public String toString() {
        return name;
    }
}
