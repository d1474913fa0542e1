package org.drawbridge.ui.internal.parts.readiness;

import java.util.Locale;
import java.util.OptionalLong;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.ui.internal.look.Ui;

/**
 * What the table shows of a space: small, for there are very many. The evidence stays in the run's journal.
 *
 * @param found what is filtered by, in lower case
 */
record SpaceRow(
        String key,
        String name,
        String type,
        Outcome outcome,
        OptionalLong pages,
        String level,
        String reason,
        String found) {

    static SpaceRow of(SpaceResult space) {
        String kind = word("readiness.type.", space.type());
        String type = space.archived() ? Ui.text("readiness.archived", kind) : kind;
        String level = word("readiness.level.", space.level());
        return new SpaceRow(
                space.key(),
                space.name(),
                type,
                space.outcome(),
                space.pages(),
                level,
                space.summary(),
                String.join("\n", space.key(), space.name(), type, level, space.summary())
                        .toLowerCase(Locale.ROOT));
    }

    /** In the user's language where there is a word for it; checks of plug-ins have words of their own. */
    private static String word(String prefix, String word) {
        return Ui.hasText(prefix + word) ? Ui.text(prefix + word) : word;
    }
}
