package io.aimengine.local.hardware;

import io.aimengine.api.Problem;
import java.util.List;

/// Finds AMD accelerators on the PCI bus when the compute driver says nothing.
final class PciCheck {
  private static final String DEVICES = "/sys/bus/pci/devices";

  private final HostTree tree;

  PciCheck(HostTree tree) {
    this.tree = tree;
  }

  List<Problem> cardsWithoutDriver() {
    var cards = tree.list(DEVICES).stream().filter(this::isAccelerator).toList();
    return cards.isEmpty()
        ? List.of()
        : List.of(HardwareProblems.driverMissing(cards.size(), describe(cards.getFirst())));
  }

  /// Class 0x1200 is a processing accelerator, 0x0380 a display controller without a screen: what
  /// Instinct cards report. Graphics cards (0x0300) are none of our business.
  private boolean isAccelerator(String address) {
    var type = tree.text(DEVICES + "/" + address + "/class").orElse("");
    var vendor = tree.text(DEVICES + "/" + address + "/vendor").orElse("");
    return vendor.equals("0x1002") && (type.startsWith("0x1200") || type.startsWith("0x0380"));
  }

  private String describe(String address) {
    return address + " " + tree.text(DEVICES + "/" + address + "/device").orElse("?");
  }
}
