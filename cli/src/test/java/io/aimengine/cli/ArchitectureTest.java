package io.aimengine.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/// The rules of the house (`ARCHITECTURE.md`), held by the build.
@AnalyzeClasses(packages = "io.aimengine", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String[] CORE = {
    "io.aimengine.api..",
    "io.aimengine.yaml..",
    "io.aimengine.flags..",
    "io.aimengine.catalog..",
    "io.aimengine.spec..",
    "io.aimengine.plan..",
    "io.aimengine.launch..",
    "io.aimengine.metrics..",
    "io.aimengine.render..",
    "io.aimengine.scale..",
    "io.aimengine.canary..",
    "io.aimengine.status..",
    "io.aimengine.pipeline..",
    "io.aimengine.check..",
    "io.aimengine.describe..",
    "io.aimengine.explain..",
    "io.aimengine.openai.."
  };

  @ArchTest
  static final ArchRule coreTouchesNothing =
      noClasses()
          .that(resideInAnyPackage(CORE))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.nio.file..", "java.net.http..", "io.fabric8..client..")
                  // the base class of our kinds, which touches nothing
                  .and(not(type(CustomResource.class))))
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(
              Clock.class, Random.class, ThreadLocalRandom.class, java.io.File.class, Thread.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule theCatalogKnowsNoPlan =
      noClasses()
          .that(resideInAPackage("io.aimengine.catalog.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.aimengine.spec..",
                  "io.aimengine.plan..",
                  "io.aimengine.launch..",
                  "io.aimengine.pipeline.."));

  @ArchTest
  static final ArchRule specKnowsNoPlan =
      noClasses()
          .that(resideInAPackage("io.aimengine.spec.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.aimengine.plan..", "io.aimengine.launch..", "io.aimengine.pipeline.."));

  @ArchTest
  static final ArchRule planKnowsNoLaunch =
      noClasses()
          .that(resideInAPackage("io.aimengine.plan.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.aimengine.launch..", "io.aimengine.pipeline.."));

  @ArchTest
  static final ArchRule theBaseKnowsNobody =
      noClasses()
          .that(resideInAnyPackage("io.aimengine.api..", "io.aimengine.openai.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.aimengine.yaml..",
                  "io.aimengine.catalog..",
                  "io.aimengine.spec..",
                  "io.aimengine.plan..",
                  "io.aimengine.launch..",
                  "io.aimengine.pipeline.."));

  @ArchTest
  static final ArchRule coreKnowsNoShell =
      noClasses()
          .that(resideInAnyPackage(CORE))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.aimengine.store..",
                  "io.aimengine.local..",
                  "io.aimengine.embedded..",
                  "io.aimengine.gateway..",
                  "io.aimengine.cli.."));

  @ArchTest
  static final ArchRule theStoreKnowsNoShell =
      noClasses()
          .that(resideInAPackage("io.aimengine.store.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.aimengine.local..", "io.aimengine.embedded..", "io.aimengine.cli.."));

  @ArchTest
  static final ArchRule shellsNeverSeeEachOther =
      noClasses()
          .that(resideInAPackage("io.aimengine.local.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.aimengine.embedded..", "io.aimengine.gateway..", "io.aimengine.cli.."));

  @ArchTest
  static final ArchRule theEngineSeesNobody =
      noClasses()
          .that(resideInAPackage("io.aimengine.embedded.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.aimengine.local..", "io.aimengine.store..", "io.aimengine.cli.."));

  @ArchTest
  static final ArchRule theGatewayKnowsCoreOnly =
      noClasses()
          .that(resideInAPackage("io.aimengine.gateway.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.aimengine.local..",
                  "io.aimengine.store..",
                  "io.aimengine.embedded..",
                  "io.aimengine.operator..",
                  "io.aimengine.cli.."));

  @ArchTest
  static final ArchRule routingTouchesNothing =
      noClasses()
          .that(resideInAnyPackage("io.aimengine.gateway.routing..", "io.aimengine.gateway.keys.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.vertx..",
                  "io.netty..",
                  "java.nio.file..",
                  "java.net.http..",
                  "io.aimengine.gateway"))
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(
              Clock.class, Random.class, ThreadLocalRandom.class, java.io.File.class, Thread.class)
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.aimengine.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule namesSaySomething =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..", "..manager..");
}
