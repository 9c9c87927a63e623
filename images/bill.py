#!/usr/bin/env python3
"""The bill of materials of an image: what Maven tells of the program's libraries, with the Java runtime and the Debian
packages that the image's system libraries come from. CycloneDX 1.6, the same bytes for the same parts.

usage: bill.py MAVEN_BOM NAME VERSION JAVA_RELEASE [PACKAGES...]    (PACKAGES: files with lines `source version`)
"""

import json
import sys


def release(path):
    """What the file `release` of a JDK says."""
    with open(path) as lines:
        return dict(line.rstrip("\n").replace('"', "").split("=", 1) for line in lines if "=" in line)


def main(bom, name, version, java, *packages):
    with open(bom) as file:
        bill = json.load(file)
    bill["metadata"]["component"] = {
        "type": "container",
        "bom-ref": name,
        "name": name,
        "version": version,
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }
    said = release(java)
    parts = bill.setdefault("components", [])
    parts.append(
        {
            "type": "application",
            "bom-ref": "java-runtime",
            "name": "java-runtime",
            "version": said["JAVA_RUNTIME_VERSION"],
            "supplier": {"name": said.get("IMPLEMENTOR", "unknown")},
            "licenses": [{"expression": "GPL-2.0-only WITH Classpath-exception-2.0"}],
        }
    )
    lines = {line.strip() for path in packages for line in open(path)}
    for line in sorted(lines):
        source, its_version = line.split()
        reference = "pkg:deb/debian/%s@%s?arch=source" % (source, its_version)
        parts.append(
            {
                "type": "library",
                "bom-ref": reference,
                "name": source,
                "version": its_version,
                "purl": reference,
            }
        )
    bill["dependencies"] = [d for d in bill.get("dependencies", []) if d["ref"] != name]
    bill["dependencies"].append({"ref": name, "dependsOn": sorted(p["bom-ref"] for p in parts)})
    json.dump(bill, sys.stdout, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
