package io.aimengine.embedded.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.aimengine.embedded.model.ChatMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The chat template of a model file, applied by llama.cpp, which knows the common ones by their
/// shape; ChatML for the others, as llama-server does.
final class ChatTemplate {

  private static final String FALLBACK = "chatml";
  private static final long MAX_TEMPLATE_BYTES = 1 << 20;

  private final ModelFunctions functions;
  private final String template;

  ChatTemplate(ModelFunctions functions, MemorySegment model) {
    this.functions = functions;
    String own = LlamaLibrary.text(functions.chatTemplate(model), MAX_TEMPLATE_BYTES);
    this.template = own.isEmpty() || !isKnown(own) ? FALLBACK : own;
  }

  private boolean isKnown(String candidate) {
    return render(candidate, List.of(new ChatMessage("user", "hello"))).length > 0;
  }

  String prompt(List<ChatMessage> messages) {
    return new String(render(template, messages), StandardCharsets.UTF_8);
  }

  /// Empty when llama.cpp does not know the template.
  private byte[] render(String with, List<ChatMessage> messages) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(with);
      MemorySegment array = arena.allocate(Layouts.CHAT_MESSAGE, messages.size());
      long room = 1024;
      for (int i = 0; i < messages.size(); i++) {
        MemorySegment role = arena.allocateFrom(messages.get(i).role());
        MemorySegment content = arena.allocateFrom(withoutNul(messages.get(i).content()));
        MemorySegment entry = array.asSlice(i * Layouts.CHAT_MESSAGE.byteSize());
        Layouts.setAddress(entry, Layouts.CHAT_MESSAGE, "role", role);
        Layouts.setAddress(entry, Layouts.CHAT_MESSAGE, "content", content);
        room += role.byteSize() + content.byteSize() + 128;
      }
      int count = apply(name, array, messages.size(), arena.allocate(room));
      if (count > room) {
        room = count;
      }
      MemorySegment text = arena.allocate(room);
      count = apply(name, array, messages.size(), text);
      return count <= 0 ? new byte[0] : text.asSlice(0, count).toArray(JAVA_BYTE);
    }
  }

  private int apply(MemorySegment name, MemorySegment messages, int count, MemorySegment into) {
    return functions.applyTemplate(name, messages, count, into, (int) into.byteSize());
  }

  /// A C string ends at a NUL; the rest of the message must not be lost.
  private static String withoutNul(String content) {
    return content.replace('\0', '\uFFFD');
  }
}
