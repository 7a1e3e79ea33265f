package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertSame;

import dev.pollux.Poll;
import org.junit.jupiter.api.Test;

/** What a poll does with events, limits of time and threads. */
public abstract class PollingContract extends Contract {

    /** Creates the tests; called by JUnit. */
    protected PollingContract() {}

    @Test
    void registryIsAlwaysTheSame() throws Exception {
        Poll poll = openPoll();
        var registry = poll.registry();
        assertSame(registry, poll.registry());
        poll.close();
        assertSame(registry, poll.registry());
    }
}
