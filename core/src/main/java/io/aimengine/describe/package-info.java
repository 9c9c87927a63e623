/// Facts of a model that no catalog has, read from its own files: config.json, safetensors headers,
/// GGUF headers. Pure: shells hand it bytes.
package io.aimengine.describe;
