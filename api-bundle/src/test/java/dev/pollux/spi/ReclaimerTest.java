package dev.pollux.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReclaimerTest {

    private static final Object OWNER = new Object();
    private final AtomicInteger closes = new AtomicInteger();
    private final Closeable resource = closes::incrementAndGet;
    private final LogRecords log = new LogRecords();

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void closesOnceAndSilently() throws Exception {
        Reclaimer reclaimer = Reclaimer.watch(OWNER, "a test", resource);
        reclaimer.close();
        reclaimer.close();
        assertEquals(1, closes.get());
        assertEquals(List.of(), log.messages(Level.ALL));
    }

    @Test
    void failureReachesTheOneWhoCloses() throws Exception {
        IOException failure = new IOException("scripted");
        Reclaimer reclaimer = Reclaimer.watch(OWNER, "a test", () -> {
            throw failure;
        });
        assertSame(failure, assertThrows(IOException.class, reclaimer::close));
        reclaimer.close();
    }

    @Test
    void abandonedResourceIsNeverClosed() throws Exception {
        Reclaimer reclaimer = Reclaimer.watch(OWNER, "a test", resource);
        reclaimer.abandon();
        reclaimer.close();
        assertEquals(0, closes.get());
        assertEquals(List.of(), log.messages(Level.ALL));
    }

    @Test
    void resourceOfAForgottenOwnerIsClosedWithAWarning() {
        forget(resource, false);
        collectUntil(() -> closes.get() > 0);
        assertEquals(1, closes.get());
        assertEquals(
                List.of("a forgotten test was forgotten without close and is reclaimed: close it when done"),
                log.messages(Level.WARNING));
    }

    @Test
    void failureAfterAForgottenOwnerDoesNotStopTheNextOne() {
        forget(
                () -> {
                    closes.incrementAndGet();
                    throw new IOException("scripted");
                },
                false);
        forget(resource, false);
        collectUntil(() -> closes.get() == 2);
    }

    @Test
    void forgottenOwnerThatAbandonedIsNoConcern() {
        AtomicInteger abandoned = new AtomicInteger();
        forget(abandoned::incrementAndGet, true);
        forget(resource, false);
        collectUntil(() -> closes.get() > 0);
        assertEquals(0, abandoned.get());
        assertEquals(1, log.messages(Level.WARNING).size());
    }

    private static void forget(Closeable resource, boolean abandon) {
        Reclaimer reclaimer = Reclaimer.watch(new Object(), "a forgotten test", resource);
        if (abandon) {
            reclaimer.abandon();
        }
    }

    private static void collectUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not reclaimed");
            System.gc();
        }
    }
}
