package org.drawbridge.sharepoint.internal.entra;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;

/**
 * The tokens of one session, in memory, one for each resource: SharePoint and Graph need different ones. Asks for a new
 * one in time; callers for the same resource wait for one request. Thread-safe.
 */
public final class TokenCache {

    private final TokenSource source;
    private final Clock clock;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private AccessToken token;
    }

    public TokenCache(TokenSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** A token for a resource's origin that is good for some minutes more. */
    public AccessToken get(String resource, Progress progress) throws AuthFailure {
        return get(resource, null, Optional.empty(), progress);
    }

    /**
     * A token other than the one that was refused; if another thread has already got one, that one.
     *
     * @param claims the challenge to answer, as JSON
     */
    public AccessToken renew(String resource, AccessToken refused, Optional<String> claims, Progress progress)
            throws AuthFailure {
        return get(resource, refused, claims, progress);
    }

    private AccessToken get(String resource, AccessToken refused, Optional<String> claims, Progress progress)
            throws AuthFailure {
        Slot slot = slots.computeIfAbsent(resource, key -> new Slot());
        lock(slot.lock, progress);
        try {
            if (slot.token == null || slot.token == refused || slot.token.due(clock.instant())) {
                slot.token = source.acquire(resource + "/.default", claims, progress);
            }
            return slot.token;
        } finally {
            slot.lock.unlock();
        }
    }

    private static void lock(ReentrantLock lock, Progress progress) throws Cancelled {
        try {
            while (!lock.tryLock(100, TimeUnit.MILLISECONDS)) {
                progress.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    /** Wipes all tokens. */
    public void clear() {
        slots.values().forEach(slot -> {
            slot.lock.lock();
            try {
                if (slot.token != null) {
                    slot.token.value().close();
                    slot.token = null;
                }
            } finally {
                slot.lock.unlock();
            }
        });
    }
}
