package io.asyncio4j.internal.coroutine;

/** How code is called in messages. */
public final class CodeName {

    private static final String MARK = "$$Lambda";

    private CodeName() {}

    /** Whether it is a lambda or a method reference. */
    public static boolean isLambda(Object code) {
        return code.getClass().getName().contains(MARK);
    }

    /** A lambda by the class that it stands in; anything else by its own description. */
    public static String of(Object code) {
        String type = code.getClass().getName();
        int lambda = type.indexOf(MARK);
        return lambda < 0 ? code.toString() : "<lambda in " + type.substring(0, lambda) + ">";
    }
}
