#!/usr/bin/env bash
# An image archive for containerd, for the pods of tests.
#   image.sh PROGRAM OUT.tar                        cluster.test/PROGRAM:1, of one static program
#   image.sh FOLDER OUT.tar PROGRAM [ARGUMENT]...   cluster.test/FOLDER:1, of a root file system and what runs in it
set -euo pipefail
w=$(mktemp -d); trap 'rm -rf "$w"' EXIT
name=cluster.test/$(basename "$1"):1
root=$1 command=("${@:3}")
if [ ! -d "$1" ]; then
  root=$w/root command=(/program)
  mkdir "$root"
  cp "$1" "$root/program"
fi
mkdir -p "$w/image/blobs/sha256"
(cd "$root" && tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$w/layer" -- *)
blob() { local s; s=$(sha256sum "$1" | cut -d' ' -f1); printf '"digest":"sha256:%s","size":%s' "$s" "$(stat -c %s "$1")"; mv "$1" "$w/image/blobs/sha256/$s"; }
case "$(uname -m)" in aarch64) arch=arm64 ;; *) arch=amd64 ;; esac
layer=$(blob "$w/layer")
diff=${layer#*sha256:}; diff=${diff%%\"*}
entry=$(printf '"%s",' "${command[@]}")
printf '{"architecture":"%s","os":"linux","config":{"Entrypoint":[%s]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' $arch "${entry%,}" "$diff" >"$w/config"
v=application/vnd.oci.image
printf '{"schemaVersion":2,"mediaType":"%s.manifest.v1+json","config":{"mediaType":"%s.config.v1+json",%s},"layers":[{"mediaType":"%s.layer.v1.tar",%s}]}' \
  $v $v "$(blob "$w/config")" $v "$layer" >"$w/manifest"
printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s.manifest.v1+json",%s,"annotations":{"io.containerd.image.name":"%s"}}]}' \
  $v "$(blob "$w/manifest")" "$name" >"$w/image/index.json"
echo '{"imageLayoutVersion":"1.0.0"}' >"$w/image/oci-layout"
tar -C "$w/image" -cf "$2" .
