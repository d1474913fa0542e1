package org.drawbridge.core.probe;

import java.util.List;

/** How many spaces the account sees, and the keys of those it administers. */
public record SpaceCount(int total, List<String> administered) {
    public SpaceCount {
        administered = List.copyOf(administered);
    }
}
