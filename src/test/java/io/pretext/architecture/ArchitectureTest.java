package io.pretext.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules hold for the project, and each of them fails on a class that breaks it. */
final class ArchitectureTest {

  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.pretext");

  private static final JavaClasses OFFENDERS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages(
              "io.pretext.graph.violation",
              "io.pretext.methods.violation",
              "io.pretext.zoo.violation",
              "io.pretext.train.violation");

  static Stream<String> rules() {
    return Rules.all().keySet().stream();
  }

  @Test
  void theWholeProjectIsLookedAt() {
    assertThat(PROJECT.stream().map(c -> c.getPackageName()).distinct())
        .contains("io.pretext.graph", "io.pretext.engine", "io.pretext.methods", "io.pretext.app")
        .contains("io.pretext.sweep");
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holdsForTheProject(String rule) {
    Rules.all().get(rule).check(PROJECT);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void failsOnAClassThatBreaksIt(String rule) {
    ArchRule broken = Rules.all().get(rule);

    assertThat(broken.evaluate(OFFENDERS).hasViolation()).as(rule).isTrue();
  }
}
