package org.drawbridge.confluence.internal;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Owner;

/** Whether the account may look up people, their e-mail addresses and the members of groups. */
public final class PeopleCheck implements Check {

    private static final Texts TEXTS = Texts.of(PeopleCheck.class);

    @Override
    public String id() {
        return "confluence.people";
    }

    @Override
    public Target.Kind target() {
        return Target.Kind.CONFLUENCE;
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(Capability.USER_NAMES, Capability.USER_EMAILS, Capability.GROUP_MEMBERS);
    }

    @Override
    public void run(CheckRun run) throws AuthFailure {
        ConfluenceApi api = ConfluenceApi.of(run);
        for (Lookups.Result result : new Lookups(api).all()) {
            run.report(finding(api, result));
        }
    }

    private static Finding finding(ConfluenceApi api, Lookups.Result result) {
        String name = switch (result.kind()) {
            case USER_DETAILS -> "users";
            case EMAILS -> "emails";
            case GROUP_MEMBERS -> "groups";
        };
        Capability capability = switch (result.kind()) {
            case USER_DETAILS -> Capability.USER_NAMES;
            case EMAILS -> Capability.USER_EMAILS;
            case GROUP_MEMBERS -> Capability.GROUP_MEMBERS;
        };
        if (result.works().isEmpty()) {
            return Finding.notChecked(capability, TEXTS.get("people.nobody"));
        }
        if (result.works().get()) {
            return new Finding(
                    capability,
                    Outcome.WORKS,
                    TEXTS.get("people." + name + ".works"),
                    result.evidence(),
                    List.of(),
                    Optional.empty());
        }
        String edition = api.site().cloud() ? ".cloud" : "";
        String remedy = "people." + name + ".remedy" + edition;
        return new Finding(
                capability,
                // On Cloud each person decides for themselves, so that one hidden address proves little.
                result.kind() == Lookups.Kind.EMAILS && api.site().cloud() ? Outcome.LIMITED : Outcome.BLOCKED,
                TEXTS.get("people." + name + ".blocked"),
                result.evidence(),
                List.of(
                        api.session().account().anonymous()
                                ? TEXTS.get("check.remedy.sign-in")
                                : TEXTS.get(remedy, api.who(), api.site().base())),
                Optional.of(api.session().account().anonymous() ? Owner.YOU : Owner.CONFLUENCE_ADMIN));
    }
}
