package io.aimengine.gateway.routing;

import io.aimengine.gateway.routing.JsonWalk.Token;

/// Finds the prefix keys of a request's JSON body as its bytes come by: of `messages` (chat),
/// `prompt` (completions: text or tokens) and `input` (responses), under what stands before them in
/// every chat template: `tools`, `instructions` and `system`. Nothing is decoded and no tree is
/// built; after `most` bytes of prompt the rest is not looked at. A body that is not JSON has no
/// keys, or useless ones; it never fails here.
///
/// The depths are the ends of the leading system messages, of the first user message, of all before
/// the model's last answer (what the conversation's previous request ended with), of the whole, and
/// of every 1, 4, 16 … KiB, for prompts that share no whole message.
public final class PrefixScanner {
  /// A quarter of a million tokens.
  public static final int MOST = 1 << 20;

  private final int most;
  private final JsonWalk walk = new JsonWalk();
  private final PrefixHash preamble = new PrefixHash();
  private final PrefixDepths depths = new PrefixDepths();
  private Section section = Section.NONE;
  private BodyName lastString = BodyName.OTHER;
  private BodyName field = BodyName.OTHER;
  private BodyName sender = BodyName.OTHER;

  /// What the value that is being read is to the prompt.
  private enum Section {
    NONE,
    PREAMBLE,
    PROMPT
  }

  public PrefixScanner() {
    this(MOST);
  }

  /// `most` bounds in bytes what of the prompt is looked at.
  public PrefixScanner(int most) {
    this.most = most;
  }

  /// The next bytes of the body.
  public void add(byte[] bytes, int from, int to) {
    var at = from;
    while (at < to && depths.length() + preamble.length() < most) {
      var plain = walk.plain(bytes, at, to);
      if (plain > at) {
        hash(bytes, at, plain);
        at = plain;
      } else {
        read(bytes, at);
        at++;
      }
    }
  }

  /// The keys of what has come by.
  public Prefix finish() {
    return depths.finish(preamble);
  }

  private void read(byte[] bytes, int at) {
    var token = walk.next(bytes[at]);
    if (token == Token.QUOTE_CLOSE) {
      lastString = BodyName.of(walk);
    }
    if (ends(token)) {
      section = Section.NONE;
    } else if (walk.depth() == 1 && token == Token.COLON) {
      section = section(lastString);
    } else if (section != Section.NONE) {
      value(token, bytes, at);
    }
  }

  /// The value of a field of the body is over.
  private boolean ends(Token token) {
    return (token == Token.COMMA && walk.depth() == 1)
        || (token == Token.CLOSE && walk.depth() == 0);
  }

  private static Section section(BodyName field) {
    return switch (field) {
      case MESSAGES, PROMPT, INPUT -> Section.PROMPT;
      case TOOLS, INSTRUCTIONS, SYSTEM -> Section.PREAMBLE;
      case ROLE, TYPE, DEVELOPER, USER, ASSISTANT, FUNCTION_CALL, REASONING, OTHER -> Section.NONE;
    };
  }

  private void value(Token token, byte[] bytes, int at) {
    if (token != Token.SPACE) {
      hash(bytes, at, at + 1);
    }
    if (section == Section.PROMPT) {
      message(token);
    }
  }

  /// A message is an object in the array that is the prompt: its fields are at depth 3.
  private void message(Token token) {
    var depth = walk.depth();
    if (depth == 3) {
      switch (token) {
        case OPEN -> sender = BodyName.OTHER;
        case COLON -> field = lastString;
        case COMMA -> field = BodyName.OTHER;
        case QUOTE_CLOSE -> sent();
        case CLOSE, QUOTE_OPEN, IN_STRING, SPACE, OTHER -> {}
      }
    } else if (depth == 2 && token == Token.CLOSE) {
      field = BodyName.OTHER;
      depths.endMessage(sender);
    }
  }

  /// By its role, or by the type of an item that has none.
  private void sent() {
    var tells = field == BodyName.ROLE || field == BodyName.TYPE;
    if (tells && lastString != BodyName.OTHER) {
      sender = lastString;
    }
  }

  private void hash(byte[] bytes, int from, int to) {
    switch (section) {
      case NONE -> {}
      case PREAMBLE -> preamble.add(bytes, from, to);
      case PROMPT -> depths.add(bytes, from, to);
    }
  }
}
