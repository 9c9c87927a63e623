/// What `aim-engine validate` does with files: reads them bounded, repairs texts, shows differences
/// and writes back whole or not at all. Knows no terminal.
package io.aimengine.cli.validate;
