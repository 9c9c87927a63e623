package io.aimengine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.launch.CommandLine;
import io.aimengine.local.run.RunSpec.Serving;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Requests to one endpoint, ready to be run: its address, its model's name, its task, its key.
record Snippets(Serving serving) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What a snippet can be written in.
  enum Language {
    curl,
    python,
    typescript
  }

  String in(Language language) {
    return switch (language) {
      case curl -> curl();
      case python -> python();
      case typescript -> typescript();
    };
  }

  private String curl() {
    var request = request();
    var key = hasKey() ? "  -H \"Authorization: Bearer $" + serving.keyVariable() + "\" \\\n" : "";
    return "curl "
        + CommandLine.render(List.of(serving.url() + request.path()))
        + " \\\n  -H 'Content-Type: application/json' \\\n"
        + key
        + "  -d "
        + CommandLine.render(List.of(json(request.body())));
  }

  private String python() {
    var model = json(serving.servedModel());
    return switch (serving.task()) {
      case TEXT_GENERATION ->
          client()
              + """
              answer = client.chat.completions.create(
                  model=%s,
                  messages=[{"role": "user", "content": "What is the capital of France?"}],
                  max_tokens=64,
              )
              print(answer.choices[0].message.content)\
              """
                  .formatted(model);
      case EMBEDDING ->
          client()
              + """
              answer = client.embeddings.create(model=%s, input=["What is the capital of France?"])
              print(len(answer.data[0].embedding), answer.data[0].embedding[:4])\
              """
                  .formatted(model);
      case RERANK ->
          """
          import json%s
          import urllib.request

          request = urllib.request.Request(
              %s,
              data=json.dumps(%s).encode(),
              headers={"Content-Type": "application/json"%s},
          )
          with urllib.request.urlopen(request) as answer:
              print(json.load(answer)["results"])\
          """
              .formatted(
                  hasKey() ? "\nimport os" : "",
                  json(serving.url() + "/rerank"),
                  json(request().body()),
                  hasKey() ? ", \"Authorization\": \"Bearer \" + " + pythonKey() : "");
    };
  }

  private String client() {
    return """
    %sfrom openai import OpenAI

    client = OpenAI(base_url=%s, api_key=%s)
    """
        .formatted(hasKey() ? "import os\n" : "", json(serving.url()), pythonKey());
  }

  private String typescript() {
    var key = hasKey() ? "process.env." + serving.keyVariable() : "\"none\"";
    var header =
        """
        import OpenAI from "openai";

        const client = new OpenAI({ baseURL: %s, apiKey: %s });
        """
            .formatted(json(serving.url()), key);
    var body = json(request().body());
    return switch (serving.task()) {
      case TEXT_GENERATION ->
          header
              + "const answer = await client.chat.completions.create(%s);\n".formatted(body)
              + "console.log(answer.choices[0].message.content);";
      case EMBEDDING ->
          header
              + "const answer = await client.embeddings.create(%s);\n".formatted(body)
              + "console.log(answer.data[0].embedding.length);";
      case RERANK ->
          """
          const answer = await fetch(%s, {
            method: "POST",
            headers: { "Content-Type": "application/json"%s },
            body: JSON.stringify(%s),
          });
          console.log(await answer.json());\
          """
              .formatted(
                  json(serving.url() + "/rerank"),
                  hasKey() ? ", Authorization: `Bearer ${" + key + "}`" : "",
                  body);
    };
  }

  private record Request(String path, Map<String, Object> body) {}

  private Request request() {
    var body = new LinkedHashMap<String, Object>();
    body.put("model", serving.servedModel());
    return switch (serving.task()) {
      case TEXT_GENERATION -> {
        var message = new LinkedHashMap<String, String>();
        message.put("role", "user");
        message.put("content", "What is the capital of France?");
        body.put("messages", List.of(message));
        body.put("max_tokens", 64);
        yield new Request("/chat/completions", body);
      }
      case EMBEDDING -> {
        body.put("input", List.of("What is the capital of France?"));
        yield new Request("/embeddings", body);
      }
      case RERANK -> {
        body.put("query", "What is the capital of France?");
        body.put("documents", List.of("Paris is the capital.", "Berlin is a city."));
        yield new Request("/rerank", body);
      }
    };
  }

  private boolean hasKey() {
    return !serving.keyVariable().isEmpty();
  }

  /// An endpoint without a key takes any.
  private String pythonKey() {
    return hasKey() ? "os.environ[" + json(serving.keyVariable()) + "]" : "\"none\"";
  }

  /// JSON texts and lists are those of Python and TypeScript too.
  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Every language, by its name.
  Map<String, String> all() {
    var all = new LinkedHashMap<String, String>();
    for (var language : Language.values()) {
      all.put(language.name().toLowerCase(Locale.ROOT), in(language));
    }
    return all;
  }
}
