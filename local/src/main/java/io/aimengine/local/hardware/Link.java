package io.aimengine.local.hardware;

/// A connection from one GPU to another KFD node. `bandwidth` is the driver's `max_bandwidth` in
/// MB/s, 0 when it says nothing.
public record Link(int toNode, Kind kind, long bandwidth) {

  /// How two devices are joined, by the driver's io_link type.
  public enum Kind {
    XGMI,
    PCIE,
    OTHER;

    static Kind of(long type) {
      if (type == 11) {
        return XGMI;
      }
      return type == 2 ? PCIE : OTHER;
    }
  }
}
