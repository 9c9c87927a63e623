package io.aimengine.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where each field of a manifest shows in what is rendered: the field, the kind of object, the
/// place there, what is expected (a piece of the JSON).
class FieldsTest {
  private static final RenderCase NODES = RenderCase.named("shared-cache");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: 2                                                        | Deployment | /spec/replicas | 2
          image: {repository: r.example/v, tag: v0.33.0}                     | Deployment | POD/containers/0/image | "r.example/v:v0.33.0"
          image: {repository: r.example/v, tag: v0.33.0, pullPolicy: Never}  | Deployment | POD/containers/0/imagePullPolicy | "Never"
          image: {repository: r.example/v, tag: v0.33.0, pullSecrets: [s]}   | Deployment | POD/imagePullSecrets/0/name | "s"
          security: {serviceAccount: {create: false, name: mine}}            | Deployment | POD/serviceAccountName | "mine"
          security: {serviceAccount: {create: false, name: mine}}            | ServiceAccount | |
          security: {serviceAccount: {create: true, name: mine}}             | ServiceAccount | /metadata/name | "mine"
          security: {podSecurityContext: {runAsUser: 7}}                     | Deployment | POD/securityContext/runAsUser | 7
          security: {podSecurityContext: {runAsUser: 7}}                     | Deployment | POD/securityContext/runAsNonRoot | true
          security: {podSecurityContext: {runAsGroup: 8}}                    | Deployment | POD/securityContext/runAsGroup | 8
          security: {podSecurityContext: {fsGroup: 9}}                       | Deployment | POD/securityContext/fsGroup | 9
          deployment: {strategy: {type: Recreate}}                           | Deployment | /spec/strategy/type | "Recreate"
          deployment: {strategy: {type: RollingUpdate}}                      | Deployment | /spec/strategy/type | "RollingUpdate"
          deployment: {strategy: {rollingUpdate: {maxSurge: 50%}}}           | Deployment | /spec/strategy/rollingUpdate/maxSurge | "50%"
          deployment: {strategy: {rollingUpdate: {maxUnavailable: 2}}}       | Deployment | /spec/strategy/rollingUpdate/maxUnavailable | 2
          service: {type: NodePort}                                          | Service | /spec/type | "NodePort"
          service: {port: 9000}                                              | Service | /spec/ports/0/port | 9000
          service: {port: 9000, targetPort: 9100}                            | Deployment | POD/containers/0/ports/0/containerPort | 9100
          service: {annotations: {a: b}}                                     | Service | /metadata/annotations/a | "b"
          service: {type: LoadBalancer, loadBalancerIP: 10.1.2.3}            | Service | /spec/loadBalancerIP | "10.1.2.3"
          service: {ports: [{port: 80}, {name: x, port: 81}]}                | Service | /spec/ports/1/port | 81
          service: {ports: [{port: 80}, {name: x, port: 81, protocol: UDP}]} | Service | /spec/ports/1/protocol | "UDP"
          service: {type: NodePort, ports: [{port: 80}, {name: x, port: 81, nodePort: 30081}]} | Service | /spec/ports/1/nodePort | 30081
          service: {ports: [{port: 80}, {name: x, port: 81, targetPort: http}]} | Service | /spec/ports/1/targetPort | "http"
          healthCheck: {initialDelaySeconds: 45}                             | Deployment | POD/containers/0/startupProbe/initialDelaySeconds | 45
          healthCheck: {periodSeconds: 21}                                   | Deployment | POD/containers/0/readinessProbe/periodSeconds | 21
          healthCheck: {timeoutSeconds: 4}                                   | Deployment | POD/containers/0/readinessProbe/timeoutSeconds | 4
          healthCheck: {failureThreshold: 9}                                 | Deployment | POD/containers/0/readinessProbe/failureThreshold | 9
          healthCheck: {failureThreshold: 9}                                 | Deployment | POD/containers/0/livenessProbe/failureThreshold | 9
          healthCheck: {failureThreshold: 1}                                 | Deployment | POD/containers/0/livenessProbe/failureThreshold | 6
          healthCheck: {enabled: false}                                      | Deployment | POD/containers/0/readinessProbe |
          monitoring: {enabled: true}                                        | ServiceMonitor | /spec/endpoints/0/path | "/metrics"
          monitoring: {enabled: false}                                       | ServiceMonitor | |
          monitoring: {enabled: true, prometheus: {path: /m}}                | ServiceMonitor | /spec/endpoints/0/path | "/m"
          monitoring: {enabled: true, prometheus: {interval: 30s}}           | ServiceMonitor | /spec/endpoints/0/interval | "30s"
          monitoring: {enabled: true, prometheus: {enabled: false}}          | PrometheusRule | |
          monitoring: {enabled: true, grafana: {dashboard: Mine}}            | Dashboard | /title | "Mine"
          monitoring: {enabled: true, grafana: {enabled: false}}             | Dashboard | |
          monitoring: {enabled: true, metrics: [latency_p95]}                | Dashboard | /panels/0/title | "Request latency"
          monitoring: {enabled: true, metrics: [latency_p95]}                | Dashboard | /panels/1 |
          resources: {cpu: 3}                                                | Deployment | POD/containers/0/resources/requests/cpu | "3"
          resources: {memory: 5Gi}                                           | Deployment | POD/containers/0/resources/requests/memory | "5Gi"
          resources: {cpuLimit: 3}                                           | Deployment | POD/containers/0/resources/limits/cpu | "3"
          resources: {cpuLimit: 3}                                           | Deployment | POD/containers/0/resources/requests/cpu |
          resources: {memoryLimit: 5Gi}                                      | Deployment | POD/containers/0/resources/limits/memory | "5Gi"
          resources: {memoryLimit: 5Gi}                                      | Deployment | POD/volumes/1/emptyDir/sizeLimit | "2Gi"
          resources: {requests: {ephemeral-storage: 1Gi}}                    | Deployment | POD/containers/0/resources/requests/ephemeral-storage | "1Gi"
          resources: {limits: {example.com/nic: 1}}                          | Deployment | POD/containers/0/resources/limits/example.com~1nic | "1"
          resources: {gpuCount: 2}                                           | Deployment | POD/containers/0/resources/limits/amd.com~1gpu | "2"
          cache: {enabled: true, size: 77Gi}                                 | PersistentVolumeClaim | /spec/resources/requests/storage | "77Gi"
          cache: {enabled: true, storageClass: fast}                         | PersistentVolumeClaim | /spec/storageClassName | "fast"
          cache: {enabled: true, accessMode: ReadWriteMany}                  | PersistentVolumeClaim | /spec/accessModes/0 | "ReadWriteMany"
          cache: {enabled: true, accessMode: ReadOnlyMany}                   | Deployment | POD/containers/0/volumeMounts/0/readOnly | true
          env: [{name: A, value: b}]                                         | Deployment | ENV/A/value | "b"
          env: [{name: A, valueFrom: {secretKeyRef: {name: n, key: k}}}]     | Deployment | ENV/A/valueFrom/secretKeyRef/name | "n"
          env: [{name: A, valueFrom: {configMapKeyRef: {name: n, key: k}}}]  | Deployment | ENV/A/valueFrom/configMapKeyRef/key | "k"
          scaling: {minReplicas: 1, maxReplicas: 5}                          | HorizontalPodAutoscaler | /spec/maxReplicas | 5
          scaling: {minReplicas: 2, maxReplicas: 5}                          | HorizontalPodAutoscaler | /spec/minReplicas | 2
          scaling: {minReplicas: 2, maxReplicas: 5}                          | Deployment | /spec/replicas | 2
          scaling: {maxReplicas: 5, targetCPUUtilization: 60}                | HorizontalPodAutoscaler | /spec/metrics/0/resource/target/averageUtilization | 60
          scaling: {maxReplicas: 5, targetCPUUtilization: 60}                | HorizontalPodAutoscaler | /spec/metrics/1 |
          scaling: {maxReplicas: 5, targetGPUUtilization: 60}                | HorizontalPodAutoscaler | /spec/metrics/0/pods/target/averageValue | "60"
          scaling: {maxReplicas: 5, scaleUpDelay: 2m}                        | HorizontalPodAutoscaler | /spec/behavior/scaleUp/stabilizationWindowSeconds | 120
          scaling: {maxReplicas: 5, scaleDownDelay: 3m}                      | HorizontalPodAutoscaler | /spec/behavior/scaleDown/stabilizationWindowSeconds | 180
          """)
  void everyFieldShowsSomewhere(String field, String kind, String place, String expected) {
    var manifest =
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {name: x}
        spec:
          model: Qwen/Qwen3-32B
          %s
        """
            .formatted(field);
    var cluster =
        Cluster.plain()
            .scaler(Scaler.HPA)
            .kinds(
                java.util.Arrays.stream(OptionalKind.values())
                    .map(OptionalKind::id)
                    .collect(java.util.stream.Collectors.toSet()));
    var plain = NODES.rendering(manifest);
    var rendered =
        Renderer.render(
            new Rendering(plain.plan(), plain.launch(), plain.replicas(), plain.surge(), cluster));
    var found = find(rendered, kind, place == null ? "" : place);
    if (expected == null) {
      assertThat(found.isMissingNode()).as("%s in %s", place, kind).isTrue();
    } else {
      assertThat(found).hasToString(expected);
    }
  }

  private static JsonNode find(RenderedObjects rendered, String kind, String place) {
    if (kind.equals("Dashboard")) {
      return Dashboards.of(rendered).at(place);
    }
    var object = RenderCase.json(rendered, kind);
    if (place.startsWith("ENV/")) {
      var name = place.split("/", 3)[1];
      for (var variable : object.at("/spec/template/spec/containers/0/env")) {
        if (variable.path("name").asText().equals(name)) {
          return variable.at("/" + place.split("/", 3)[2]);
        }
      }
    }
    return object.at(place.replace("POD", "/spec/template/spec"));
  }
}
