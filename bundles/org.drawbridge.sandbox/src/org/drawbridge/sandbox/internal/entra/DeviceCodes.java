package org.drawbridge.sandbox.internal.entra;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.sandbox.EntraSwitches;
import org.drawbridge.sandbox.internal.Workspace;

/** Device codes and what their users did with them. Thread-safe. */
final class DeviceCodes {

    /** A device that waits for its user. */
    static final class Device {
        private final String deviceCode;
        private final String userCode;
        private final App app;
        private final Scopes scopes;
        private final Instant expires;
        private volatile SignedIn who;
        private volatile Refused refused;

        private Device(String deviceCode, String userCode, App app, Scopes scopes, Instant expires) {
            this.deviceCode = deviceCode;
            this.userCode = userCode;
            this.app = app;
            this.scopes = scopes;
            this.expires = expires;
        }

        String deviceCode() {
            return deviceCode;
        }

        String userCode() {
            return userCode;
        }

        App app() {
            return app;
        }

        Scopes scopes() {
            return scopes;
        }

        /** Who agreed; null as long as nobody has. */
        SignedIn who() {
            return who;
        }

        void approve(SignedIn by) {
            who = by;
        }

        /** What the device is told from now on. */
        void refuse(Refused with) {
            refused = with;
        }
    }

    private static final int MOST = 10_000;

    private final EntraSwitches switches;
    private final Clock clock;
    private final Map<String, Device> byDeviceCode = new ConcurrentHashMap<>();

    DeviceCodes(EntraSwitches switches, Clock clock) {
        this.switches = switches;
        this.clock = clock;
    }

    Device issue(App app, Scopes scopes) {
        if (byDeviceCode.size() > MOST) {
            byDeviceCode.clear();
        }
        Device device = new Device(
                UserTokens.random("1A", 72),
                Workspace.random(9).toUpperCase(java.util.Locale.ROOT),
                app,
                scopes,
                clock.instant().plus(switches.deviceCodeLifetime()));
        byDeviceCode.put(device.deviceCode, device);
        return device;
    }

    /** The device of a code that somebody typed, if it still waits. */
    Optional<Device> waiting(String userCode) {
        String typed = userCode.replaceAll("[\\s-]", "");
        return byDeviceCode.values().stream()
                .filter(device -> device.userCode.equalsIgnoreCase(typed))
                .filter(device -> device.who == null && device.refused == null)
                .filter(device -> clock.instant().isBefore(device.expires))
                .findFirst();
    }

    /** The device, once its user agreed. */
    Device poll(String deviceCode, App app) throws Refused {
        Device device = byDeviceCode.get(deviceCode);
        if (device == null || !device.app.equals(app)) {
            throw new Refused(EntraError.DEVICE_CODE_UNKNOWN);
        }
        if (device.refused != null) {
            throw device.refused;
        }
        if (!clock.instant().isBefore(device.expires)) {
            throw new Refused(EntraError.DEVICE_EXPIRED);
        }
        if (device.who == null) {
            throw new Refused(EntraError.DEVICE_PENDING);
        }
        return device;
    }

    /** Uses the code up. */
    void use(Device device) throws Refused {
        if (!byDeviceCode.remove(device.deviceCode, device)) {
            throw new Refused(EntraError.DEVICE_CODE_UNKNOWN);
        }
    }
}
