package io.aimengine.store;

import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// Signs requests to one S3 endpoint with AWS's own signer (Signature Version 4). Nothing of it
/// goes to another origin.
final class SignatureV4 implements Credentials {
  private final URI origin;
  private final String region;
  private final S3Keys keys;
  private final Clock clock;

  SignatureV4(URI origin, String region, S3Keys keys, Clock clock) {
    this.origin = origin;
    this.region = region;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public Map<String, String> headers(String method, URI uri) {
    if (!Bearer.sameOrigin(origin, uri)) {
      return Map.of();
    }
    var request = SdkHttpRequest.builder().uri(uri).method(SdkHttpMethod.fromValue(method)).build();
    var signed =
        AwsV4HttpSigner.create()
            .sign(r ->
                r.identity(identity())
                    .request(request)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                    .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
    var headers = new HashMap<String, String>();
    signed
        .request()
        .headers()
        .forEach((name, values) -> {
          // the client writes Host itself, from the same address
          if (!name.equalsIgnoreCase("Host")) {
            headers.put(name, values.getFirst());
          }
        });
    return headers;
  }

  private AwsCredentialsIdentity identity() {
    return keys.token().isEmpty()
        ? AwsCredentialsIdentity.create(keys.id(), keys.secret())
        : AwsSessionCredentialsIdentity.create(keys.id(), keys.secret(), keys.token());
  }

  @Override
  public String toString() {
    return "SignatureV4 ***";
  }
}
