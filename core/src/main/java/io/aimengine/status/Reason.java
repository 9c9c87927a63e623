package io.aimengine.status;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Every reason that a condition of ours can have, with what it means and what to do;
/// `docs/reference/status.md` is this table.
public enum Reason {
  VALID("Accepted", "the manifest is understood", ""),
  WARNINGS("Accepted", "understood, with something worth knowing", "read the message"),
  INVALID("Accepted", "the manifest has errors", "mend what the message lists, all at once"),
  PLANNED("Planned", "a recipe, an engine and GPUs are chosen", ""),
  NOT_ACCEPTED("Planned", "there is nothing to plan while the manifest has errors", ""),
  NO_LAUNCH("Planned", "the engine would refuse its flags", "mend the flags that are named"),
  INFEASIBLE(
      "Planned",
      "nothing that serves the model fits the cluster",
      "status.selection says why, candidate by candidate, and what would fit"),
  MODEL_UNKNOWN("Planned", "the catalog does not have the model", "check the id, or add the model"),
  RECIPE_UNKNOWN("Planned", "there is no recipe of that name", "create it, or drop the name"),
  HARDWARE_UNKNOWN("Planned", "the catalog does not have the accelerator", "check its name"),
  NO_GPUS("Planned", "the cluster has no GPU that we know", "check the nodes' labels"),
  INVENTORY_UNKNOWN(
      "Planned",
      "the operator sees one namespace only, and nobody says what GPUs there are",
      "write them into the ConfigMap `aim-engine-inventory`, or name `spec.hardware`"),
  NOT_REQUESTED("Cached", "spec.cache is off: each pod downloads the weights", ""),
  CLAIM_PENDING(
      "Cached, Ready",
      "the volume is not bound yet; some classes wait for the pod",
      "`kubectl describe pvc` says what it waits for"),
  CLAIM_LOST(
      "Cached, Ready", "the volume behind the claim is gone", "delete the claim; it is made anew"),
  FILLING("Cached", "the volume is there; no replica has served from it yet", ""),
  FILLED("Cached", "a replica has served with the weights of this volume", ""),
  SERVING("Ready", "every replica of this generation serves", ""),
  SCALED_TO_ZERO("Ready", "no replica is wanted", "scale it up"),
  NOT_PLANNED("Ready", "nothing runs, since nothing is planned", "see the condition Planned"),
  LAST_GOOD(
      "Ready",
      "this generation cannot be planned or has failed; what served before serves on",
      "see the conditions Planned and RolledBack"),
  STARTING("Ready, Progressing", "replicas start", ""),
  ROLLOUT("Progressing", "replicas change to the last generation", ""),
  SETTLED("Progressing", "nothing changes", ""),
  HEALTHY("Degraded", "no pod is in trouble", ""),
  WAITING("Canary", "the changed release does not serve yet; the last good one does", ""),
  ON_TRIAL(
      "Canary, Ready, Progressing",
      "the changed release has a share of the requests until it is judged",
      "wait, or set deployment.canary.enabled to false to go on at once"),
  PROMOTED("Canary", "the changed release was tried and gets all replicas", ""),
  ROLLED_BACK(
      "Canary",
      "the changed release was tried and taken away; the last good one serves",
      "see the message; change the spec, or annotate to try again"),
  NO_ROOM(
      "RolloutBlocked, Canary",
      "a change waits for free GPUs",
      "free them, or scale something down; the last good plan serves on"),
  NEW_RENDER(
      "UpdateAvailable",
      "this operator, catalog or recipe would start the pods otherwise",
      "it rolls with the next change of spec, or when asked by annotation"),
  RELEASE_FAILED(
      "RolledBack", "a change failed and the last good one serves again", "see the message"),
  NOT_IN_CATALOG(
      "UnknownHardware",
      "nodes have GPUs that the catalog lacks",
      "add an accelerator file, or correct the labels"),
  VALIDATION_SUCCEEDED("Valid", "the recipe can be used", ""),
  VALIDATION_FAILED(
      "Valid",
      "the recipe is never chosen",
      "mend what the message lists; the codes are those of `aim-engine validate`"),
  ENDPOINTS_STILL_USING(
      "DeletionBlocked",
      "endpoints use the recipe",
      "delete them, or give them another recipe; it goes by itself then"),
  PODS_STILL_USING(
      "DeletionBlocked",
      "pods mount the cache's claim, or endpoints name it",
      "it goes by itself when they have ended"),
  CACHE_READY("Ready", "the claim is bound, and every model that shall be there is", ""),
  CACHE_MISSING(
      "Cached, Ready, Degraded",
      "the AIMCache that spec.cache names is not there",
      "create it, or name another one"),
  DOWNLOADED("Cached", "the AIMCache that spec.cache names has the weights, verified", ""),
  DOWNLOADING("Cached, Ready", "models are on their way to the volume", ""),
  DOWNLOAD_FAILED(
      "Cached, Ready, Degraded",
      "a model could not be downloaded; it is tried again by itself",
      "status.cachedModels says why and what to do"),
  CLEANUP_SCHEDULED("Cleaned", "no clean-up has ended yet", ""),
  CLEANED_UP("Cleaned", "the last clean-up did what the manifest asks", ""),
  GOAL_MISSED(
      "Cleaned",
      "what must stay takes more room than the manifest allows",
      "raise policies or storage.size, or give models a retention"),
  CLEANUP_FAILED(
      "Cleaned",
      "the last clean-up failed; the next one tries again",
      "mend what the message says"),
  CLEANUP_REFUSED(
      "Cleaned", "the API server refuses the CronJob", "mend what it says, such as the schedule"),
  RESIZING("Ready", "the claim grows", "`kubectl describe pvc` says how far it is"),
  CANNOT_SHRINK(
      "Accepted", "a claim never shrinks", "ask for at least what it has, or make another cache"),
  CANNOT_CHANGE(
      "Accepted",
      "class and access mode of a claim cannot change",
      "set them back, or make another cache"),
  PODS_REFUSED(
      Causes.TYPES,
      "the API server refuses the pods",
      "mend what it says; a namespace of the restricted standard wants gpu.supplementalGroups"),
  UNSCHEDULABLE(
      Causes.TYPES, "a pod finds no node", "`kubectl describe node` shows who holds the GPUs"),
  IMAGE_UNAUTHORIZED(
      Causes.TYPES, "the registry refuses us", "add a pull secret to spec.image.pullSecrets"),
  IMAGE_NOT_FOUND(
      Causes.TYPES, "the registry has no such image", "check spec.image, repository and tag"),
  IMAGE_PULL(Causes.TYPES, "the image cannot be pulled", "check the node's way to the registry"),
  CONTAINER_CONFIG(
      Causes.TYPES,
      "a Secret or ConfigMap that the pod names is not there",
      "create it, or drop what names it"),
  GATED_MODEL(
      Causes.TYPES,
      "the hub wants a token with access to the model",
      "accept the licence on the hub and put a token into the Secret that the pod reads"),
  MODEL_NOT_FOUND(
      Causes.TYPES,
      "the hub has no such model, or it is private",
      "check model and revision; the hub answers 401 for both without a token"),
  HUB_UNREACHABLE(
      Causes.TYPES,
      "the hub cannot be reached",
      "check DNS, proxy and NetworkPolicy, or fill a cache before"),
  OUT_OF_MEMORY(
      Causes.TYPES,
      "the engine was killed for using more host memory than its limit",
      "raise spec.resources.memoryLimit"),
  GPU_OUT_OF_MEMORY(
      Causes.TYPES,
      "the GPU's memory did not suffice",
      "lower gpuMemoryUtilization or contextLength, or ask for more GPUs; `aim-engine fit`"
          + " shows the terms"),
  KV_CACHE(
      Causes.TYPES,
      "what the weights leave does not hold one request of the full context",
      "lower contextLength, or ask for more GPUs; `aim-engine fit` shows the terms"),
  SHARED_MEMORY(
      Causes.TYPES,
      "/dev/shm is too small for the ranks",
      "use the rendered volume, or a larger one"),
  NO_SPACE(
      Causes.TYPES,
      "a disk is full",
      "raise spec.cache.size, or free the node's disk when there is no cache"),
  MODEL_TOO_LARGE(
      Causes.TYPES, "the model is larger than its maxSize", "raise it, or take another checkpoint"),
  NO_DEVICE(
      Causes.TYPES,
      "the engine sees no GPU",
      "check the device plugin and who may open /dev/kfd and /dev/dri (gpu.supplementalGroups)"),
  PORT_IN_USE(
      Causes.TYPES, "the engine's port is taken in the pod", "drop the sidecar or change the port"),
  UNKNOWN_FLAG(
      Causes.TYPES,
      "the engine rejects an argument",
      "drop it; `aim-engine validate` knows the flags of each engine version"),
  START_TIMED_OUT(
      Causes.TYPES,
      "it did not answer within its start budget",
      "look at its log; raise healthCheck.initialDelaySeconds for a slow volume or line"),
  NOT_ANSWERING(
      Causes.TYPES,
      "it was ended from outside; the kubelet does so when health checks fail",
      "look at the log of the container before"),
  EVICTED(Causes.TYPES, "the node put the pod out", "see the message; it starts elsewhere"),
  ENGINE_FAILED(
      Causes.TYPES, "the engine ended with an error", "`kubectl logs` shows its last lines");

  private final String types;
  private final String meaning;
  private final String advice;

  Reason(String types, String meaning, String advice) {
    this.types = types;
    this.meaning = meaning;
    this.advice = advice;
  }

  /// `OutOfMemory`.
  public String id() {
    return Arrays.stream(name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT))
        .collect(Collectors.joining());
  }

  /// The conditions that can have it.
  public List<String> types() {
    return List.of(types.split(", "));
  }

  public String meaning() {
    return meaning;
  }

  /// What a person can do; "" when there is nothing to do.
  public String advice() {
    return advice;
  }

  /// Whether it is why a pod does not serve.
  public boolean isFailure() {
    return types.equals(Causes.TYPES);
  }
}
