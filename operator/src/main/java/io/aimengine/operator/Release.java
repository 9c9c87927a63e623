package io.aimengine.operator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.plan.Plan;
import io.aimengine.render.Labels;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What the replicas of an endpoint are made from: a workload as it was rendered once, and what it
/// was rendered for. It is kept as it is while spec and plan stay, whatever a newer operator would
/// render. `id` is the same for the same pods.
record Release(
    String inputs,
    String recipe,
    String accelerator,
    int gpus,
    Deployment deployment,
    @JsonIgnore String id) {
  @JsonCreator
  Release(
      @JsonProperty("inputs") String inputs,
      @JsonProperty("recipe") String recipe,
      @JsonProperty("accelerator") String accelerator,
      @JsonProperty("gpus") int gpus,
      @JsonProperty("deployment") Deployment deployment) {
    this(
        inputs,
        recipe,
        accelerator,
        gpus,
        deployment,
        digest(text(deployment.getSpec().getTemplate())));
  }

  /// Set by people who want a newer render now: any new value rolls.
  static final String ROLL = Labels.GROUP + "/roll";

  /// On a workload and its pods: the id of its release.
  static final String RELEASE = Labels.RELEASE;

  /// On a workload: how many pods its endpoint is to have in all, so that no other counts on the
  /// GPUs of a pod that goes before the next one comes.
  static final String REPLICAS = Labels.GROUP + "/replicas";

  /// On the second workload of a rollout and its pods, which the first one's selector must not own.
  static final String SLOT = Labels.GROUP + "/slot";

  static final ObjectMapper JSON =
      new ObjectMapper()
          .setDefaultPropertyInclusion(JsonInclude.Include.NON_EMPTY)
          .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  static Release of(String inputs, Plan plan, Deployment rendered) {
    var candidate = plan.candidate();
    return new Release(
        inputs,
        candidate.label(),
        candidate.accelerator().name(),
        candidate.gpuCount(),
        new DeploymentBuilder(rendered).editSpec().withReplicas(null).endSpec().build());
  }

  Release withInputs(String changed) {
    return new Release(changed, recipe, accelerator, gpus, deployment, id);
  }

  /// The id of a workload's release, "" where nobody says it.
  static String of(Deployment workload) {
    return annotation(workload, RELEASE).orElse("");
  }

  static Optional<String> annotation(Deployment workload, String name) {
    return Optional.ofNullable(workload.getMetadata().getAnnotations()).map(all -> all.get(name));
  }

  /// All of a manifest that decides how it is served. How many replicas is another question.
  static String inputs(AIMEndpoint endpoint) {
    ObjectNode spec = JSON.valueToTree(endpoint.getSpec());
    spec.remove("replicas");
    spec.remove("scaling");
    spec.remove("autoScaling");
    return digest(spec + "\n" + roll(endpoint));
  }

  /// Whether a change of an endpoint is one of the manifest; our own status is not.
  static boolean changed(AIMEndpoint now, AIMEndpoint before) {
    var meta = now.getMetadata();
    var old = before.getMetadata();
    return !Objects.equals(meta.getGeneration(), old.getGeneration())
        || !Objects.equals(meta.getLabels(), old.getLabels())
        || !Objects.equals(meta.getAnnotations(), old.getAnnotations());
  }

  private static String roll(AIMEndpoint endpoint) {
    var annotations = endpoint.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(ROLL, "");
  }

  /// The workload of a slot, with so many of the `whole` replicas: the first one has the endpoint's
  /// name, the second its own label.
  Deployment workload(String slot, int replicas, int whole) {
    var builder =
        new DeploymentBuilder(deployment)
            .editMetadata()
            .withName(deployment.getMetadata().getName() + slot)
            .addToAnnotations(RELEASE, id())
            .addToAnnotations(REPLICAS, Integer.toString(whole))
            .endMetadata()
            .editSpec()
            .withReplicas(replicas)
            .editTemplate()
            .editMetadata()
            .addToLabels(RELEASE, id())
            .endMetadata()
            .endTemplate()
            .endSpec();
    if (slot.isEmpty()) {
      return builder.build();
    }
    var label = Map.of(SLOT, slot.substring(1));
    return builder
        .editMetadata()
        .addToLabels(label)
        .endMetadata()
        .editSpec()
        .editSelector()
        .addToMatchLabels(label)
        .endSelector()
        .editTemplate()
        .editMetadata()
        .addToLabels(label)
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String digest(String text) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      var sum = sha.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
