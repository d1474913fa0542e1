package org.drawbridge.sharepoint.internal;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Texts;

/**
 * An account's effective permissions on a site. Bits are tested one by one, never the whole mask: owners of sites that
 * allow no scripts lack one bit and are owners all the same (reference: entra-sharepoint §C "Masks").
 *
 * @param mask the high half in the upper 32 bits
 */
record SitePermissions(long mask) {

    private static final Texts TEXTS = Texts.of(SitePermissions.class);

    /** The permissions that matter to a migration. */
    enum Permission {
        ADD_LIST_ITEMS(2),
        EDIT_LIST_ITEMS(3),
        MANAGE_LISTS(12),
        ADD_AND_CUSTOMIZE_PAGES(19),
        MANAGE_PERMISSIONS(26),
        BROWSE_USER_INFO(28),
        MANAGE_WEB(31),
        ENUMERATE_PERMISSIONS(63);

        private final long bit;

        /** @param kind SharePoint's number of the permission, counted from 1 over both halves */
        Permission(int kind) {
            this.bit = 1L << (kind - 1);
        }

        /** As SharePoint's permission-level page calls it. */
        String label() {
            return TEXTS.get("permission." + name());
        }
    }

    static final List<Permission> FOR_FULL = List.of(
            Permission.MANAGE_WEB,
            Permission.MANAGE_PERMISSIONS,
            Permission.ENUMERATE_PERMISSIONS,
            Permission.MANAGE_LISTS,
            Permission.ADD_LIST_ITEMS);
    static final List<Permission> FOR_MANAGE =
            List.of(Permission.MANAGE_LISTS, Permission.ADD_LIST_ITEMS, Permission.EDIT_LIST_ITEMS);

    private static final long FULL_CONTROL = 0x7FFFFFFF_FFFFFFFFL;
    private static final long ADD_AND_CUSTOMIZE_PAGES = 0x40000L;
    private static final long DESIGN = mask(432, 1012866047L);
    private static final long EDIT = mask(432, 1011030767L);
    private static final long CONTRIBUTE = mask(432, 1011028719L);
    private static final long READ = mask(176, 138612833L);

    private static long mask(long high, long low) {
        return high << 32 | low;
    }

    /**
     * The largest of SharePoint's own roles that these permissions contain: {@code full-control, full-control-no-script,
     * design, edit, contribute, read, other} or {@code none} (reference: entra-sharepoint §C "Masks").
     */
    String role() {
        if (contains(FULL_CONTROL)) {
            return "full-control";
        }
        if (contains(FULL_CONTROL & ~ADD_AND_CUSTOMIZE_PAGES)) {
            return "full-control-no-script";
        }
        // A site that allows no scripts takes the same bit from every role.
        return contains(DESIGN & ~ADD_AND_CUSTOMIZE_PAGES)
                ? "design"
                : contains(EDIT & ~ADD_AND_CUSTOMIZE_PAGES)
                        ? "edit"
                        : contains(CONTRIBUTE) ? "contribute" : contains(READ) ? "read" : mask == 0 ? "none" : "other";
    }

    private boolean contains(long wanted) {
        return (mask & wanted) == wanted;
    }

    /** Reads {@code EffectiveBasePermissions}; its halves are strings of decimal digits. Empty if it is something else. */
    static Optional<SitePermissions> of(JsonValue json) {
        if (json instanceof JsonObject halves) {
            Optional<Long> high = half(halves.get("High"));
            Optional<Long> low = half(halves.get("Low"));
            if (high.isPresent() && low.isPresent()) {
                return Optional.of(new SitePermissions(high.get() << 32 | low.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> half(JsonValue value) {
        try {
            long number = switch (value) {
                case JsonString text -> Long.parseLong(text.getString());
                case JsonNumber digits -> digits.longValueExact();
                case null, default -> -1;
            };
            return number >= 0 && number <= 0xFFFFFFFFL ? Optional.of(number) : Optional.empty();
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean has(Permission... wanted) {
        return missing(Arrays.asList(wanted)).isEmpty();
    }

    List<Permission> missing(List<Permission> wanted) {
        return wanted.stream().filter(one -> (mask & one.bit) == 0).toList();
    }

    /** High and low half as SharePoint writes them. */
    @Override
    public String toString() {
        return (mask >>> 32) + "/" + (mask & 0xFFFFFFFFL);
    }
}
