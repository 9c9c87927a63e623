package io.aimengine.api.v1alpha1;

/// Who may mount a volume, as Kubernetes has it.
public enum AccessMode {
  ReadWriteOnce,
  ReadWriteMany,
  ReadOnlyMany,
  ReadWriteOncePod
}
