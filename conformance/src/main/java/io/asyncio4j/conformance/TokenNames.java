package io.asyncio4j.conformance;

import io.asyncio4j.conformance.Outline.Function;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Local variables for the tokens of context variables. If all operations with tokens stand in one block, each token has its
 * variable. Else nobody can tell which one is the last, and the function keeps a list.
 */
final class TokenNames {

    /** A token and what it is of. */
    record Binding(String variable, String token) {}

    private final SourceText text;
    private final boolean areUsed;
    private final boolean areKept;
    private final Deque<Deque<Binding>> blocks = new ArrayDeque<>();

    TokenNames(Function function, SourceText text) {
        this.text = text;
        areUsed = function.parts().stream().flatMap(Statements::all).anyMatch(Op.Unbind.class::isInstance);
        areKept = areUsed
                && function.parts().stream()
                                .mapToLong(Statements::listsWithTokens)
                                .sum()
                        > 1;
    }

    void enterBlock() {
        blocks.push(new ArrayDeque<>());
    }

    void leaveBlock() {
        blocks.pop();
    }

    boolean areUsed() {
        return areUsed;
    }

    /** Whether in a list. */
    boolean areKept() {
        return areKept;
    }

    /** A variable for a new token. */
    String bind(String variable) {
        String token = text.fresh("token");
        blocks.element().push(new Binding(variable, token));
        return token;
    }

    boolean isAnyLeft() {
        return !blocks.element().isEmpty();
    }

    /** The last token that was not used. */
    Binding unbind() {
        return blocks.element().pop();
    }
}
