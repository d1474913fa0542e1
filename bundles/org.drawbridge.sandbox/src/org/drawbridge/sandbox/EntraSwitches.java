package org.drawbridge.sandbox;

import java.time.Duration;
import java.util.Optional;

/** What can be switched in the simulated Entra for all sign-ins of people. Thread-safe. */
public final class EntraSwitches {

    private volatile boolean userConsent = true;
    private volatile boolean errorsStayInBrowser;
    private volatile boolean deviceCodeBlocked;
    private volatile Integer deviceCodeInterval = 5;
    private volatile Duration deviceCodeLifetime = Duration.ofMinutes(15);
    private volatile boolean deviceCodeMessage = true;
    private int slowDowns;
    private volatile boolean errorDescriptions = true;
    private volatile String errorText = "";
    private volatile Duration tokenLifetime = Duration.ofSeconds(3599);
    private volatile Duration refreshIn;
    private volatile boolean clientInfo = true;

    /** For the sandbox. */
    public EntraSwitches() {}

    /** Sets everything to how it is at the start. */
    public synchronized EntraSwitches reset() {
        return userConsent(true)
                .errorsStayInBrowser(false)
                .deviceCodeBlocked(false)
                .deviceCodeInterval(5)
                .deviceCodeLifetime(Duration.ofMinutes(15))
                .deviceCodeMessage(true)
                .slowDowns(0)
                .errorDescriptions(true)
                .errorText("")
                .tokenLifetime(Duration.ofSeconds(3599))
                .refreshIn(null)
                .clientInfo(true);
    }

    /** Whether people may consent for themselves, to what needs no administrator. */
    public boolean userConsent() {
        return userConsent;
    }

    public EntraSwitches userConsent(boolean on) {
        userConsent = on;
        return this;
    }

    /**
     * Whether refusals after sign-in (conditional access, missing assignment …) show on a page of Entra's, so that the
     * app hears nothing; else they go to the redirect address. Entra has been seen to do either.
     */
    public boolean errorsStayInBrowser() {
        return errorsStayInBrowser;
    }

    public EntraSwitches errorsStayInBrowser(boolean on) {
        errorsStayInBrowser = on;
        return this;
    }

    /** Whether a policy blocks sign-in by device code. */
    public boolean deviceCodeBlocked() {
        return deviceCodeBlocked;
    }

    public EntraSwitches deviceCodeBlocked(boolean on) {
        deviceCodeBlocked = on;
        return this;
    }

    /** The seconds between two polls that the answer asks for; empty: it leaves them out. */
    public Optional<Integer> deviceCodeInterval() {
        return Optional.ofNullable(deviceCodeInterval);
    }

    /** Null leaves it out. */
    public EntraSwitches deviceCodeInterval(Integer seconds) {
        deviceCodeInterval = seconds;
        return this;
    }

    /** How long new device codes can be used. */
    public Duration deviceCodeLifetime() {
        return deviceCodeLifetime;
    }

    public EntraSwitches deviceCodeLifetime(Duration time) {
        deviceCodeLifetime = time;
        return this;
    }

    /** Whether the answer with a device code has a text for people; other identity providers leave it out. */
    public boolean deviceCodeMessage() {
        return deviceCodeMessage;
    }

    public EntraSwitches deviceCodeMessage(boolean on) {
        deviceCodeMessage = on;
        return this;
    }

    /** How many of the next polls for a device code are answered with {@code slow_down}. */
    public synchronized EntraSwitches slowDowns(int polls) {
        slowDowns = polls;
        return this;
    }

    /** Counts one of {@link #slowDowns(int)} down; false if none is left. */
    public synchronized boolean takeSlowDown() {
        if (slowDowns < 1) {
            return false;
        }
        slowDowns--;
        return true;
    }

    /** Whether errors of the token endpoint have an {@code error_description}. */
    public boolean errorDescriptions() {
        return errorDescriptions;
    }

    public EntraSwitches errorDescriptions(boolean on) {
        errorDescriptions = on;
        return this;
    }

    /** What every {@code error_description} has besides its own text; a script, for instance. */
    public String errorText() {
        return errorText;
    }

    public EntraSwitches errorText(String text) {
        errorText = text;
        return this;
    }

    /** How long new access tokens of people are good for. */
    public Duration tokenLifetime() {
        return tokenLifetime;
    }

    public EntraSwitches tokenLifetime(Duration time) {
        tokenLifetime = time;
        return this;
    }

    /** {@code refresh_in} of answers with a token; empty: left out. */
    public Optional<Duration> refreshIn() {
        return Optional.ofNullable(refreshIn);
    }

    /** Null leaves it out. */
    public EntraSwitches refreshIn(Duration time) {
        refreshIn = time;
        return this;
    }

    /** Whether answers with a token say whose it is ({@code client_info}), if the client asks; MSAL needs it. */
    public boolean clientInfo() {
        return clientInfo;
    }

    public EntraSwitches clientInfo(boolean on) {
        clientInfo = on;
        return this;
    }
}
