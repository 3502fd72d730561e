package io.asyncio4j.conformance;

import io.asyncio4j.conformance.ProgramTree.Index;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What of a program becomes source: the functions that can be reached from the main one, and who uses which objects. */
final class Outline {

    private static final List<String> KINDS = List.of("bodies", "generators", "callbacks");

    /**
     * A body, a callback or a generator.
     *
     * @param kind the component of {@link Program} it is from
     * @param parts its lists of statements
     */
    record Function(String kind, int index, List<List<Op>> parts) {

        boolean isMain() {
            return kind.equals("bodies") && index == 0;
        }

        /** What it calls itself when it prints. */
        String label() {
            return isMain() ? "main" : nameOf(kind, index);
        }
    }

    /**
     * An index in an operation.
     *
     * @param isRepeated whether the operation stands in a loop
     */
    private record Use(Function by, Op op, boolean isRepeated, Index what) {

        boolean isOf(String kind, int index) {
            return what.kind().equals(kind) && what.index() == index;
        }

        boolean isAssignment() {
            return what.component().equals(assigned(op));
        }
    }

    private final Program program;
    private final List<Function> functions = new ArrayList<>();
    private final List<Use> uses = new ArrayList<>();

    Outline(Program given) {
        program = Json.program(Json.write(given)); // so that no two statements are the same object
        var found = new LinkedHashSet<>(List.of(function("bodies", 0)));
        var left = new ArrayDeque<>(found);
        while (!left.isEmpty()) {
            Function function = left.poll();
            functions.add(function);
            int before = uses.size();
            function.parts().forEach(part -> collectUses(function, part, false));
            for (Use use : uses.subList(before, uses.size())) {
                if (KINDS.contains(use.what.kind())) {
                    Function used = function(use.what.kind(), use.what.index());
                    if (found.add(used)) {
                        left.add(used);
                    }
                }
            }
        }
        functions.sort(Comparator.<Function>comparingInt(function -> KINDS.indexOf(function.kind))
                .thenComparingInt(Function::index));
    }

    private Function function(String kind, int index) {
        return new Function(
                kind,
                index,
                switch (kind) {
                    case "bodies" -> List.of(program.bodies().get(index));
                    case "callbacks" -> List.of(List.copyOf(program.callbacks().get(index)));
                    default -> {
                        Program.GeneratorBody body = program.generators().get(index);
                        yield List.of(body.steps(), body.handler(), body.cleanup());
                    }
                });
    }

    private void collectUses(Function by, List<Op> list, boolean isRepeated) {
        for (Op op : Statements.live(list)) {
            ProgramTree.indexes(Json.MAPPER.<ObjectNode>valueToTree(op))
                    .forEach(index -> uses.add(new Use(by, op, isRepeated, index)));
            boolean isLoop = op instanceof Op.Repeat || op instanceof Op.Iterate;
            Statements.inside(op).forEach(inner -> collectUses(by, inner, isRepeated || isLoop));
        }
    }

    /** The component of an operation that tells where it puts what it makes; null if it makes nothing. */
    private static @Nullable String assigned(Op op) {
        return switch (op) {
            case Op.Spawn _, Op.NewFuture _, Op.Gather _, Op.GatherBodies _, Op.Shield _, Op.GroupSpawn _ -> "slot";
            case Op.CallSoon _, Op.CallLater _, Op.CallAt _ -> "handle";
            case Op.Group _ -> "group";
            case Op.NewGenerator _ -> "generator";
            default -> null;
        };
    }

    Program program() {
        return program;
    }

    /** The main body first, then other bodies, generators, callbacks. */
    List<Function> functions() {
        return functions;
    }

    Stream<Op> operations() {
        return functions.stream().flatMap(function -> function.parts().stream()).flatMap(Statements::all);
    }

    /** Whether something starts this body, callback or generator; the main body runs anyway. */
    boolean isUsed(String kind, int index) {
        return usesOf(kind, index).findAny().isPresent();
    }

    /** Whether somebody is interested in what was put there. */
    boolean isRead(String kind, int index) {
        return usesOf(kind, index).anyMatch(use -> !use.isAssignment());
    }

    /** What puts something there. */
    List<Op> assignments(String kind, int index) {
        return usesOf(kind, index).filter(Use::isAssignment).map(Use::op).toList();
    }

    /** Whether what stands there can be a local variable of the function. */
    boolean isLocal(Function function, String kind, int index) {
        return runsOnce(function) && usesOf(kind, index).allMatch(use -> use.by.equals(function));
    }

    /**
     * Whether the first of some statements, which puts something there, can declare a local variable in their block: there is
     * no other use than in these statements.
     */
    boolean isDeclared(Function function, List<Op> statements, String kind, int index) {
        List<Op> all = Statements.all(statements).toList();
        Predicate<Use> isInside = use -> all.stream().anyMatch(op -> op == use.op);
        return isLocal(function, kind, index)
                && assignments(kind, index).size() == 1
                && usesOf(kind, index).allMatch(isInside)
                && usesOf(kind, index).noneMatch(use -> use.op == statements.getFirst() && !use.isAssignment());
    }

    private boolean runsOnce(Function function) {
        if (!function.kind.equals("bodies")) {
            return false;
        }
        List<Use> starts = usesOf("bodies", function.index).toList();
        if (function.isMain()) {
            return starts.isEmpty();
        }
        return starts.size() == 1
                && !starts.getFirst().isRepeated
                && !starts.getFirst().by.equals(function)
                && runsOnce(starts.getFirst().by);
    }

    private Stream<Use> usesOf(String kind, int index) {
        return uses.stream().filter(use -> use.isOf(kind, index));
    }

    /** What an object is called in a source: {@code lock0}, {@code t0} … */
    static String nameOf(String kind, int index) {
        String name = switch (kind) {
            case "slots" -> "t";
            case "openGenerators" -> "g";
            case "bodies" -> "body";
            default -> kind.substring(0, kind.length() - 1);
        };
        return name + index;
    }
}
