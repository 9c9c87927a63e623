package io.aimengine.embedded.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Deque;

/// Keeps the last errors of llama.cpp and drops its chatter.
final class NativeLog {

  private static final int ERROR = 4;
  private static final int KEPT = 5;
  private static final long MAX_LINE_BYTES = 64 << 10;

  private final Deque<String> errors = new ArrayDeque<>();

  MemorySegment callback(LlamaLibrary library) {
    try {
      MethodHandle target =
          MethodHandles.lookup()
              .findVirtual(
                  NativeLog.class,
                  "line",
                  MethodType.methodType(
                      void.class, int.class, MemorySegment.class, MemorySegment.class));
      return library.callback(
          target.bindTo(this), FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS));
    } catch (ReflectiveOperationException e) {
      throw new LlamaException("no log callback", e);
    }
  }

  @SuppressWarnings("UnusedMethod") // called by the native library
  private void line(int level, MemorySegment text, MemorySegment unused) {
    if (level == ERROR) {
      add(LlamaLibrary.text(text, MAX_LINE_BYTES).strip());
    }
  }

  private synchronized void add(String error) {
    if (errors.size() == KEPT) {
      errors.removeFirst();
    }
    errors.addLast(error);
  }

  synchronized String lastErrors() {
    return String.join("; ", errors);
  }
}
