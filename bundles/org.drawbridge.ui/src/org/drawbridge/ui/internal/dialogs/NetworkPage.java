package org.drawbridge.ui.internal.dialogs;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.Settings;
import org.drawbridge.platform.Settings.Network;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Text;

/** Proxy, additional CAs, timeouts. */
final class NetworkPage extends PreferencePage {

    private final Desktop desktop;
    private Network network;
    private Text proxy;
    private Text noProxy;
    private Text authorities;
    private Spinner connect;
    private Spinner answer;
    private Spinner retries;
    private Text userAgent;

    NetworkPage(Desktop desktop, Network network) {
        super(Ui.text("network.title"));
        this.desktop = desktop;
        this.network = network;
    }

    @Override
    protected Control createContents(Composite parent) {
        Composite body = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(12, 8).applyTo(body);
        proxy = text(body, "proxy", SWT.BORDER);
        proxy.setMessage(Ui.text("network.proxy.example"));
        noProxy = text(body, "noProxy", SWT.BORDER);
        noProxy.setMessage(Ui.text("network.noProxy.example"));
        authorities = text(body, "authorities", SWT.BORDER | SWT.MULTI | SWT.V_SCROLL | SWT.H_SCROLL);
        GridDataFactory.fillDefaults().grab(true, false).hint(300, 70).applyTo(authorities);
        authorities.addListener(
                SWT.Traverse,
                event -> event.doit |=
                        event.detail == SWT.TRAVERSE_TAB_NEXT || event.detail == SWT.TRAVERSE_TAB_PREVIOUS);
        new Label(body, SWT.NONE);
        Ui.button(body, "network.authorities.add", Ui.text("network.authorities.add"), this::addAuthority);
        connect = number(body, "connect", 1, 600);
        answer = number(body, "answer", 1, 3600);
        retries = number(body, "retries", 0, 20);
        userAgent = text(body, "userAgent", SWT.BORDER);
        userAgent.setMessage(Ui.text("network.userAgent.default"));
        show(network);
        return body;
    }

    private Text text(Composite parent, String name, int style) {
        label(parent, name);
        Text text = Ui.key(new Text(parent, style), "network." + name);
        text.setToolTipText(Ui.text("network." + name + ".tip"));
        Ui.wide().applyTo(text);
        text.addListener(SWT.Modify, event -> check());
        return text;
    }

    private Spinner number(Composite parent, String name, int least, int most) {
        label(parent, name);
        Spinner spinner = Ui.key(new Spinner(parent, SWT.BORDER), "network." + name);
        spinner.setToolTipText(Ui.text("network." + name + ".tip"));
        spinner.setMinimum(least);
        spinner.setMaximum(most);
        return spinner;
    }

    private static void label(Composite parent, String name) {
        Label label = new Label(parent, SWT.NONE);
        label.setText(Ui.text("network." + name));
        label.setToolTipText(Ui.text("network." + name + ".tip"));
        GridDataFactory.swtDefaults()
                .align(SWT.BEGINNING, SWT.BEGINNING)
                .indent(0, 7)
                .applyTo(label);
    }

    private void addAuthority() {
        FileDialog dialog = new FileDialog(getShell(), SWT.OPEN | SWT.MULTI);
        dialog.setFilterExtensions(new String[] {"*.pem;*.crt;*.cer", "*.*"});
        if (dialog.open() != null) {
            String added = Arrays.stream(dialog.getFileNames())
                    .map(name -> Path.of(dialog.getFilterPath(), name).toString())
                    .collect(Collectors.joining("\n"));
            String before = authorities.getText().strip();
            authorities.setText(before.isEmpty() ? added : before + "\n" + added);
        }
    }

    private void show(Network shown) {
        proxy.setText(shown.proxy().orElse(""));
        noProxy.setText(String.join(", ", shown.noProxy()));
        authorities.setText(shown.authorities().stream().map(Path::toString).collect(Collectors.joining("\n")));
        connect.setSelection((int) shown.connectTimeout().toSeconds());
        answer.setSelection((int) shown.responseTimeout().toSeconds());
        retries.setSelection(shown.retries());
        userAgent.setText(shown.userAgent().orElse(""));
    }

    private void check() {
        if (userAgent == null) {
            return;
        }
        try {
            entered();
            setErrorMessage(null);
            setValid(true);
        } catch (InvalidPathException e) {
            setErrorMessage(Ui.text("network.authorities.invalid", e.getInput()));
            setValid(false);
        }
    }

    private static Optional<String> typed(Text text) {
        return Optional.of(text.getText().strip()).filter(typed -> !typed.isEmpty());
    }

    private Network entered() {
        List<String> exceptions = Stream.of(noProxy.getText().split("[,;\\s]+"))
                .filter(host -> !host.isBlank())
                .toList();
        List<Path> files = authorities
                .getText()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(Path::of)
                .toList();
        return new Network(
                typed(proxy),
                exceptions,
                files,
                Duration.ofSeconds(connect.getSelection()),
                Duration.ofSeconds(answer.getSelection()),
                typed(userAgent),
                retries.getSelection(),
                network.longestWait());
    }

    @Override
    protected void performDefaults() {
        show(Network.defaults());
        super.performDefaults();
    }

    @Override
    public boolean performOk() {
        if (userAgent == null) {
            return true;
        }
        Network entered = entered();
        try {
            Background.await(
                    getShell().getDisplay(),
                    "keep settings",
                    () -> desktop.runtime().change((Settings settings) -> settings.withNetwork(entered)));
            network = entered;
            desktop.connections().reloadSoon();
            return true;
        } catch (AuthFailure e) {
            setErrorMessage(e.problem().message());
            return false;
        }
    }
}
