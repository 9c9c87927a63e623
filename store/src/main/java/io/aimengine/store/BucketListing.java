package io.aimengine.store;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/// Makes the files of a model out of a bucket's objects.
final class BucketListing {
  private static final int MOST_FILES = 20_000;

  private BucketListing() {}

  /// Where an object is had.
  @FunctionalInterface
  interface At {
    URI uri(BucketObject object);
  }

  /// The objects that are the one named or lie below it, by the name they have there. Without
  /// patterns, what a server needs.
  static List<BucketObject> chosen(BucketUri uri, List<BucketObject> objects, List<String> allow) {
    var byName = new LinkedHashMap<String, BucketObject>();
    for (var object : objects) {
      var name = uri.nameOf(object.key());
      if (!name.isEmpty() && !name.endsWith("/")) {
        byName.put(RelativePath.check(name), object);
      }
    }
    if (allow.isEmpty()) {
      byName.keySet().retainAll(HubFiles.needed(List.copyOf(byName.keySet())));
    } else {
      var patterns = new AllowPatterns(allow);
      byName.keySet().removeIf(name -> !patterns.allows(name));
    }
    return List.copyOf(byName.values());
  }

  static Listing of(
      BucketUri uri, List<BucketObject> objects, At at, Credentials credentials, Asking asking) {
    if (objects.isEmpty()) {
      throw new StoreException(
          StoreCode.NOT_FOUND,
          "there is nothing at " + uri + " that is wanted",
          "check the bucket and the folder");
    }
    var files = new ArrayList<RemoteFile>();
    for (var object : objects) {
      var name = uri.nameOf(object.key());
      var content =
          new WebContent(
              asking.web(),
              asking.retry(),
              at.uri(object),
              credentials,
              name,
              object.bytes(),
              Digest.NONE,
              response -> asking.refusal().explain(uri, response));
      files.add(new RemoteFile(name, object.bytes(), Digest.NONE, content));
    }
    // other bytes are another revision
    var tags = objects.stream().map(BucketObject::toString).sorted().collect(Collectors.joining());
    var revision = uri.scheme() + "-" + Hashes.sha256(uri + tags).substring(0, 16);
    return new Listing(revision, "", files);
  }

  static void checkCount(BucketUri uri, List<BucketObject> objects) {
    if (objects.size() > MOST_FILES) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          uri + " has more than " + MOST_FILES + " objects",
          "name a folder further down");
    }
  }
}
