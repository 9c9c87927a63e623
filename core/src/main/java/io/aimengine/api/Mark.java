package io.aimengine.api;

/// A place in a text that a person wrote. Lines and columns count from 1; 0 means unknown.
public record Mark(String file, int line, int column) {
  public static final Mark NONE = new Mark("", 0, 0);

  public static Mark file(String file) {
    return new Mark(file, 0, 0);
  }

  /// `file:line:column`, shortened to what is known.
  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    var place = line + ":" + column;
    return file.isEmpty() ? place : file + ":" + place;
  }
}
