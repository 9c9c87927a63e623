package io.aimengine.local.preflight;

import java.util.List;

/// One thing to look at before an engine starts. Never throws; gives no row when it does not apply.
interface Check {
  List<Finding> look(Situation situation);
}
