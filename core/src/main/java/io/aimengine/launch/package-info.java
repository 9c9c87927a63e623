/// From a plan to the exact command of one engine version: argv, environment, image, port. Pure:
/// what it needs of the machine comes in [LaunchOptions].
package io.aimengine.launch;
