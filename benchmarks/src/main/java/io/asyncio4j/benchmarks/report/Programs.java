package io.asyncio4j.benchmarks.report;

import io.asyncio4j.net.IoBackend;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the contenders are started: those on the JVM with this JVM's class path, the others from what {@code build-peers} made. */
final class Programs {

    /** The collector suits one core, and the heap's pages are there from the start: all that is resident later is native. */
    private static final List<String> JVM_OPTIONS =
            List.of("-XX:+UseSerialGC", "-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");

    /** For what runs alone, and makes a million of things. */
    private static final List<String> ALONE_JVM_OPTIONS = List.of("-Xms5g", "-Xmx5g", "-XX:+AlwaysPreTouch");

    private final Path home;
    private boolean peersBuilt;

    /** @param home the folder of this module */
    Programs(Path home) {
        this.home = home;
    }

    /** What {@code build-peers} has built, or would have, if it could. */
    Path built(String name) throws IOException, InterruptedException {
        Path peers = home.resolve("target/peers");
        if (!peersBuilt) {
            Process build = new ProcessBuilder(
                            home.resolve("build-peers").toString(), System.getProperty("java.home"), peers.toString())
                    .inheritIO()
                    .start();
            if (build.waitFor() != 0) {
                throw new IllegalStateException("build-peers failed with exit status " + build.exitValue());
            }
            peersBuilt = true;
        }
        return peers.resolve(name);
    }

    /** Whether it can take part; if not, {@code build-peers} has said why, or the kernel does not let it. */
    boolean has(Contender contender) throws IOException, InterruptedException {
        return contender.onJvm() ? hasBackend(contender) : Files.exists(built(contender.program()));
    }

    /** Not every kernel lets everyone use {@code io_uring}. */
    private static boolean hasBackend(Contender contender) {
        IoBackend backend = IoBackend.IO_URING;
        boolean has = !contender.arguments().contains(backend.toString()) || backend.isAvailable();
        if (!has) {
            System.err.printf("benchmarks: no %s here: without %s%n", backend, contender);
        }
        return has;
    }

    /** What starts a server or a client; further arguments are added at its end. */
    List<String> command(Contender contender, Object... further) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        options.add("-Dbenchmarks.keys=" + built("server.p12"));
        return command(options, contender.with(further));
    }

    /** What starts one that is alone on its core. */
    List<String> commandAlone(Contender contender) throws IOException, InterruptedException {
        return command(ALONE_JVM_OPTIONS, contender);
    }

    /** What starts one as a user does. */
    List<String> plainCommand(Contender contender) throws IOException, InterruptedException {
        return command(List.of(), contender);
    }

    private List<String> command(List<String> jvmOptions, Contender contender)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (contender.onJvm()) {
            command.add(java().toString());
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(jvmOptions);
            command.addAll(
                    List.of("-cp", System.getProperty("java.class.path"), Execution.PACKAGE + contender.program()));
        } else {
            command.add(built(contender.program()).toString());
        }
        command.addAll(contender.arguments());
        return command;
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
