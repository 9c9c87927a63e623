package io.aimengine.launch;

import io.aimengine.plan.Candidate;
import java.util.Map;

/// The environment variables that a launch sets because of the hardware, for those who write it
/// down: a recipe that is read by others should not depend on our launcher.
public final class HardwareVariables {
  private HardwareVariables() {}

  public static Map<String, String> of(Candidate candidate) {
    return Tuning.hardware(candidate);
  }
}
