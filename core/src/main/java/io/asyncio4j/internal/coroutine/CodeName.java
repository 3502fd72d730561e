package io.asyncio4j.internal.coroutine;

/** How code is called in messages. */
public final class CodeName {

    private CodeName() {}

    /** A lambda by the class that it stands in; anything else by its own description. */
    public static String of(Object code) {
        String type = code.getClass().getName();
        int lambda = type.indexOf("$$Lambda");
        return lambda < 0 ? code.toString() : "<lambda in " + type.substring(0, lambda) + ">";
    }
}
