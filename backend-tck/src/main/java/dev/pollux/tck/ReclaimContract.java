package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.spi.DatagramEndpoint;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was forgotten is closed when the collector finds it, and not before its last use has ended. */
public abstract class ReclaimContract extends Contract {

    private static final int MANY = 40;
    private static final String LOG = "dev.pollux";

    /** Where the warnings go, if nothing else is installed; they would fill the output of the tests. */
    private static final Logger LOGGER = Logger.getLogger(LOG);

    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Creates the tests; called by JUnit. */
    protected ReclaimContract() {}

    @BeforeEach
    final void beginToRecord() {
        Descriptors.requireCountable();
        LOGGER.addHandler(recorder);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    final void endToRecord() {
        LOGGER.setUseParentHandlers(true);
        LOGGER.removeHandler(recorder);
    }

    @Test
    void forgottenDatagramSocketIsReclaimed() throws Exception {
        assertReclaimed(this::openDatagram);
    }

    @Test
    void forgottenStreamIsReclaimed() throws Exception {
        assertReclaimed(() -> backend().openStream(family()));
    }

    @Test
    void forgottenListenerIsReclaimed() throws Exception {
        assertReclaimed(() -> backend().openListener(family()));
    }

    @Test
    void forgottenPollIsReclaimed() throws Exception {
        assertReclaimed(() -> backend().openPoll());
    }

    @Test
    void forgottenPollIsReclaimedWithItsWakers() throws Exception {
        assertReclaimed(() -> {
            Poll poll = backend().openPoll();
            Waker.create(poll.registry(), 1).wake();
            assertEquals(1, new EventLog(poll).poll());
        });
    }

    @Test
    void forgottenPollIsReclaimedWithItsSources() throws Exception {
        assertReclaimed(() -> {
            Poll poll = backend().openPoll();
            poll.registry().register(openDatagram(), 1, BOTH);
            new EventLog(poll).awaitWritable(1);
        });
    }

    @Test
    void sourceOfAClosedPollIsReclaimed() throws Exception {
        assertReclaimed(() -> {
            try (Poll poll = backend().openPoll()) {
                poll.registry().register(openDatagram(), 1, BOTH);
                new EventLog(poll).awaitWritable(1);
            }
        });
    }

    @Test
    void deregisteredSourceIsReclaimed() throws Exception {
        Poll poll = openPoll();
        assertReclaimed(() -> {
            DatagramEndpoint source = openDatagram();
            poll.registry().register(source, 1, BOTH);
            poll.registry().deregister(source);
        });
        new EventLog(poll).assertSilent();
    }

    private static void assertReclaimed(Task.Body openAndForget) throws Exception {
        openAndForget.run(); // opens what is opened once and for all
        collect(Descriptors.count());
        long before = Descriptors.count();
        for (int i = 0; i < MANY; i++) {
            openAndForget.run();
        }
        collect(before + MANY / 4);
    }

    private static void collect(long most) throws Exception {
        until(() -> Descriptors.count() + " descriptors are open instead of " + most, () -> {
            System.gc();
            return Descriptors.count() <= most;
        });
    }

    /** The last operation of an endpoint that nobody refers to any more must come to its end. */
    @Test
    void lastUseIsNotCutShort() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Task<Boolean> collector = Task.run(() -> {
            while (!over.get()) {
                System.gc();
            }
        });
        long before = Descriptors.count();
        for (int i = 0; i < 1000; i++) {
            DatagramEndpoint forgotten = openDatagram();
            ByteBuffer datagram = ByteBuffer.allocate(1000);
            var self = forgotten.localAddress();
            assertEquals(1000, forgotten.sendTo(datagram, self));
            if (i % 100 == 0) {
                Descriptors.awaitCount(before + 500);
            }
        }
        over.set(true);
        collector.join();
        collect(before + MANY / 4);
    }

    @Test
    void reclaimingIsReportedAsAWarning() throws Exception {
        System.getLogger(LOG).log(System.Logger.Level.WARNING, "a test of the log");
        assumeTrue(!records.isEmpty(), "the log does not go to java.util.logging");
        records.clear();
        assertReclaimed(() -> backend().openPoll());
        until("there are warnings", () -> !records.isEmpty());
        for (LogRecord record : records) {
            assertEquals(Level.WARNING, record.getLevel());
        }
    }
}
