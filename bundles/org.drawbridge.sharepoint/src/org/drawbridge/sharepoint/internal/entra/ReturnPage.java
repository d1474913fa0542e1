package org.drawbridge.sharepoint.internal.entra;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.Problem;

/**
 * What the browser shows when it comes back from a sign-in: success and failure can't be taken for each other. All texts
 * are escaped, and nothing on the page can run or load but its own style.
 *
 * @param status of HTTP
 */
record ReturnPage(int status, Look look, String title, String text, List<String> steps, String detail) {

    /** What the page looks like. */
    enum Look {
        GOOD("✔", "#107c41"),
        BAD("✖", "#b3261e"),
        NEUTRAL("•", "#5a6472");

        private final String sign;
        private final String colour;

        Look(String sign, String colour) {
            this.sign = sign;
            this.colour = colour;
        }
    }

    private static final Texts TEXTS = Texts.of(ReturnPage.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    ReturnPage {
        steps = List.copyOf(steps);
    }

    static ReturnPage success(String account) {
        return new ReturnPage(
                200, Look.GOOD, TEXTS.get("page.success"), TEXTS.get("page.success.text", account), List.of(), "");
    }

    static ReturnPage failure(Problem problem) {
        Object code = problem.evidence().getOrDefault("code", problem.cause());
        Object id = problem.evidence().get("correlationId");
        return new ReturnPage(
                400,
                Look.BAD,
                TEXTS.get("page.failure"),
                problem.message(),
                problem.remedy(),
                code + (id == null ? "" : ", Correlation ID " + id));
    }

    /** No answer to a sign-in. */
    static ReturnPage stray(int status) {
        return new ReturnPage(
                status, Look.NEUTRAL, TEXTS.get("page.stray"), TEXTS.get("page.stray.text"), List.of(), "");
    }

    /** The answer to another sign-in than this one, or a forged one. */
    static ReturnPage foreign() {
        return new ReturnPage(400, Look.BAD, TEXTS.get("page.foreign"), TEXTS.get("page.foreign.text"), List.of(), "");
    }

    /** The answer has come already. */
    static ReturnPage again() {
        return new ReturnPage(200, Look.NEUTRAL, TEXTS.get("page.again"), TEXTS.get("page.again.text"), List.of(), "");
    }

    /** Nobody can tell yet how it ends. */
    static ReturnPage unfinished() {
        return new ReturnPage(
                200, Look.NEUTRAL, TEXTS.get("page.unfinished"), TEXTS.get("page.unfinished.text"), List.of(), "");
    }

    /** The whole answer, as bytes of HTTP. */
    byte[] response() {
        byte[] random = new byte[18];
        RANDOM.nextBytes(random);
        String nonce = Base64.getUrlEncoder().encodeToString(random);
        byte[] body = html(nonce).getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " " + (status < 400 ? "OK" : "No") + "\r\n"
                + "Content-Type: text/html; charset=utf-8\r\n"
                + "Content-Length: " + body.length + "\r\n"
                + "Content-Security-Policy: default-src 'none'; style-src 'nonce-" + nonce + "'; script-src 'nonce-"
                + nonce + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
                + "X-Content-Type-Options: nosniff\r\n"
                + "X-Frame-Options: DENY\r\n"
                + "Referrer-Policy: no-referrer\r\n"
                + "Cache-Control: no-store\r\n"
                + "Connection: close\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    private String html(String nonce) {
        StringBuilder list = new StringBuilder();
        if (!steps.isEmpty()) {
            list.append("<h2>").append(shown(TEXTS.get("page.steps"))).append("</h2><ol>");
            steps.forEach(step -> list.append("<li>").append(shown(step)).append("</li>"));
            list.append("</ol>");
        }
        if (!detail.isEmpty()) {
            list.append("<p class=\"detail\">").append(shown(detail)).append("</p>");
        }
        // The code has been used, but need not stay in the address either.
        return """
                <!DOCTYPE html><html lang="%s"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>%s – Drawbridge</title><style nonce="%s">
                :root { color-scheme: light dark }
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 12vh auto; padding: 0 1.5em }
                h1 { color: %s; font-size: 1.6em } h2 { font-size: 1em } .detail { opacity: .7; font-size: .85em }
                </style></head><body class="%s"><h1>%s %s</h1><p>%s</p>%s
                <script nonce="%s">history.replaceState(null, '', '/')</script></body></html>
                """.formatted(
                        TEXTS.get("page.language"),
                        shown(title),
                        nonce,
                        look.colour,
                        look.name().toLowerCase(Locale.ROOT),
                        look.sign,
                        shown(title),
                        shown(text),
                        list,
                        nonce);
    }

    private static String shown(String text) {
        return Redactor.mask(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("\n", "<br>");
    }
}
