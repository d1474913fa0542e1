package org.drawbridge.cli.internal;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.Texts;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time such as {@code 20}, {@code 20s}, {@code 500ms} or {@code 2m}; a bare number means seconds. */
final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m)?");
    private static final Duration LONGEST = Duration.ofHours(24);

    @Override
    public Duration convert(String value) {
        Matcher matcher = FORM.matcher(value.strip());
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration time = switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofSeconds(number);
            };
            if (time.isPositive() && time.compareTo(LONGEST) <= 0) {
                return time;
            }
        }
        throw new TypeConversionException(Texts.of(DurationConverter.class).get("usage.duration"));
    }
}
