package io.asyncio4j.conformance;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the indexes in operations refer to. The name of a record component tells it: {@code lock} is an index into
 * {@code locks}. So an operation, or a kind of object, that is new needs nothing here.
 */
final class References {

    private static final Set<String> OBJECTS = Arrays.stream(Program.class.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toUnmodifiableSet());

    private References() {}

    /**
     * The component of {@link Program} that a component of an operation is an index into, or holds indexes into; null if it
     * is something else. A component that holds statements may have the name of one that holds indexes.
     */
    static @Nullable String target(String op, String component) {
        return switch (component) {
            case "of" -> "slots";
            case "generator" -> "openGenerators";
            case "body", "bodies" -> op.equals("NewGenerator") ? "generators" : "bodies";
            default -> OBJECTS.contains(component + "s") ? component + "s" : null;
        };
    }
}
