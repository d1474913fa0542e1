package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.Html;

/** The error pages of the servlet container. */
final class Tomcat {

    private static final Map<Integer, String> REASONS = Map.of(
            400, "Bad Request",
            401, "Unauthorized",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            500, "Internal Server Error",
            503, "Service Unavailable");

    private Tomcat() {}

    static String reason(int status) {
        return REASONS.getOrDefault(status, "");
    }

    /** Answers with {@code HTTP Status 401 – Unauthorized} and the like. */
    static void error(Call call, int status, String message) throws IOException {
        String title = "HTTP Status " + status + " – " + reason(status);
        call.with("Content-Language", "en")
                .send(status, "text/html;charset=utf-8", """
                <!doctype html><html lang="en"><head><title>%s</title><style type="text/css">\
                body {font-family:Tahoma,Arial,sans-serif;} h1, h2, h3, b {color:white;background-color:#525D76;}\
                </style></head><body><h1>%s</h1><hr class="line" /><p><b>Type</b> Status Report</p>\
                <p><b>Message</b> %s</p><p><b>Description</b> The request has not been applied to the target resource.\
                </p><hr class="line" /><h3>Apache Tomcat</h3></body></html>""".formatted(title, title, Html.escape(message))
                        .getBytes(StandardCharsets.UTF_8));
    }
}
