package org.drawbridge.sandbox.internal.confluence;

import java.util.Optional;
import java.util.Set;
import org.drawbridge.sandbox.ConfluenceSwitches;

/** One Confluence: what it plays, what is switched on, who has tokens and sessions, and its content. */
final class Site {

    private final Profile profile;
    private final Wiki wiki;
    private final Tokens tokens;
    private final Sessions sessions = new Sessions();
    private final ConfluenceSwitches switches;

    Site(Profile profile, Wiki wiki) {
        this.profile = profile;
        this.wiki = wiki;
        tokens = new Tokens(profile.cloud());
        switches = new ConfluenceSwitches(sessions::endAll);
        if (!profile.cloud()) {
            profile.defaults(switches);
        }
    }

    Profile profile() {
        return profile;
    }

    Wiki wiki() {
        return wiki;
    }

    People people() {
        return wiki.people();
    }

    Tokens tokens() {
        return tokens;
    }

    Sessions sessions() {
        return sessions;
    }

    ConfluenceSwitches switches() {
        return switches;
    }

    /** What somebody may do in a space of this site. */
    Set<Right> rights(Optional<Person> who, Space space) {
        return Wiki.rights(who, space, switches.anonymousAccess());
    }

    boolean maySee(Optional<Person> who, Space space) {
        return rights(who, space).contains(Right.VIEW);
    }

    boolean maySee(Optional<Person> who, Content content) {
        return maySee(who, content.space()) && wiki.readable(who, content);
    }

    /** An absolute address of this site. */
    String at(String pathBelowContext) {
        return profile.base() + pathBelowContext;
    }
}
