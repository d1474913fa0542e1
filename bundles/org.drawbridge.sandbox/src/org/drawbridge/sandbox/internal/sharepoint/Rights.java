package org.drawbridge.sandbox.internal.sharepoint;

import jakarta.json.Json;
import jakarta.json.JsonObject;

/**
 * A SharePoint permission mask: the bits of {@code SP.BasePermissions} in one number (reference: entra-sharepoint §C,
 * Masks).
 */
public record Rights(long bits) {

    public static final Rights NONE = new Rights(0);
    public static final Rights READ = of(176, 138612833L);
    public static final Rights CONTRIBUTE = of(432, 1011028719L);
    public static final Rights EDIT = of(432, 1011030767L);
    public static final Rights DESIGN = of(432, 1012866047L);
    public static final Rights FULL_CONTROL = of(2147483647L, 4294967295L);

    static final long ADD_AND_CUSTOMIZE_PAGES = 0x40000L;
    static final long ENUMERATE_PERMISSIONS = 0x40000000L << 32;

    /** From the two halves as SharePoint prints them. */
    static Rights of(long high, long low) {
        return new Rights(high << 32 | low);
    }

    boolean has(long right) {
        return (bits & right) == right;
    }

    Rights without(long right) {
        return new Rights(bits & ~right);
    }

    Rights or(Rights other) {
        return new Rights(bits | other.bits);
    }

    Rights and(Rights other) {
        return new Rights(bits & other.bits);
    }

    boolean none() {
        return bits == 0;
    }

    /** Both halves are strings, as they are 64-bit numbers to OData. */
    JsonObject json() {
        return Json.createObjectBuilder()
                .add("High", Long.toString(bits >>> 32))
                .add("Low", Long.toString(bits & 0xFFFFFFFFL))
                .build();
    }
}
