package io.asyncio4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.asyncio4j.spi.LoopClock;
import io.asyncio4j.testing.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules of the code base that a machine can check. */
@Tag("slow")
final class ArchitectureTest {

    private static final int MAX_LINES = 800;
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
    private static final JavaClasses MAIN =
            new ClassFileImporter().importPath(MODULE.resolve("target").resolve("classes"));

    private static final String API = "io.asyncio4j";
    private static final String SYNC = "io.asyncio4j.sync";
    private static final String GENERATOR = "io.asyncio4j.generator";
    private static final String QUEUE = "io.asyncio4j.queue";
    private static final String SPI = "io.asyncio4j.spi";
    private static final String TESTING = "io.asyncio4j.testing";
    private static final String COROUTINE = "io.asyncio4j.internal.coroutine";
    private static final String LOOP = "io.asyncio4j.internal.loop";
    private static final String THREAD_LOCALS = "io.asyncio4j.internal.threadlocals";

    /** The JDK, and annotations that are not there at run time. */
    private static final String[] JDK = {"java..", "jdk.jfr", "sun.misc", "org.jspecify.annotations"};

    private static DescribedPredicate<JavaClass> jdkAnd(String... packages) {
        return resideInAnyPackage(Stream.of(JDK, packages).flatMap(Stream::of).toArray(String[]::new));
    }

    // ---- layers ----

    @Test
    void imported_classes_areThere() {
        assertThat(MAIN.containPackage(API)).isTrue();
        assertThat(MAIN.size()).isGreaterThan(60);
    }

    /** One class uses a package that the JDK exports to nobody; it is loaded where the JVM was opened only. */
    @Test
    void internalCoroutine_dependsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage(COROUTINE)
                .should()
                .onlyDependOnClassesThat(jdkAnd(COROUTINE, "jdk.internal.vm"))
                .check(MAIN);
    }

    @Test
    void internalLoop_dependsOnTheJdkAndSpi() {
        classes()
                .that()
                .resideInAPackage(LOOP)
                .should()
                .onlyDependOnClassesThat(jdkAnd(LOOP, SPI))
                .check(MAIN);
    }

    @Test
    void testing_dependsOnSpiOnly() {
        classes()
                .that()
                .resideInAPackage(TESTING)
                .should()
                .onlyDependOnClassesThat(jdkAnd(TESTING, SPI))
                .check(MAIN);
    }

    /** One exception: the clock that a system property selects may be the virtual one. */
    @Test
    void spi_dependsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage(SPI)
                .and()
                .doNotBelongToAnyOf(LoopClock.class)
                .should()
                .onlyDependOnClassesThat(jdkAnd(SPI))
                .check(MAIN);
        classes()
                .that()
                .belongToAnyOf(LoopClock.class)
                .should()
                .onlyDependOnClassesThat(jdkAnd(SPI).or(JavaClass.Predicates.belongToAnyOf(VirtualClock.class)))
                .check(MAIN);
    }

    @Test
    void api_dependsOnNothingElse() {
        classes()
                .that()
                .resideInAPackage(API)
                .should()
                .onlyDependOnClassesThat(jdkAnd(API, SPI, COROUTINE, LOOP, THREAD_LOCALS))
                .check(MAIN);
    }

    /** As users do. */
    @Test
    void sync_dependsOnTheApiAlone() {
        classes()
                .that()
                .resideInAPackage(SYNC)
                .should()
                .onlyDependOnClassesThat(jdkAnd(SYNC, API))
                .check(MAIN);
    }

    /** It uses what every user could use. */
    @Test
    void queue_dependsOnTheApiAlone() {
        classes()
                .that()
                .resideInAPackage(QUEUE)
                .should()
                .onlyDependOnClassesThat(jdkAnd(QUEUE, API))
                .check(MAIN);
    }

    @Test
    void generator_dependsOnTheApiAndStrands() {
        classes()
                .that()
                .resideInAPackage(GENERATOR)
                .should()
                .onlyDependOnClassesThat(jdkAnd(GENERATOR, API, COROUTINE))
                .check(MAIN);
    }

    /** The JDK's continuations have one door, so that everything works where it is closed. */
    @Test
    void continuations_areUsedByContinuationStrandOnly() {
        noClasses()
                .that()
                .haveNameNotMatching("\\Q" + COROUTINE + ".ContinuationStrand\\E(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.internal..")
                .check(MAIN);
    }

    @Test
    void internalPackages_areIndependent() {
        slices().matching("io.asyncio4j.internal.(*)..")
                .should()
                .notDependOnEachOther()
                .check(MAIN);
    }

    /** It is not part of the Java platform; without it only signals would be lost. */
    @Test
    void sunMisc_isUsedForSignalsOnly() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(LOOP + ".CtrlC")
                .and()
                .haveNameNotMatching(LOOP.replace(".", "\\.") + "\\.Signals(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sun.misc")
                .check(MAIN);
    }

    /** The library is optional: no other class may need it, or core would not load without it. */
    @Test
    void micrometer_isUsedByOneClassOnly() {
        classes()
                .that()
                .resideInAPackage(THREAD_LOCALS)
                .should()
                .onlyDependOnClassesThat(jdkAnd(THREAD_LOCALS, "io.micrometer.context"))
                .check(MAIN);
        noClasses()
                .that()
                .haveNameNotMatching(THREAD_LOCALS + "\\.RegisteredThreadLocals(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(MAIN);
    }

    /** The module may be missing; and loading an event class takes long, so one class looks before another one does. */
    @Test
    void jdkJfr_isUsedBehindOneDoor() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(FlightRecording|LoopEvents(\\$.*)?)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.jfr")
                .check(MAIN);
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(FlightRecording|LoopEvents(\\$.*)?)")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(".*\\.LoopEvents.*")
                .check(MAIN);
    }

    // ---- time and output ----

    @Test
    void threadSleep_isNotCalled() {
        noClasses()
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "it sleeps",
                        call -> call.getName().equals("sleep")
                                && (call.getTargetOwner().isEquivalentTo(Thread.class)
                                        || call.getTargetOwner().isEquivalentTo(TimeUnit.class))))
                .check(MAIN);
    }

    /** And by the watchdog: what blocks a loop does so in real time. */
    @Test
    void time_isAskedForByClocksOnly() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(SPI + ".SystemClock")
                .and()
                .doNotHaveFullyQualifiedName(API + ".Watchdog")
                .and()
                .doNotHaveFullyQualifiedName(TESTING + ".VirtualClock")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(MAIN);
    }

    @Test
    void standardStreams_areUsedByPrintStackAndPrintCallGraphOnly() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(API + ".Task")
                .and()
                .doNotHaveFullyQualifiedName(API + ".Asyncio")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(MAIN);
        assertThat(Stream.of(Task.class, Asyncio.class)
                        .flatMap(type -> MAIN.get(type).getFieldAccessesFromSelf().stream())
                        .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
                        .map(access -> access.getOrigin().getName() + " " + access.getName())
                        .distinct())
                .containsExactly("printStack err", "printCallGraph out");
    }

    // ---- API ----

    @Test
    void publicClasses_areClosedForInheritance() {
        classes()
                .that()
                .arePublic()
                .and()
                .resideInAnyPackage(API, SYNC, QUEUE, GENERATOR, SPI, TESTING)
                .and()
                .areNotInterfaces()
                .and()
                .doNotBelongToAnyOf(KeyboardInterruptError.class)
                .should(beFinalOrSealed())
                .check(MAIN);
    }

    private static ArchCondition<JavaClass> beFinalOrSealed() {
        return new ArchCondition<>("be final or sealed") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed = type.getModifiers().contains(JavaModifier.FINAL)
                        || type.reflect().isSealed();
                events.add(new SimpleConditionEvent(type, closed, type.getName() + " can be extended by anybody"));
            }
        };
    }

    @Test
    void publicClasses_haveNoPublicFieldsButConstants() {
        classes()
                .that()
                .arePublic()
                .and()
                .resideInAnyPackage(API, SYNC, QUEUE, GENERATOR, SPI, TESTING)
                .should(new ArchCondition<>("have no public field that is not a constant") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getFields().stream()
                                .filter(field -> field.getModifiers().contains(JavaModifier.PUBLIC))
                                .forEach(field -> events.add(new SimpleConditionEvent(
                                        type,
                                        field.getModifiers().contains(JavaModifier.STATIC)
                                                && field.getModifiers().contains(JavaModifier.FINAL),
                                        field.getFullName())));
                    }
                })
                .check(MAIN);
    }

    // ---- size ----

    @Test
    void sourceFiles_areNotTooLong() throws IOException {
        List<SourceFile> files;
        try (Stream<Path> paths = Files.walk(MODULE.resolve("src").resolve("main"))) {
            files = paths.filter(path -> path.toString().endsWith(".java"))
                    .map(SourceFile::of)
                    .sorted(Comparator.comparingInt(SourceFile::lines).reversed())
                    .toList();
        }
        files.stream().limit(10).forEach(file -> System.out.printf("%5d lines in %s%n", file.lines(), file.name()));
        assertThat(files).hasSizeGreaterThan(10);
        assertThat(files).filteredOn(file -> file.lines() > MAX_LINES).isEmpty();
    }

    private record SourceFile(String name, int lines) {
        static SourceFile of(Path path) {
            try {
                return new SourceFile(
                        path.getFileName().toString(), Files.readAllLines(path).size());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
