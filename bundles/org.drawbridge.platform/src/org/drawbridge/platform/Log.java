package org.drawbridge.platform;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.status.NopStatusListener;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.platform.internal.OwnerOnly;
import org.drawbridge.platform.internal.SettingsFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The product's log: a file of the day under {@code logs} in the data folder, which all processes share, and, where
 * wanted, standard error. Every line passes the {@link Redactor}, stack traces included. HTTP wire logging is off
 * whatever the level.
 *
 * <p>Set up by code and not by logback.xml, because logback can't load classes of this bundle; the shipped logback.xml
 * holds until then.
 */
public final class Log {

    /** How much is logged. */
    public enum Detail {
        /** What the product does, and what goes wrong. */
        NORMAL(Level.INFO, Level.WARN),
        /** The product's details, and the steps of its libraries. */
        VERBOSE(Level.DEBUG, Level.INFO),
        /** Everything but what goes over the wire. */
        ALL(Level.TRACE, Level.DEBUG);

        private final Level own;
        private final Level others;

        Detail(Level own, Level others) {
            this.own = own;
            this.others = others;
        }

        /** As settings write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * What the environment says, else what the user has set in that data folder; NORMAL where the settings can't be
         * read, which others report.
         */
        public static Detail of(Path dataDir) {
            String word = Optional.ofNullable(System.getenv(ENVIRONMENT))
                    .orElseGet(() -> SettingsFile.readable(dataDir).value(Preferences.LOG_LEVEL));
            for (Detail detail : values()) {
                if (detail.word().equals(word)) {
                    return detail;
                }
            }
            return NORMAL;
        }
    }

    /** One of the words of {@link Detail}: for one run, whatever the settings say. */
    public static final String ENVIRONMENT = "DRAWBRIDGE_LOG_LEVEL";

    /** A line, masked. */
    public record Line(Instant when, String level, String logger, String text) {}

    private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %msg%n%ex";
    private static final String CONSOLE_LINE = "%-5level %logger{0}: %msg%n%ex";
    private static final int DAYS = 14;
    private static final String TOTAL = "50MB";
    /** Their debug output holds headers and bodies. */
    private static final List<String> NEVER = List.of(
            "org.apache.hc.client5.http.wire",
            "org.apache.hc.client5.http.headers",
            "org.apache.hc.client5.http2",
            "org.apache.http.wire",
            "org.apache.http.headers",
            "com.microsoft.aad.msal4j.HttpHelper");

    private static final List<Consumer<Line>> LISTENERS = new CopyOnWriteArrayList<>();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private Log() {}

    /**
     * Starts logging, or starts it anew in another place or detail.
     *
     * @param console whether standard error gets the lines too
     * @return what kept the file from being written; empty if nothing did
     */
    public static synchronized List<String> start(Path dataDir, Detail detail, boolean console) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return List.of("logback is not there");
        }
        context.reset();
        context.getStatusManager().add(new NopStatusListener());
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(detail.others);
        context.getLogger("org.drawbridge").setLevel(detail.own);
        context.getLogger("org.apache.hc").setLevel(Level.WARN);
        NEVER.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
        root.addAppender(listenerAppender(context));
        if (console) {
            root.addAppender(consoleAppender(context));
        }
        try {
            OwnerOnly.folder(dataDir);
            root.addAppender(fileAppender(context, OwnerOnly.folder(folder(dataDir))));
            return List.of();
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    /** Writes what is left and closes the file. */
    public static synchronized void stop() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.reset();
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        }
    }

    /** Where the files lie. */
    public static Path folder(Path dataDir) {
        return dataDir.resolve("logs");
    }

    /** Hears every line from now on, on the thread that logs; it must be quick. */
    public static Progress.Registration listen(Consumer<Line> listener) {
        LISTENERS.add(listener);
        return () -> LISTENERS.remove(listener);
    }

    /** Logs an error that nobody expected, and gives the reference under which the user finds it in the log. */
    public static String unexpected(String what, Throwable thrown) {
        StringBuilder reference = new StringBuilder("DB-");
        for (int i = 0; i < 6; i++) {
            reference.append(REFERENCE_ALPHABET.charAt(RANDOM.nextInt(REFERENCE_ALPHABET.length())));
        }
        LoggerFactory.getLogger(Log.class).error("[{}] {}", reference, what, thrown);
        return reference.toString();
    }

    private static RollingFileAppender<ILoggingEvent> fileAppender(LoggerContext context, Path folder) {
        RollingFileAppender<ILoggingEvent> appender = new OwnerOnlyAppender();
        appender.setContext(context);
        appender.setName("file");
        // Several processes write to the same file; the price is a lock for each line.
        appender.setPrudent(true);
        appender.setEncoder(encoder(context, LINE));
        TimeBasedRollingPolicy<ILoggingEvent> policy = new TimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(
                folder.resolve("drawbridge.%d{yyyy-MM-dd}.log").toString());
        policy.setMaxHistory(DAYS);
        policy.setTotalSizeCap(FileSize.valueOf(TOTAL));
        policy.start();
        appender.setRollingPolicy(policy);
        appender.start();
        return appender;
    }

    private static ConsoleAppender<ILoggingEvent> consoleAppender(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("console");
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, CONSOLE_LINE));
        appender.start();
        return appender;
    }

    private static AppenderBase<ILoggingEvent> listenerAppender(LoggerContext context) {
        PatternLayout layout = layout(context, "%msg%n%ex");
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (!LISTENERS.isEmpty()) {
                    String name = event.getLoggerName();
                    Line line = new Line(
                            Instant.ofEpochMilli(event.getTimeStamp()),
                            event.getLevel().toString(),
                            name.substring(name.lastIndexOf('.') + 1),
                            Redactor.mask(layout.doLayout(event)).stripTrailing());
                    LISTENERS.forEach(listener -> listener.accept(line));
                }
            }
        };
        appender.setContext(context);
        appender.setName("listeners");
        appender.start();
        return appender;
    }

    private static PatternLayout layout(LoggerContext context, String pattern) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(pattern);
        layout.start();
        return layout;
    }

    private static MaskingEncoder encoder(LoggerContext context, String pattern) {
        MaskingEncoder encoder = new MaskingEncoder(layout(context, pattern));
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    /** The masking layer: sees the finished line, exception and all. */
    private static final class MaskingEncoder extends EncoderBase<ILoggingEvent> {
        private final PatternLayout layout;

        MaskingEncoder(PatternLayout layout) {
            this.layout = layout;
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            return Redactor.mask(layout.doLayout(event)).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] headerBytes() {
            return null;
        }

        @Override
        public byte[] footerBytes() {
            return null;
        }
    }

    private static final class OwnerOnlyAppender extends RollingFileAppender<ILoggingEvent> {
        @Override
        public void openFile(String name) throws IOException {
            OwnerOnly.file(Path.of(name));
            super.openFile(name);
        }
    }
}
