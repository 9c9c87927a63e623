package io.aimengine.embedded.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// The native llama.cpp library of `de.kherud:llama`, called through its C interface.
///
/// The Java classes of the binding hide the token counts and the stop reason, end the process on
/// some bad inputs (C++ exceptions cross JNI) and hang after `close()`; the C functions in the same
/// file have none of that.
final class LlamaLibrary {

  /// A few microseconds: as long as threads that all run wait for each other.
  private static final String SPIN_COUNT = "100";

  private final Linker linker = Linker.nativeLinker();
  private final SymbolLookup symbols;

  /// Maps the library for the life of the process.
  @SuppressWarnings("restricted")
  LlamaLibrary(Path file) {
    shortenSpinning();
    try {
      symbols = SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new LlamaException(
          "cannot load "
              + file
              + ": is libgomp.so.1 (Debian: libgomp1, Fedora: libgomp) installed? "
              + e.getMessage());
    }
  }

  /// Compute threads wait for each other hundreds of times per token. OpenMP spins for milliseconds
  /// by default, which on a busy machine burns the very time the late thread needs (measured: 40
  /// times slower with 10 processes on 2 cores). It reads its settings when it is loaded; what the
  /// user set stays.
  @SuppressWarnings("restricted")
  private void shortenSpinning() {
    Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
    if (setenv.isEmpty() || System.getenv("OMP_WAIT_POLICY") != null) {
      return;
    }
    MethodHandle call =
        linker.downcallHandle(
            setenv.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    try (var arena = Arena.ofConfined()) {
      int _ =
          (int)
              call.invokeExact(
                  arena.allocateFrom("GOMP_SPINCOUNT"), arena.allocateFrom(SPIN_COUNT), 0);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  @SuppressWarnings("restricted")
  MethodHandle function(String name, FunctionDescriptor signature) {
    MemorySegment address =
        symbols
            .find(name)
            .orElseThrow(() -> new LlamaException("the native library has no function " + name));
    return linker.downcallHandle(address, signature);
  }

  /// A C function pointer that calls `target`, for the life of the process.
  @SuppressWarnings("restricted")
  MemorySegment callback(MethodHandle target, FunctionDescriptor signature) {
    return linker.upcallStub(target, signature, Arena.global());
  }

  /// The C string at `address`, at most `limit` bytes of it; empty when the address is null.
  @SuppressWarnings("restricted")
  static String text(MemorySegment address, long limit) {
    if (address.address() == 0) {
      return "";
    }
    return address.reinterpret(limit).getString(0, StandardCharsets.UTF_8);
  }

  /// An impossible failure of a method handle, made unchecked.
  static LlamaException broken(Throwable cause) {
    return new LlamaException("a call into the native library failed: " + cause, cause);
  }
}
