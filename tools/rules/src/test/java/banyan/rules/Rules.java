package banyan.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What may know what, and what code may not do. Each rule is asked of the code, and of a fixture that breaks it. */
final class Rules {
  private final String base;

  /** @param base the package that all modules' packages are in */
  Rules(String base) {
    this.base = base;
  }

  /** All rules by name. */
  Map<String, ArchRule> all() {
    Map<String, ArchRule> all = new LinkedHashMap<>();
    all.put("protocolAndNodeUseTheJdkAndJSpecifyAlone", pureModulesUseTheJdkAlone());
    all.put("protocolAndNodeTouchNeitherSocketsNorFilesNorThreads", pureModulesTouchNoWorld());
    all.put("protocolAndNodeReadNoClock", pureModulesReadNoClock());
    all.put("protocolAndNodeThrowNoDice", pureModulesThrowNoDice());
    all.put("protocolAndNodeIterateInOneOrder", pureModulesIterateInOneOrder());
    for (Module module : Module.values()) {
      all.put("arrowsOf" + camelCase(module) + "PointDown", arrowsPointDown(module));
    }
    all.put("javaFxIsOnlyInThePlayersWindow", javaFxIsInOnePackage());
    all.put("jcodecIsOnlyInTheBroadcaster", only(List.of("org.jcodec.."), Module.BROADCASTER));
    all.put("micrometerIsOnlyInTheRuntime", only(List.of("io.micrometer.."), Module.RUNTIME));
    all.put("bouncyCastleIsInOnePackage", bouncyCastleIsInOnePackage());
    all.put("nettyIsNotBelowHttpAndRuntime", nettyIsNotBelow());
    all.put("picocliIsOnlyInMains", picocliIsOnlyInMains());
    all.put("onlyMainsEndTheProcess", onlyMainsEndTheProcess());
    all.put("packagesFormNoCycle", slices().matching(base + ".(**)").should().beFreeOfCycles());
    all.put("everyPackageIsNullMarked", everyPackageIsNullMarked());
    all.put("noNameSaysNothing", noNameSaysNothing());
    return all;
  }

  private ArchRule pureModulesUseTheJdkAlone() {
    return classes().that().resideInAnyPackage(pure())
        .should().onlyDependOnClassesThat(
            resideInAnyPackage(concat(pure(), "java..", "org.jspecify.annotations"))
                .or(describe("arrays of such", c -> c.getBaseComponentType().isPrimitive())));
  }

  private ArchRule pureModulesTouchNoWorld() {
    DescribedPredicate<JavaClass> world =
        resideInAnyPackage(
            "java.net..", "java.io..", "java.nio.file..", "java.nio.channels..", "java.util.concurrent..",
            "java.util.logging..", "java.rmi..", "java.sql..")
            .and(not(named("java.io.Serializable")))
            .or(named("java.lang.Thread", "java.lang.ThreadLocal", "java.lang.Process", "java.lang.ProcessBuilder",
                "java.lang.Runtime", "java.util.Timer", "java.util.TimerTask"));
    return noClasses().that().resideInAnyPackage(pure()).should().dependOnClassesThat(world)
        .orShould().callMethodWhere(calls("java.util.stream.BaseStream", "parallel"))
        .orShould().callMethodWhere(calls("java.util.Collection", "parallelStream"));
  }

  private ArchRule pureModulesReadNoClock() {
    return noClasses().that().resideInAnyPackage(pure())
        .should().callMethod(System.class, "nanoTime")
        .orShould().callMethod(System.class, "currentTimeMillis")
        .orShould().callMethodWhere(describe(
            "now() of java.time", c -> c.getTargetOwner().getPackageName().startsWith("java.time")
                && c.getName().equals("now")))
        .orShould().dependOnClassesThat(named("java.time.Clock", "java.util.Date", "java.util.Calendar"));
  }

  /** A generator that is handed in with its seed is welcome. */
  private ArchRule pureModulesThrowNoDice() {
    return noClasses().that().resideInAnyPackage(pure())
        .should().callMethod(Math.class, "random")
        .orShould().callMethod(StrictMath.class, "random")
        .orShould().callMethodWhere(calls("java.util.UUID", "randomUUID"))
        .orShould().callMethodWhere(calls("java.util.random.RandomGenerator", "of"))
        .orShould().callMethodWhere(calls("java.util.random.RandomGenerator", "getDefault"))
        .orShould().callMethodWhere(calls("java.lang.System", "identityHashCode"))
        .orShould().callMethodWhere(
            describe("a shuffle by a generator of its own", c -> c.getTargetOwner().getName()
                .equals("java.util.Collections") && c.getName().equals("shuffle")
                && c.getTarget().getRawParameterTypes().size() == 1))
        .orShould().callConstructorWhere(describe(
            "the making of a generator", c -> c.getTargetOwner().isAssignableTo("java.util.random.RandomGenerator")))
        .orShould().dependOnClassesThat(
            named("java.security.SecureRandom", "java.util.concurrent.ThreadLocalRandom"));
  }

  /** What hashes decide may change between two runs: sets and maps of the JDK that do not keep an order. */
  private ArchRule pureModulesIterateInOneOrder() {
    Set<String> factories = Set.of("of", "ofEntries", "copyOf");
    Set<String> collectors = Set.of(
        "toSet", "toUnmodifiableSet", "toMap", "toUnmodifiableMap", "groupingBy", "groupingByConcurrent");
    return noClasses().that().resideInAnyPackage(pure())
        .should().dependOnClassesThat(
            named("java.util.HashMap", "java.util.HashSet", "java.util.Hashtable", "java.util.WeakHashMap",
                "java.util.IdentityHashMap"))
        .orShould().callMethodWhere(describe(
            "a set or map without an order", c -> Set.of("java.util.Set", "java.util.Map")
                .contains(c.getTargetOwner().getName()) && factories.contains(c.getName())))
        .orShould().callMethodWhere(describe(
            "a collector without an order", c -> c.getTargetOwner().getName().equals("java.util.stream.Collectors")
                && collectors.contains(c.getName())
                // With a supplier the caller says which map it is.
                && c.getTarget().getRawParameterTypes().stream().noneMatch(t -> t.isEquivalentTo(Supplier.class))));
  }

  private ArchRule arrowsPointDown(Module module) {
    String[] own = {below(module)};
    String[] known = module.mayKnow().stream().map(this::below).toArray(String[]::new);
    return classes().that().resideInAPackage(below(module))
        .should().onlyDependOnClassesThat(
            resideInAnyPackage(concat(own, known)).or(not(resideInAPackage(base + ".."))))
        .allowEmptyShould(!module.exists());
  }

  private ArchRule only(List<String> library, Module module) {
    return noClasses().that().resideOutsideOfPackage(below(module))
        .should().dependOnClassesThat().resideInAnyPackage(library.toArray(String[]::new));
  }

  private ArchRule javaFxIsInOnePackage() {
    return noClasses().that().resideOutsideOfPackage(Module.PLAYER.packageIn(base) + ".window")
        .should().dependOnClassesThat().resideInAnyPackage("javafx..", "com.sun.javafx..");
  }

  private ArchRule bouncyCastleIsInOnePackage() {
    return noClasses().that().resideOutsideOfPackage(Module.RUNTIME.packageIn(base) + ".crypto")
        .should().dependOnClassesThat().resideInAPackage("org.bouncycastle..");
  }

  private ArchRule nettyIsNotBelow() {
    return noClasses()
        .that().resideInAnyPackage(
            below(Module.PROTOCOL), below(Module.NODE), below(Module.DIRECTORY), below(Module.PROGRAM),
            below(Module.SIMULATOR))
        .should().dependOnClassesThat().resideInAPackage("io.netty..");
  }

  /** A program with many options has them in classes of their own, beside its Main. */
  private ArchRule picocliIsOnlyInMains() {
    DescribedPredicate<JavaClass> areNoOptions =
        describe("hold no options", c -> !outermost(c).getSimpleName().endsWith("Options"));
    return noClasses().that(areNotMains().and(areNoOptions))
        .should().dependOnClassesThat().resideInAPackage("picocli..");
  }

  private ArchRule onlyMainsEndTheProcess() {
    return noClasses().that(areNotMains())
        .should().callMethod(System.class, "exit", int.class)
        .orShould().callMethodWhere(describe(
            "an end of the process", c -> c.getTargetOwner().getName().equals("java.lang.Runtime")
                && Set.of("exit", "halt").contains(c.getName())));
  }

  private DescribedPredicate<JavaClass> areNotMains() {
    return describe(
        "are no *Main", c -> !outermost(c).getSimpleName().endsWith("Main")
            && !c.getPackageName().equals(Module.PROGRAM.packageIn(base)));
  }

  private ArchRule everyPackageIsNullMarked() {
    return classes().should(new ArchCondition<JavaClass>("be in a package that is @NullMarked") {
      @Override
      public void check(JavaClass javaClass, ConditionEvents events) {
        if (!javaClass.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
          events.add(SimpleConditionEvent.violated(
              javaClass, "package " + javaClass.getPackageName() + " is not @NullMarked: add a package-info.java"));
        }
      }
    });
  }

  private ArchRule noNameSaysNothing() {
    return noClasses().should().haveSimpleNameEndingWith("Manager")
        .orShould().haveSimpleNameEndingWith("Util")
        .orShould().haveSimpleNameEndingWith("Utils")
        .orShould().haveSimpleNameEndingWith("Helper")
        .orShould().haveSimpleNameEndingWith("Impl");
  }

  private String[] pure() {
    return Module.PURE.stream().map(this::below).toArray(String[]::new);
  }

  private String below(Module module) {
    return module.packageIn(base) + "..";
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    List<String> all = List.of(names);
    // A subclass such as LinkedHashMap is another class: what counts is what the code names.
    return describe("are " + all, c -> all.contains(outermost(c).getName()));
  }

  private static DescribedPredicate<JavaMethodCall> calls(String owner, String method) {
    return describe(owner + "." + method, c -> c.getTargetOwner().isAssignableTo(owner) && c.getName().equals(method));
  }

  private static JavaClass outermost(JavaClass javaClass) {
    JavaClass at = javaClass;
    while (at.getEnclosingClass().isPresent()) {
      at = at.getEnclosingClass().get();
    }
    return at;
  }

  private static String[] concat(String[] some, String... others) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(others)).toArray(String[]::new);
  }

  private static String camelCase(Module module) {
    List<String> words = new ArrayList<>();
    for (String word : module.name().split("_", -1)) {
      words.add(word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
    }
    return String.join("", words);
  }
}
