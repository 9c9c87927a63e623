package io.aimengine.check;

/// Puts `text` in place of the characters from `from` up to `to` of a file's text, counted in
/// UTF-16 units from 0; `from == to` inserts.
public record Edit(int from, int to, String text) {
  public Edit {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no range: " + from + ".." + to);
    }
  }
}
