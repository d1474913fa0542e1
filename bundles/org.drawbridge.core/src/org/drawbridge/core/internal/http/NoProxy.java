package org.drawbridge.core.internal.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Which hosts are reached without the proxy, by the entries of {@code NO_PROXY} as curl and Go read them: a name stands
 * for itself and all below it, with or without a leading dot or {@code *.}; {@code *} for everything; addresses and CIDR
 * ranges match hosts that are given as addresses; each may have a port. Nothing is looked up.
 *
 * <p>This computer itself is reached directly unless an entry is {@code <-loopback>} (as in Chrome).
 */
final class NoProxy {

    static final String LOOPBACK_TOO = "<-loopback>";

    private final List<String> entries;

    NoProxy(List<String> entries) {
        this.entries = entries.stream()
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** @param host lower case, without brackets */
    boolean direct(String host, int port) {
        if (loopback(host) && !entries.contains(LOOPBACK_TOO)) {
            return true;
        }
        return entries.stream().anyMatch(entry -> matches(entry, host, port));
    }

    private static boolean loopback(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        InetAddress literal = literal(host);
        return literal != null && literal.isLoopbackAddress();
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        if (entry.indexOf('/') > 0) {
            return inRange(entry, host);
        }
        String name = entry;
        if (entry.startsWith("[")) {
            int end = entry.indexOf(']');
            if (end < 0) {
                return false;
            }
            name = entry.substring(1, end);
            if (!portMatches(entry.substring(end + 1), port)) {
                return false;
            }
        } else if (entry.indexOf(':') >= 0 && entry.indexOf(':') == entry.lastIndexOf(':')) {
            name = entry.substring(0, entry.indexOf(':'));
            if (!portMatches(entry.substring(entry.indexOf(':')), port)) {
                return false;
            }
        }
        InetAddress wanted = literal(name);
        if (wanted != null) {
            return wanted.equals(literal(host));
        }
        if (name.startsWith("*")) {
            name = name.substring(1);
        }
        if (name.startsWith(".")) {
            name = name.substring(1);
        }
        return !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
    }

    private static boolean portMatches(String colonAndPort, int port) {
        return colonAndPort.isEmpty() || colonAndPort.equals(":" + port);
    }

    private static boolean inRange(String entry, String host) {
        int slash = entry.indexOf('/');
        InetAddress network = literal(entry.substring(0, slash));
        InetAddress address = literal(host);
        String length = entry.substring(slash + 1);
        if (network == null || address == null || !length.matches("\\d{1,3}")) {
            return false;
        }
        byte[] a = network.getAddress();
        byte[] b = address.getAddress();
        int bits = Integer.parseInt(length);
        if (a.length != b.length || bits > a.length * 8) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((a[i / 8] & mask) != (b[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The address if the host is one, else null; never asks a name server. */
    static InetAddress literal(String host) {
        boolean v4 = host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        boolean v6 = host.indexOf(':') >= 0 && host.matches("[0-9a-fA-F:.%a-zA-Z0-9]+");
        if (!v4 && !v6) {
            return null;
        }
        try {
            return InetAddress.getByName(v6 ? "[" + host + "]" : host);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
