package io.aimengine.gateway.routing;

/// The names and roles in a request's body that say where its prompt begins and whose words are
/// whose.
enum BodyName {
  MESSAGES("messages"),
  PROMPT("prompt"),
  INPUT("input"),
  TOOLS("tools"),
  INSTRUCTIONS("instructions"),
  SYSTEM("system"),
  ROLE("role"),
  TYPE("type"),
  DEVELOPER("developer"),
  USER("user"),
  ASSISTANT("assistant"),
  FUNCTION_CALL("function_call"),
  REASONING("reasoning"),
  OTHER("");

  private static final BodyName[] ALL = values();

  private final String text;

  BodyName(String text) {
    this.text = text;
  }

  /// The string that has just ended.
  static BodyName of(JsonWalk walk) {
    for (var name : ALL) {
      if (name != OTHER && walk.isText(name.text)) {
        return name;
      }
    }
    return OTHER;
  }
}
