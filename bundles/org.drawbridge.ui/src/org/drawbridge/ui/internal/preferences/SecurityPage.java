package org.drawbridge.ui.internal.preferences;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.SecretPlaces;
import org.drawbridge.platform.SecretPlaces.Rung;
import org.drawbridge.platform.SecretPlaces.Wish;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.dialogs.MasterPasswordDialog;
import org.drawbridge.ui.internal.dialogs.ProblemDialog;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.drawbridge.ui.internal.model.Background;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;

/**
 * Where secrets are kept: the three places with their state, and what can be changed. What is done here is done at once.
 * UI thread only; key stores are asked in the background.
 */
public final class SecurityPage extends PreferencePage {

    private final Desktop desktop;
    private Composite body;
    private Composite places;
    private WrappedLabel reason;
    private final List<Button> actions = new ArrayList<>();

    @Inject
    public SecurityPage(Desktop desktop) {
        this.desktop = desktop;
        noDefaultAndApplyButton();
    }

    private SecretPlaces secrets() {
        return desktop.runtime().secretPlaces();
    }

    @Override
    protected Control createContents(Composite parent) {
        body = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(8, 10).applyTo(body);
        reason = Ui.key(Ui.label(body, Ui.text("security.looking"), "dim"), "security.reason");
        Ui.wide().hint(560, SWT.DEFAULT).applyTo(reason);
        places = Ui.row(body, 4);
        GridLayoutFactory.fillDefaults().numColumns(4).spacing(10, 8).applyTo(places);
        Ui.wide().applyTo(places);
        Ui.label(body, Ui.text("security.master"), "strong");
        Composite master = Ui.row(body, 2);
        action(master, "change", this::changeMasterPassword);
        action(master, "forget", this::forgetMasterPassword);
        Ui.label(body, Ui.text("security.all"), "strong");
        Composite all = Ui.row(body, 2);
        action(all, "automatic", () -> use(Wish.AUTOMATIC));
        action(all, "clear", this::clear);
        look();
        return body;
    }

    private void action(Composite row, String name, Runnable run) {
        Button button = Ui.button(row, "security." + name, Ui.text("security." + name), run);
        button.setToolTipText(Ui.text("security." + name + ".tip"));
        actions.add(button);
    }

    /** Asks all places, which may take some seconds. */
    private void look() {
        actions.forEach(button -> button.setEnabled(false));
        Thread.ofVirtual().name("look at the places of secrets").start(() -> {
            List<Rung> rungs = secrets().rungs();
            Durability current = secrets().current();
            String why = secrets().reason();
            Ui.later(body, () -> show(rungs, current, why));
        });
    }

    private void show(List<Rung> rungs, Durability current, String why) {
        reason.setText(why);
        for (Control old : places.getChildren()) {
            old.dispose();
        }
        for (Rung rung : rungs) {
            boolean used = rung.place() == current;
            String state = used ? "used" : rung.available() ? "available" : "away";
            Label icon = Ui.icon(places, used ? "ok" : rung.available() ? "untested" : "skipped");
            Ui.accessible(icon, Ui.text("security.state." + state));
            String name = rung.place().name().toLowerCase(Locale.ROOT);
            WrappedLabel label = Ui.label(places, Ui.text("security.place." + name), used ? "strong" : "");
            label.setToolTipText(Ui.text("security.place." + name + ".tip"));
            String text = Ui.text("security.state." + state) + ", " + Ui.text("security.stored", rung.stored())
                    + (rung.reason().isEmpty() ? "" : "\n" + rung.reason());
            Ui.wide().hint(260, SWT.DEFAULT).applyTo(Ui.key(Ui.label(places, text, "dim"), "security.state." + name));
            Button use = Ui.button(
                    places,
                    "security.use." + name,
                    Ui.text(offersUnlock(rung) ? "security.unlock" : "security.use"),
                    () -> chosen(rung));
            use.setEnabled(!used);
            GridDataFactory.swtDefaults().align(SWT.END, SWT.BEGINNING).applyTo(use);
        }
        actions.forEach(button -> button.setEnabled(true));
        body.layout(true, true);
        body.getParent().layout(true, true);
    }

    private static boolean offersUnlock(Rung rung) {
        return !rung.available() && rung.place() == Durability.SYSTEM;
    }

    private void chosen(Rung rung) {
        if (offersUnlock(rung) && !done("security.failed", secrets()::unlockKeyStore)) {
            look();
            return;
        }
        use(
                switch (rung.place()) {
                    case SYSTEM -> Wish.SYSTEM;
                    case MASTER_PASSWORD -> Wish.MASTER_PASSWORD;
                    case SESSION_ONLY -> Wish.SESSION_ONLY;
                });
    }

    private void use(Wish wish) {
        Optional<Secret> password = Optional.empty();
        if (wish == Wish.MASTER_PASSWORD) {
            password = MasterPasswordDialog.ask(getShell(), false).map(MasterPasswordDialog.Entered::fresh);
            if (password.isEmpty()) {
                return;
            }
        }
        if (wish == Wish.SESSION_ONLY && !sure("security.session.question", "")) {
            return;
        }
        Optional<Secret> given = password;
        List<String> left = new ArrayList<>();
        if (done("security.failed", () -> left.addAll(secrets().use(wish, given).left())) && !left.isEmpty()) {
            MessageDialog.openWarning(
                    getShell(), Ui.text("security.title"), Ui.text("security.left", String.join(", ", left)));
        }
        given.ifPresent(Secret::close);
        look();
    }

    private void changeMasterPassword() {
        MasterPasswordDialog.ask(getShell(), true).ifPresent(entered -> {
            try {
                done("security.failed", () -> secrets().changeMasterPassword(entered.old(), entered.fresh()));
            } finally {
                entered.old().close();
                entered.fresh().close();
            }
            look();
        });
    }

    private void forgetMasterPassword() {
        List<String> lost = new ArrayList<>();
        if (done("security.failed", () -> lost.addAll(secrets().heldByMasterPassword()))
                && sure(
                        "security.forget.question",
                        lost.isEmpty() ? Ui.text("security.nothing") : String.join(", ", lost))
                && done("security.failed", secrets()::forgetMasterPassword)) {
            look();
        }
    }

    private void clear() {
        if (sure("security.clear.question", "") && done("security.failed", secrets()::clear)) {
            look();
        }
    }

    private boolean sure(String key, String what) {
        return MessageDialog.openQuestion(getShell(), Ui.text("security.title"), Ui.text(key, what));
    }

    private boolean done(String title, Background.Work work) {
        try {
            Background.await(getShell().getDisplay(), title, work);
            return true;
        } catch (AuthFailure e) {
            ProblemDialog.show(getShell(), Ui.text(title), e.problem());
            return false;
        }
    }
}
