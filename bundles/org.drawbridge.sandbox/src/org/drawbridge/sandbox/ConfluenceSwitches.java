package org.drawbridge.sandbox;

import java.time.Duration;
import java.util.Optional;

/**
 * What an administrator can switch on and off in one simulated Confluence, while it runs. Each edition starts with the
 * defaults of its version. Thread-safe; holds for the calls that come in afterwards.
 */
public final class ConfluenceSwitches {

    /** How the listing of spaces pages: {@code reference: confluence §4, listing spaces}. */
    public enum Paging {
        /** As documented. */
        PLAIN,
        /** Asked for rows past the end, it gives the last page again (CONFSERVER-95272). */
        ROWS_PAST_THE_END,
        /** Gives fewer rows than asked for, and a {@code next} that skips the missing ones. */
        CAPPED_LIMIT_WRONG_NEXT,
        /** Gives fewer rows than asked for although more follow; {@code next} is right. */
        SHORT_PAGES
    }

    /** A token bucket for each user: so many calls at once (0 blocks everybody), and some more after each interval. */
    public record RateLimit(int capacity, int fillRate, Duration interval) {
        public RateLimit {
            if (capacity < 0 || fillRate < 1 || interval.toSeconds() < 1) {
                throw new IllegalArgumentException("not a rate limit: " + capacity + "/" + fillRate + "/" + interval);
            }
        }
    }

    private final Runnable endSessions;
    private volatile boolean anonymousAccess;
    private volatile boolean basicAuthentication = true;
    private volatile boolean personalAccessTokens = true;
    private volatile boolean tokensForRestOnly;
    private volatile boolean remoteApi = true;
    private volatile boolean lookupsForEverybody = true;
    private volatile boolean suspended;
    private volatile boolean secondStep;
    private volatile boolean licenceExpired;
    private volatile String contentSecurityPolicy = "frame-ancestors 'self'";
    private volatile int captchaAfter = 3;
    private volatile Paging paging = Paging.PLAIN;
    private volatile RateLimit rateLimit;

    /** For the sandbox; {@code endSessions} is what {@link #endSessions()} does. */
    public ConfluenceSwitches(Runnable endSessions) {
        this.endSessions = endSessions;
    }

    /** Whether people without an account may use this Confluence. */
    public boolean anonymousAccess() {
        return anonymousAccess;
    }

    public ConfluenceSwitches anonymousAccess(boolean on) {
        anonymousAccess = on;
        return this;
    }

    /** Whether REST takes user name and password (Server and Data Center). */
    public boolean basicAuthentication() {
        return basicAuthentication;
    }

    public ConfluenceSwitches basicAuthentication(boolean on) {
        basicAuthentication = on;
        return this;
    }

    /** Whether personal access tokens are taken, where the version knows them. */
    public boolean personalAccessTokens() {
        return personalAccessTokens;
    }

    public ConfluenceSwitches personalAccessTokens(boolean on) {
        personalAccessTokens = on;
        return this;
    }

    /** Whether personal access tokens open REST only, and neither downloads, pages nor JSON-RPC (CONFSERVER-61519). */
    public boolean tokensForRestOnly() {
        return tokensForRestOnly;
    }

    public ConfluenceSwitches tokensForRestOnly(boolean on) {
        tokensForRestOnly = on;
        return this;
    }

    /** Whether the remote API (JSON-RPC) is on. */
    public boolean remoteApi() {
        return remoteApi;
    }

    public ConfluenceSwitches remoteApi(boolean on) {
        remoteApi = on;
        return this;
    }

    /** Whether people who are no administrators may look up other users and the members of groups. */
    public boolean lookupsForEverybody() {
        return lookupsForEverybody;
    }

    public ConfluenceSwitches lookupsForEverybody(boolean on) {
        lookupsForEverybody = on;
        return this;
    }

    /** Whether the site is suspended (Cloud). */
    public boolean suspended() {
        return suspended;
    }

    public ConfluenceSwitches suspended(boolean on) {
        suspended = on;
        return this;
    }

    /** Whether the sign-in page asks for a one-time code after the password (10.0 and later). */
    public boolean secondStep() {
        return secondStep;
    }

    public ConfluenceSwitches secondStep(boolean on) {
        secondStep = on;
        return this;
    }

    /** Whether people who have signed in see nothing but the page about the licence (Server and Data Center). */
    public boolean licenceExpired() {
        return licenceExpired;
    }

    public ConfluenceSwitches licenceExpired(boolean on) {
        licenceExpired = on;
        return this;
    }

    /** The header of that name in each answer (Server and Data Center). */
    public String contentSecurityPolicy() {
        return contentSecurityPolicy;
    }

    public ConfluenceSwitches contentSecurityPolicy(String policy) {
        contentSecurityPolicy = policy;
        return this;
    }

    /** After how many wrong passwords a CAPTCHA is asked for; 0 for never. */
    public int captchaAfter() {
        return captchaAfter;
    }

    public ConfluenceSwitches captchaAfter(int failures) {
        captchaAfter = failures;
        return this;
    }

    public Paging paging() {
        return paging;
    }

    public ConfluenceSwitches paging(Paging kind) {
        paging = kind;
        return this;
    }

    public Optional<RateLimit> rateLimit() {
        return Optional.ofNullable(rateLimit);
    }

    /** Limits the calls of each user; null for no limit. */
    public ConfluenceSwitches rateLimit(RateLimit limit) {
        rateLimit = limit;
        return this;
    }

    /** Ends all web sessions, as a restart of the server does, and the remembered ones too. */
    public void endSessions() {
        endSessions.run();
    }
}
