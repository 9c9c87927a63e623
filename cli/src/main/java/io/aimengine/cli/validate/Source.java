package io.aimengine.cli.validate;

import java.nio.file.Path;
import java.util.Optional;

/// One text as it was read. `name` is what findings call it; `path` is empty for standard input;
/// `asked` means that a person named this very file, or its kind, so that it must be one of ours.
public record Source(
    String name, Optional<Path> path, String text, Optional<String> kind, boolean asked) {}
