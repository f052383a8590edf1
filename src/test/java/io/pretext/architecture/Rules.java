package io.pretext.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.pretext.methods.SslMethod;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;

/** The drawing of docs/architecture.md as rules. */
final class Rules {

  /** Which modules a module may name, beside itself. */
  private static final Map<String, List<String>> ARROWS = arrows();

  private Rules() {}

  private static Map<String, List<String>> arrows() {
    var arrows = new LinkedHashMap<String, List<String>>();
    arrows.put("config", List.of());
    arrows.put("fetch", List.of());
    arrows.put("datasets", List.of("fetch"));
    arrows.put("graph", List.of("config"));
    arrows.put("testkit", List.of("graph"));
    arrows.put("engine", List.of("graph"));
    arrows.put("augment", List.of("graph", "config", "datasets"));
    arrows.put("methods", List.of("graph", "config"));
    arrows.put("zoo", List.of("graph", "config", "fetch"));
    arrows.put("dl4j", List.of("zoo", "graph", "config"));
    arrows.put("train", List.of("engine", "methods", "graph", "config"));
    arrows.put("evaluate", List.of("train", "zoo", "engine", "graph", "config"));
    arrows.put("report", List.of("graph", "datasets", "config"));
    arrows.put("sweep", List.of("config"));
    return arrows;
  }

  static Map<String, ArchRule> all() {
    var rules = new LinkedHashMap<String, ArchRule>();
    rules.put("arrows point one way", arrowsPointOneWay());
    rules.put("methods and zoo meet only through Backbone", methodsAndZooMeetOnlyThroughBackbone());
    rules.put("methods and train never see DataVec", methodsAndTrainNeverSeeDataVec());
    rules.put("only engine.onednn names oneDNN", onlyOneEngineNamesOneDnn());
    rules.put("only sweep names Arbiter", onlySweepNamesArbiter());
    rules.put("only dl4j names Deeplearning4j's networks", onlyDl4jNamesItsNetworks());
    rules.put("no class is a drawer", noClassIsADrawer());
    rules.put("randomness is passed in", randomnessIsPassedIn());
    rules.put("methods are final", methodsAreFinal());
    rules.put("only the application prints", onlyTheApplicationPrints());
    return rules;
  }

  private static ArchRule arrowsPointOneWay() {
    ArchRule noCycles = slices().matching("io.pretext.(*)..").should().beFreeOfCycles();
    return ARROWS.entrySet().stream()
        .map(arrow -> mayOnlyUse(arrow.getKey(), arrow.getValue()))
        .reduce(noCycles, (a, b) -> CompositeArchRule.of(a).and(b));
  }

  private static ArchRule mayOnlyUse(String module, List<String> used) {
    String[] allowed =
        Stream.concat(Stream.of(module), used.stream())
            .map(name -> "io.pretext." + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("io.pretext." + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.pretext..").and(not(resideInAnyPackage(allowed))));
  }

  private static ArchRule methodsAndZooMeetOnlyThroughBackbone() {
    return CompositeArchRule.of(
            noClasses()
                .that()
                .resideInAPackage("io.pretext.methods..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.pretext.zoo.."))
        .and(
            noClasses()
                .that()
                .resideInAPackage("io.pretext.zoo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.pretext.methods.."));
  }

  private static ArchRule methodsAndTrainNeverSeeDataVec() {
    return noClasses()
        .that()
        .resideInAnyPackage("io.pretext.methods..", "io.pretext.train..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.datavec..", "org.bytedeco.opencv..", "io.pretext.augment..");
  }

  private static ArchRule onlyOneEngineNamesOneDnn() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("io.pretext.engine.onednn..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco.dnnl..");
  }

  private static ArchRule onlySweepNamesArbiter() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("io.pretext.sweep..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.deeplearning4j.arbiter..");
  }

  private static ArchRule onlyDl4jNamesItsNetworks() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("io.pretext.dl4j..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.deeplearning4j.nn..",
            "org.deeplearning4j.util..",
            "org.deeplearning4j.optimize..",
            "org.deeplearning4j.datasets..");
  }

  private static ArchRule noClassIsADrawer() {
    return noClasses().should().haveNameMatching(".*(Utils?|Helpers?|Manager|Common)");
  }

  private static ArchRule randomnessIsPassedIn() {
    return noClasses()
        .should()
        .callMethod(Math.class, "random")
        .orShould()
        .callConstructor(Random.class)
        .orShould()
        .callConstructor(SplittableRandom.class)
        .orShould()
        .callMethod(ThreadLocalRandom.class, "current")
        .orShould()
        .callMethodWhere(
            JavaCall.Predicates.target(owner(assignableTo(Nd4j.class)))
                .and(JavaCall.Predicates.target(nameMatching("rand|randn|getRandom|shuffle"))));
  }

  private static ArchRule methodsAreFinal() {
    return classes().that().implement(SslMethod.class).should().haveModifier(JavaModifier.FINAL);
  }

  private static ArchRule onlyTheApplicationPrints() {
    // The reference engine passes on what SameDiff prints, all but its chatter.
    return noClasses()
        .that()
        .resideOutsideOfPackages("io.pretext.app..", "io.pretext.engine.reference..")
        .should()
        .callMethodWhere(
            JavaCall.Predicates.target(owner(assignableTo(PrintStream.class)))
                .and(JavaCall.Predicates.target(nameMatching("print.*"))))
        .orShould()
        .callMethod(Throwable.class, "printStackTrace");
  }
}
