package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.plan.Criterion.Favours;
import io.aimengine.spec.Goal;
import io.aimengine.spec.Wishes;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SurveyTest {
  private static Survey survey(Goal goal) {
    var spec = Worlds.endpoint("Qwen/Qwen3-32B", Wishes.none().withGoal(goal));
    return new Planner(Worlds.CATALOG).survey(spec, Worlds.machine("8xMI300X"), List.of());
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void whatGoesFirstWinsEveryDuelByOneCriterion(Goal goal) {
    var survey = survey(goal);
    var best = survey.accepted().getFirst();
    assertThat(survey.accepted()).hasSizeGreaterThan(3);
    for (var other : survey.accepted().subList(1, survey.accepted().size())) {
      var decided = survey.compare(best, other).stream().filter(Criterion::decides).toList();
      assertThat(decided).singleElement().extracting(Criterion::favours).isEqualTo(Favours.ONE);
    }
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void aDuelIsTheSameFromBothSides(Goal goal) {
    var all = survey(goal).accepted();
    var survey = survey(goal);
    var here = survey.compare(all.get(0), all.get(1));
    var there = survey.compare(all.get(1), all.get(0));
    for (var i = 0; i < here.size(); i++) {
      assertThat(there.get(i).one()).isEqualTo(here.get(i).other());
      assertThat(there.get(i).words()).isEqualTo(here.get(i).words());
      assertThat(there.get(i).decides()).isEqualTo(here.get(i).decides());
    }
  }
}
