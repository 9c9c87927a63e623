package io.aimengine.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// A client that does not read who set which field of an object (often the largest part of it, and
/// of no use here), and asks for the cipher that is cheapest where the JVM does not use the
/// processor's instructions for AES: with the quick compiler ChaCha20 takes a fifth of AES-GCM.
public final class SlimClient {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private SlimClient() {}

  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagedFields {}

  private static final class Factory extends JdkHttpClientFactory {
    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
      builder.sslParameters(new SSLParameters(suites(), PROTOCOLS));
    }
  }

  /// All that the JVM has, the cheapest first; a server that has none of those takes another.
  private static String[] suites() {
    try {
      return Arrays.stream(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
          .sorted(Comparator.comparing((String suite) -> !suite.contains("CHACHA20")))
          .toArray(String[]::new);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The caller closes it.
  public static KubernetesClient of(Config config) {
    var json = new ObjectMapper().addMixIn(ObjectMeta.class, WithoutManagedFields.class);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new Factory())
        .withKubernetesSerialization(new KubernetesSerialization(json, true))
        .build();
  }
}
