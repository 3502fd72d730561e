package io.asyncio4j.benchmarks.smoke;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/**
 * An agent that counts the bytecodes which the classes of asyncio4j and Netty execute; those of the JDK count as the call only. Each
 * straight stretch of instructions adds its length at its end.
 */
public final class Bytecodes implements ClassFileTransformer {

    /** So many until now. Threads that run at the same time may lose some: what is measured runs on one. */
    public static long executed;

    private static final ClassDesc THIS = ClassDesc.of(Bytecodes.class.getName());

    /** Reads what a class extends from its file, since to load it here would be too early. */
    private final ClassFile classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())
                    .cached()));

    private Bytecodes() {}

    /** What the JVM calls first. */
    public static void premain(String options, Instrumentation instrumentation) {
        instrumentation.addTransformer(new Bytecodes());
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        boolean counted = name.startsWith("io/asyncio4j/") || name.startsWith("io/netty/");
        if (!counted || name.startsWith("io/asyncio4j/benchmarks/")) {
            return null; // as it is
        }
        return classFile.transformClass(
                classFile.parse(bytes),
                ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Stretches::new)));
    }

    private static final class Stretches implements CodeTransform {

        private int length;

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof Instruction) {
                length++;
            }
            if (endsStretch(element)) {
                count(code);
            }
            code.with(element);
        }

        private static boolean endsStretch(CodeElement element) {
            return switch (element) {
                case LabelTarget _,
                        BranchInstruction _,
                        TableSwitchInstruction _,
                        LookupSwitchInstruction _,
                        ReturnInstruction _,
                        ThrowInstruction _ -> true;
                default -> false;
            };
        }

        private void count(CodeBuilder code) {
            if (length > 0) {
                code.getstatic(THIS, "executed", ConstantDescs.CD_long)
                        .loadConstant((long) length)
                        .ladd()
                        .putstatic(THIS, "executed", ConstantDescs.CD_long);
                length = 0;
            }
        }
    }
}
