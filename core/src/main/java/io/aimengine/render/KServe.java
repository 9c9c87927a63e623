package io.aimengine.render;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// The same pods by a KServe InferenceService, for clusters that serve everything so. KServe makes
/// the Deployment; its autoscaler is kept out, and our Service finds the pods by the same labels.
final class KServe {
  /// The name that KServe wants.
  private static final String CONTAINER = "kserve-container";

  private static final ObjectMapper JSON = new ObjectMapper();

  private KServe() {}

  static HasMetadata of(Rendering rendering) {
    var name = ObjectNames.inferenceService(rendering.name());
    var meta = Labels.meta(rendering, name, "server");
    var annotations = new TreeMap<String, String>();
    annotations.put("serving.kserve.io/autoscalerClass", "external");
    annotations.put("serving.kserve.io/deploymentMode", "RawDeployment");
    meta.setAnnotations(annotations);
    return OptionalObjects.object(
        OptionalKind.INFERENCE_SERVICE, meta, Map.of("predictor", predictor(rendering)));
  }

  private static Map<String, Object> predictor(Rendering rendering) {
    var template = PodTemplate.of(rendering);
    var pod =
        new PodSpecBuilder(template.getSpec())
            .editFirstContainer()
            .withName(CONTAINER)
            .endContainer()
            .build();
    var predictor = new LinkedHashMap<String, Object>();
    predictor.put("annotations", template.getMetadata().getAnnotations());
    predictor.put("labels", template.getMetadata().getLabels());
    predictor.put("minReplicas", rendering.replicas());
    predictor.put("maxReplicas", Math.max(1, rendering.replicas()));
    predictor.put("deploymentStrategy", map(Workload.strategy(rendering)));
    predictor.putAll(map(pod));
    return predictor;
  }

  private static Map<String, Object> map(Object value) {
    return JSON.convertValue(value, new TypeReference<>() {});
  }
}
