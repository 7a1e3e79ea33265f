package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Event;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Token;
import dev.pollux.Waker;
import dev.pollux.spi.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens come back as they were given: every 64-bit value, for sources and for wakers. */
public abstract class TokenContract extends Contract {

    /** Creates the tests; called by JUnit. */
    protected TokenContract() {}

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                -2,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                0xFFFF_FFFFL,
                0x1_0000_0000L,
                0x0123_4567_89AB_CDEFL,
                0xFEDC_BA98_7654_3210L
            })
    void everyTokenComesBack(long token) throws Exception {
        Poll poll = openPoll();
        Endpoint source = datagram();
        poll.registry().register(source, token, Interest.WRITABLE);
        assertOnly(poll, token);
        poll.registry().reregister(source, ~token, Interest.WRITABLE);
        assertOnly(poll, ~token);
        poll.registry().reregister(source, token, Interest.WRITABLE);
        assertOnly(poll, token);
        poll.registry().deregister(source);
        Waker waker = Waker.create(poll.registry(), token);
        waker.wake();
        assertOnly(poll, token);
    }

    private static void assertOnly(Poll poll, long token) throws Exception {
        EventLog log = new EventLog(poll);
        log.pollOrFail();
        for (Event event : log.last()) {
            assertEquals(token, event.token());
        }
    }

    @Test
    void tokenObjectsAreAsGoodAsNumbers() throws Exception {
        Poll poll = openPoll();
        Endpoint source = datagram();
        poll.registry().register(source, Token.of(5_000_000_000L), Interest.WRITABLE);
        assertOnly(poll, 5_000_000_000L);
        poll.registry().reregister(source, Token.of(7), Interest.WRITABLE);
        assertOnly(poll, 7);
        poll.registry().deregister(source);
        Waker waker = Waker.create(poll.registry(), Token.of(8));
        waker.wake();
        assertOnly(poll, 8);
    }

    @Test
    void twoSourcesMayShareAToken() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(datagram(), 1, Interest.WRITABLE);
        poll.registry().register(datagram(), 1, Interest.WRITABLE);
        until("both have had an event", () -> {
            log.pollOrFail();
            return log.count(1) >= 2;
        });
    }

    @Test
    void sourceAndWakerMayShareAToken() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(datagram(), 1, Interest.WRITABLE);
        Waker.create(poll.registry(), 1).wake();
        log.await(1, BOTH.bits());
    }

    @Test
    void twoWakersMayShareAToken() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Waker first = Waker.create(poll.registry(), 1);
        Waker second = Waker.create(poll.registry(), 1);
        first.wake();
        second.wake();
        until("both have had an event", () -> {
            log.pollOrFail();
            return log.count(1) == 2;
        });
        first.close();
        second.wake();
        log.forget();
        log.awaitReadable(1);
        assertTrue(log.last().size() == 1);
    }
}
