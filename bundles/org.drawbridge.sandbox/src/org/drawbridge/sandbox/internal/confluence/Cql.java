package org.drawbridge.sandbox.internal.confluence;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Confluence's query language that migrations use: comparisons joined by {@code and}, with {@code order by}
 * after them, which is read and not obeyed.
 */
final class Cql {

    /** One comparison; the values have lost their quotes. */
    record Comparison(String field, String operator, List<String> values) {
        boolean is(String value) {
            boolean in = values.stream().anyMatch(each -> each.equalsIgnoreCase(value));
            return operator.equals("!=") || operator.equals("not in") ? !in : in;
        }
    }

    private static final Pattern COMPARISON = Pattern.compile(
            "([\\w.]+)\\s*(not\\s+in\\b|in\\b|!=|>=|<=|=|~|>|<)\\s*(\\([^)]*\\)|\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s()]+)",
            Pattern.CASE_INSENSITIVE);

    private final List<Comparison> comparisons;

    private Cql(List<Comparison> comparisons) {
        this.comparisons = comparisons;
    }

    static Cql parse(String text) {
        String query = text.strip().replaceFirst("(?i)\\s*\\border\\s+by\\b.*$", "");
        List<Comparison> comparisons = new ArrayList<>();
        Matcher matcher = COMPARISON.matcher(query);
        int at = 0;
        while (at < query.length()) {
            if (!matcher.find(at)
                    || !query.substring(at, matcher.start()).matches(at == 0 ? "\\s*" : "(?i)\\s+and\\s+")) {
                throw bad(text);
            }
            comparisons.add(new Comparison(
                    matcher.group(1).toLowerCase(Locale.ROOT),
                    matcher.group(2).toLowerCase(Locale.ROOT).replaceAll("\\s+", " "),
                    values(matcher.group(3))));
            at = matcher.end();
        }
        if (comparisons.isEmpty()) {
            throw bad(text);
        }
        return new Cql(comparisons);
    }

    private static Refusal bad(String text) {
        return Refusal.badRequest("Could not parse cql : " + text);
    }

    private static List<String> values(String text) {
        String inner = text.startsWith("(") ? text.substring(1, text.length() - 1) : text;
        return Arrays.stream(text.startsWith("(") ? inner.split(",") : new String[] {inner})
                .map(String::strip)
                .map(value -> value.matches("\".*\"|'.*'") ? value.substring(1, value.length() - 1) : value)
                .toList();
    }

    /** Whether it asks for users. */
    boolean users() {
        return comparisons.stream().anyMatch(each -> each.field().equals("type") && each.is("user"));
    }

    /** The key of the one space that it asks for, if it names one. */
    Optional<String> space() {
        return comparisons.stream()
                .filter(each ->
                        each.field().startsWith("space") && !each.field().equals("space.type"))
                .filter(each -> each.operator().equals("=") && each.values().size() == 1)
                .map(each -> each.values().getFirst())
                .findFirst();
    }

    boolean accepts(Person person) {
        return comparisons.stream().allMatch(each -> switch (each.field()) {
            case "type" -> each.is("user");
            case "user", "user.accountid" ->
                each.is(person.name()) || each.is(person.accountId()) || each.is(person.key());
            case "user.fullname" -> contains(person.displayName(), each);
            default -> throw unsupported(each);
        });
    }

    boolean accepts(Content content) {
        return comparisons.stream().allMatch(each -> switch (each.field()) {
            case "type" -> each.is(content.kind().word());
            case "space", "space.key" -> each.is(content.space().key());
            case "space.type" -> each.is(content.space().type());
            case "id", "content" -> each.is(content.restId());
            case "parent", "container" -> each.is(Long.toString(content.parent()));
            case "creator", "contributor" ->
                each.is(content.author().name()) || each.is(content.author().accountId());
            case "title", "text", "sitesearch" ->
                each.operator().equals("~") ? contains(content.title(), each) : each.is(content.title());
            case "created", "lastmodified" -> compares(content.created(), each);
            case "label" -> !each.operator().equals("=") && !each.operator().equals("in");
            default -> throw unsupported(each);
        });
    }

    private static boolean contains(String text, Comparison comparison) {
        String wanted = comparison.values().getFirst().replace("*", "").toLowerCase(Locale.ROOT);
        return text.toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static boolean compares(Instant time, Comparison comparison) {
        try {
            Instant bound = LocalDate.parse(
                            comparison.values().getFirst().replace('/', '-').substring(0, 10))
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            return switch (comparison.operator()) {
                case ">" -> time.isAfter(bound);
                case ">=" -> !time.isBefore(bound);
                case "<" -> time.isBefore(bound);
                case "<=" -> !time.isAfter(bound);
                default -> throw unsupported(comparison);
            };
        } catch (DateTimeParseException | StringIndexOutOfBoundsException e) {
            throw unsupported(comparison);
        }
    }

    private static Refusal unsupported(Comparison comparison) {
        return Refusal.badRequest("Could not parse cql : No field exists with name: " + comparison.field());
    }
}
