package io.asyncio4j.net.internal.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The processes that a process of Linux has started, and those that they have started. */
final class ProcessTree {

    private static final int SIGSTOP = 19;

    /** Where the kernel tells a process's children; where it does not, the JDK looks at all processes. */
    private static final boolean CHILDREN_ARE_TOLD = Files.exists(Path.of("/proc/thread-self/children"));

    private ProcessTree() {}

    /** Stops a process and all its descendants, so that they start no more. Returns the descendants. */
    static List<Integer> stop(int root) {
        Libc.kill(root, SIGSTOP);
        Set<Integer> stopped = new HashSet<>();
        while (true) {
            List<Integer> descendants = descendants(root);
            boolean grown = false;
            for (int each : descendants) {
                if (stopped.add(each)) {
                    Libc.kill(each, SIGSTOP);
                    grown = true;
                }
            }
            if (!grown) {
                return descendants;
            }
        }
    }

    private static List<Integer> descendants(int root) {
        if (!CHILDREN_ARE_TOLD) {
            return ProcessHandle.of(root).stream()
                    .flatMap(ProcessHandle::descendants)
                    .map(each -> (int) each.pid())
                    .toList();
        }
        List<Integer> found = new ArrayList<>();
        addChildren(root, found);
        for (int i = 0; i < found.size(); i++) {
            addChildren(found.get(i), found);
        }
        return found;
    }

    private static void addChildren(int pid, List<Integer> found) {
        String[] threads = new File("/proc/" + pid + "/task").list();
        for (String thread : threads == null ? new String[0] : threads) {
            try {
                String children = Files.readString(Path.of("/proc/" + pid + "/task/" + thread + "/children"));
                for (String child : children.split(" ", -1)) {
                    if (!child.isEmpty()) {
                        found.add(Integer.valueOf(child));
                    }
                }
            } catch (IOException e) {
                // it has ended since
            }
        }
    }
}
