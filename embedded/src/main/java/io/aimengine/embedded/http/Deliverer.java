package io.aimengine.embedded.http;

import io.aimengine.embedded.model.Finish;
import io.aimengine.openai.ApiError;
import io.aimengine.openai.SseEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Sends answers to a client, and gives them up when the client has gone. The JDK's server notices
/// that only when it writes, so a silent wait is broken by a few bytes that clients skip.
final class Deliverer {

  private static final long SILENCE_MILLIS = 5_000;
  private static final byte[] COMMENT = ": waiting\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] BLANK = " ".getBytes(StandardCharsets.UTF_8);

  private final Exchange exchange;
  private final ReplyWriter writer;

  Deliverer(Exchange exchange, ReplyWriter writer) {
    this.exchange = exchange;
    this.writer = writer;
  }

  void stream(List<Answer> answers, Shape shape, Wish.StreamUsage streamUsage)
      throws IOException, InterruptedException {
    exchange.header("Cache-Control", "no-cache");
    String opening = shape == Shape.CHAT ? writer.roleEvent() : "";
    for (int index = 0; index < answers.size(); index++) {
      Answer answer = answers.get(index);
      Optional<String> text = next(answer, "text/event-stream", COMMENT);
      while (text.isPresent()) {
        String events = text.get().isEmpty() ? "" : writer.textEvent(index, text.get());
        if (!opening.isEmpty() || !events.isEmpty()) {
          write(opening + events);
          opening = "";
        }
        text = next(answer, "text/event-stream", COMMENT);
      }
      failIfBroken(answer);
      write(opening + writer.lastEvent(index, answer.finish()));
      opening = "";
    }
    if (streamUsage == Wish.StreamUsage.INCLUDED) {
      write(writer.usageEvent(sum(answers)));
    }
    exchange.chunk(SseEvents.done());
  }

  private void write(String events) throws IOException {
    if (!exchange.isStarted()) {
      exchange.startChunks("text/event-stream");
    }
    exchange.chunk(events.getBytes(StandardCharsets.UTF_8));
  }

  void whole(List<Answer> answers) throws IOException, InterruptedException {
    var choices = new ArrayList<ReplyWriter.Choice>();
    for (Answer answer : answers) {
      var all = new StringBuilder();
      Optional<String> text = next(answer, "application/json", BLANK);
      while (text.isPresent()) {
        all.append(text.get());
        text = next(answer, "application/json", BLANK);
      }
      failIfBroken(answer);
      choices.add(new ReplyWriter.Choice(all.toString(), answer.finish()));
    }
    byte[] json = writer.whole(choices, sum(answers));
    if (exchange.isStarted()) {
      exchange.chunk(json);
    } else {
      exchange.sendJson(200, json);
    }
  }

  private long lastSign = System.nanoTime();

  /// The next piece of text; sends `sign` whenever nothing was written for a while.
  private Optional<String> next(Answer answer, String contentType, byte[] sign)
      throws IOException, InterruptedException {
    while (true) {
      long quiet = (System.nanoTime() - lastSign) / 1_000_000;
      try {
        Optional<String> text = answer.next(Math.max(1, SILENCE_MILLIS - quiet));
        if (contentType.equals("text/event-stream")) {
          lastSign = System.nanoTime();
          return text;
        }
        if (quiet < SILENCE_MILLIS) {
          return text;
        }
        showLife(contentType, sign);
        return text;
      } catch (TimeoutException e) {
        showLife(contentType, sign);
      }
    }
  }

  private void showLife(String contentType, byte[] sign) throws IOException {
    if (!exchange.isStarted()) {
      exchange.startChunks(contentType);
    }
    exchange.chunk(sign);
    lastSign = System.nanoTime();
  }

  private static void failIfBroken(Answer answer) {
    if (answer.finish() == Finish.ERROR || answer.finish() == Finish.ABORT) {
      throw new RefusedException(
          answer.finish() == Finish.ABORT
              ? ApiError.unavailable("shutting_down", "The engine is shutting down.")
              : ApiError.internal("The engine could not compute this request."));
    }
  }

  private static ReplyWriter.Usage sum(List<Answer> answers) {
    int prompt = 0;
    int completion = 0;
    int cached = 0;
    for (Answer answer : answers) {
      prompt += answer.usage().promptTokens();
      completion += answer.usage().completionTokens();
      cached += answer.usage().cachedTokens();
    }
    return new ReplyWriter.Usage(prompt, completion, cached);
  }
}
