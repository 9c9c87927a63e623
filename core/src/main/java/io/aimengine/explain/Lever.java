package io.aimengine.explain;

import java.util.function.UnaryOperator;

/// One thing that a person can ask for otherwise. Of one `subject` only one lever makes sense at a
/// time; `option` is how the command line says it.
record Lever(String subject, String option, UnaryOperator<Question> pull) {}
