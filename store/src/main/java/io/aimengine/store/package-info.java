/// Model artifacts: fetched once from the first source that works, verified, resumed, indexed.
@NullMarked
package io.aimengine.store;

import org.jspecify.annotations.NullMarked;
