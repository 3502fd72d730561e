package io.asyncio4j.internal.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("what stands behind a suspension, on the stack of every task that sleeps")
class BehindSuspensionTest {

    /** See {@link Fiber}: a branch there costs each suspended stack a recompilation of its own. */
    @ParameterizedTest
    @CsvSource({
        "io.asyncio4j.internal.coroutine.Fiber, run, runBody",
        "io.asyncio4j.internal.coroutine.Fiber, suspend, switchOut",
        "io.asyncio4j.internal.coroutine.LoopScheduledRuntime$LoopFiber, switchOut, yield",
        "io.asyncio4j.LoopCore, runBody, runOn",
        "io.asyncio4j.Task, runOn, call",
        "io.asyncio4j.Task, call, run",
        "io.asyncio4j.Task, waitFor, suspend",
        "io.asyncio4j.Task, sleep, waitFor",
        "io.asyncio4j.Task, yieldTurn, suspend",
        "io.asyncio4j.Future, await, waitFor",
        "io.asyncio4j.Asyncio, sleep, sleep"
    })
    void doesNotBranch(String type, String method, String suspending) throws IOException {
        List<List<CodeElement>> bodies = bodies(type, method, suspending);
        assertThat(bodies)
                .isNotEmpty()
                .allSatisfy(body -> assertThat(branchBehind(body, suspending)).isFalse());
    }

    private static List<List<CodeElement>> bodies(String type, String method, String suspending) throws IOException {
        ClassModel parsed;
        try (InputStream file = Fiber.class.getResourceAsStream("/" + type.replace('.', '/') + ".class")) {
            parsed = ClassFile.of().parse(Objects.requireNonNull(file, type).readAllBytes());
        }
        List<List<CodeElement>> found = new ArrayList<>();
        parsed.methods().stream()
                .filter(each -> each.methodName().equalsString(method))
                .flatMap(each -> each.code().stream())
                .map(code -> code.elementList())
                .filter(body -> body.stream().anyMatch(each -> calls(each, suspending)))
                .forEach(found::add);
        return found;
    }

    private static boolean calls(CodeElement element, String method) {
        return element instanceof InvokeInstruction call && call.name().equalsString(method);
    }

    /** Follows each call to where the method returns. */
    private static boolean branchBehind(List<CodeElement> body, String suspending) {
        for (int call = 0; call < body.size(); call++) {
            if (calls(body.get(call), suspending) && branches(body, call + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean branches(List<CodeElement> body, int from) {
        for (int i = from; i < body.size(); i++) {
            switch (body.get(i)) {
                case ReturnInstruction _ -> {
                    return false;
                }
                case TableSwitchInstruction _, LookupSwitchInstruction _ -> {
                    return true;
                }
                case BranchInstruction branch
                when branch.opcode() != Opcode.GOTO -> {
                    return true;
                }
                case BranchInstruction branch -> i = place(body, branch.target());
                default -> {}
            }
        }
        return false;
    }

    private static int place(List<CodeElement> body, Label label) {
        for (int i = 0; i < body.size(); i++) {
            if (body.get(i) instanceof LabelTarget target && target.label() == label) {
                return i;
            }
        }
        throw new AssertionError("a jump to nowhere");
    }
}
