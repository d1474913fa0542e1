package org.drawbridge.sandbox.internal.sharepoint;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.Html;

/** SharePoint's answers in the format that Accept asks for: three kinds of JSON, or Atom when nothing fits. */
final class OData {

    private enum Format {
        NO_METADATA("application/json;odata=nometadata;streaming=true;charset=utf-8"),
        MINIMAL("application/json;odata=minimalmetadata;streaming=true;charset=utf-8"),
        VERBOSE("application/json;odata=verbose;charset=utf-8"),
        XML("application/xml;charset=utf-8");

        final String type;

        Format(String type) {
            this.type = type;
        }

        static Format of(Call call) {
            String accept =
                    call.header("Accept").orElse("").toLowerCase(Locale.ROOT).replace(" ", "");
            if (accept.contains("odata=verbose")) {
                return VERBOSE;
            }
            if (accept.contains("odata=nometadata") || accept.contains("odata.metadata=none")) {
                return NO_METADATA;
            }
            return accept.contains("application/json") ? MINIMAL : XML;
        }
    }

    private static final String DATA = "http://schemas.microsoft.com/ado/2007/08/dataservices";

    private OData() {}

    /** Answers with one thing. */
    static void entity(Call call, String type, String uri, JsonObject properties) throws IOException {
        switch (Format.of(call)) {
            case NO_METADATA -> send(call, 200, Format.NO_METADATA, properties);
            case MINIMAL ->
                send(
                        call,
                        200,
                        Format.MINIMAL,
                        Json.createObjectBuilder(Map.of("odata.metadata", (Object)
                                        (root(call) + "/_api/$metadata#" + type + "/@Element")))
                                .add("odata.type", type)
                                .add("odata.id", uri)
                                .addAll(Json.createObjectBuilder(properties))
                                .build());
            case VERBOSE ->
                send(
                        call,
                        200,
                        Format.VERBOSE,
                        Json.createObjectBuilder()
                                .add("d", verbose(type, uri, properties))
                                .build());
            case XML ->
                xml(call, 200, "application/atom+xml;type=entry;charset=utf-8", entry(type, uri, properties, true));
        }
    }

    /** Answers with a collection. */
    static void collection(Call call, String type, String uri, List<JsonObject> items) throws IOException {
        switch (Format.of(call)) {
            case NO_METADATA -> send(call, 200, Format.NO_METADATA, value(array(items)));
            case MINIMAL ->
                send(
                        call,
                        200,
                        Format.MINIMAL,
                        Json.createObjectBuilder()
                                .add("odata.metadata", root(call) + "/_api/$metadata#" + type)
                                .add("value", array(items))
                                .build());
            case VERBOSE ->
                send(
                        call,
                        200,
                        Format.VERBOSE,
                        Json.createObjectBuilder()
                                .add(
                                        "d",
                                        Json.createObjectBuilder()
                                                .add(
                                                        "results",
                                                        array(items.stream()
                                                                .map(item -> verbose(type, uri, item))
                                                                .toList())))
                                .build());
            case XML -> {
                StringBuilder feed = new StringBuilder("<feed xml:base=\"" + root(call) + "/_api/\""
                        + " xmlns=\"http://www.w3.org/2005/Atom\" xmlns:d=\"" + DATA + "\" xmlns:m=\"" + DATA
                        + "/metadata\"><id>" + Html.escape(uri) + "</id><title/>");
                items.forEach(item -> feed.append(entry(type, uri, item, false)));
                xml(
                        call,
                        200,
                        "application/atom+xml;type=feed;charset=utf-8",
                        feed.append("</feed>").toString());
            }
        }
    }

    /** Answers with the plain result of a function. */
    static void scalar(Call call, String function, String result) throws IOException {
        switch (Format.of(call)) {
            case NO_METADATA -> send(call, 200, Format.NO_METADATA, value(Json.createValue(result)));
            case MINIMAL ->
                send(
                        call,
                        200,
                        Format.MINIMAL,
                        Json.createObjectBuilder()
                                .add("odata.metadata", root(call) + "/_api/$metadata#Edm.String")
                                .add("value", result)
                                .build());
            case VERBOSE ->
                send(
                        call,
                        200,
                        Format.VERBOSE,
                        Json.createObjectBuilder()
                                .add("d", Json.createObjectBuilder().add(function, result))
                                .build());
            case XML ->
                xml(
                        call,
                        200,
                        Format.XML.type,
                        "<d:" + function + " xmlns:d=\"" + DATA + "\">" + Html.escape(result) + "</d:" + function
                                + '>');
        }
    }

    /** Answers with an error; the word around it differs by format (reference: entra-sharepoint §C, Errors). */
    static void error(Call call, int status, String code, String message) throws IOException {
        Format format = Format.of(call);
        if (format == Format.XML) {
            xml(
                    call,
                    status,
                    Format.XML.type,
                    "<m:error xmlns:m=\"" + DATA + "/metadata\"><m:code>" + Html.escape(code)
                            + "</m:code><m:message xml:lang=\"en-US\">" + Html.escape(message)
                            + "</m:message></m:error>");
            return;
        }
        send(
                call,
                status,
                format,
                Json.createObjectBuilder()
                        .add(
                                format == Format.VERBOSE ? "error" : "odata.error",
                                Json.createObjectBuilder()
                                        .add("code", code)
                                        .add(
                                                "message",
                                                Json.createObjectBuilder()
                                                        .add("lang", "en-US")
                                                        .add("value", message)))
                        .build());
    }

    private static void send(Call call, int status, Format format, JsonObject body) throws IOException {
        call.send(status, format.type, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void xml(Call call, int status, String type, String body) throws IOException {
        call.send(status, type, ("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + body).getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject value(JsonValue value) {
        return Json.createObjectBuilder().add("value", value).build();
    }

    private static JsonArray array(List<JsonObject> items) {
        return Json.createArrayBuilder(items).build();
    }

    private static JsonObject verbose(String type, String uri, JsonObject properties) {
        JsonObjectBuilder wrapped = Json.createObjectBuilder()
                .add(
                        "__metadata",
                        Json.createObjectBuilder()
                                .add("id", uri)
                                .add("uri", uri)
                                .add("type", type));
        properties.forEach((name, each) -> wrapped.add(
                name,
                each instanceof JsonObject complex
                        ? Json.createObjectBuilder()
                                .add("__metadata", Json.createObjectBuilder().add("type", complexType(complex)))
                                .addAll(Json.createObjectBuilder(complex))
                                .build()
                        : each instanceof JsonArray list
                                ? Json.createObjectBuilder()
                                        .add("results", list)
                                        .build()
                                : each));
        return wrapped.build();
    }

    private static String complexType(JsonObject complex) {
        return complex.containsKey("High") ? "SP.BasePermissions" : "SP.Complex";
    }

    private static String entry(String type, String uri, JsonObject properties, boolean alone) {
        String names = alone
                ? " xmlns=\"http://www.w3.org/2005/Atom\" xmlns:d=\"" + DATA + "\" xmlns:m=\"" + DATA + "/metadata\""
                : "";
        StringBuilder xml = new StringBuilder("<entry" + names + "><id>" + Html.escape(uri) + "</id><category term=\""
                + type + "\" scheme=\"" + DATA + "/scheme\"/><title/><content type=\"application/xml\"><m:properties>");
        properties.forEach((name, each) -> property(xml, name, each));
        return xml.append("</m:properties></content></entry>").toString();
    }

    private static void property(StringBuilder xml, String name, JsonValue value) {
        switch (value) {
            case JsonString text ->
                xml.append("<d:" + name + '>' + Html.escape(text.getString()) + "</d:" + name + '>');
            case JsonNumber number ->
                xml.append("<d:" + name + " m:type=\"Edm.Int32\">" + number + "</d:" + name + '>');
            case JsonObject complex -> {
                xml.append("<d:" + name + " m:type=\"" + complexType(complex) + "\">");
                complex.forEach((inner, each) -> property(xml, inner, each));
                xml.append("</d:" + name + '>');
            }
            case JsonValue other when other == JsonValue.NULL -> xml.append("<d:" + name + " m:null=\"true\"/>");
            case JsonValue other -> xml.append("<d:" + name + " m:type=\"Edm.Boolean\">" + other + "</d:" + name + '>');
        }
    }

    private static String root(Call call) {
        return "https://" + call.host();
    }
}
