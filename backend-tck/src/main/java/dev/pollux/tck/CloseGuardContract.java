package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pollux.ClosedPollException;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Closing an endpoint while other threads are in its operations: they end with {@link ClosedChannelException}, and none ever
 * meets a descriptor number that has gone to somebody else.
 */
public abstract class CloseGuardContract extends Contract {

    private final SplittableRandom random = new SplittableRandom(6);

    /** Creates the tests; called by JUnit. */
    protected CloseGuardContract() {}

    /** Each connection carries a byte of its own; while one is closed the next is opened and gets its descriptors. */
    @Test
    void bytesOfOneConnectionNeverAppearInAnother() throws Exception {
        try (ListenerEndpoint listener = listen()) {
            Descriptors.assertNoGrowth(300, () -> {
                byte mine = (byte) random.nextInt();
                Pair<StreamEndpoint> streams = connection(listener);
                Task<?> reader = Task.run(() -> read(streams.first(), (byte) ~mine));
                Task<?> writer = Task.run(() -> write(streams.first(), mine));
                Task<?> peerReader = Task.run(() -> read(streams.second(), mine));
                Task<?> peerWriter = Task.run(() -> write(streams.second(), (byte) ~mine));
                spin(random.nextInt(200_000));
                streams.first().close();
                Pair<StreamEndpoint> next = connection(listener);
                next.first().close();
                next.second().close();
                streams.second().close();
                reader.join();
                writer.join();
                peerReader.join();
                peerWriter.join();
            });
        }
    }

    private static void read(StreamEndpoint stream, byte expected) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        assertEndsWithClose(() -> {
            int count = stream.read(buffer.clear());
            for (int i = 0; i < count; i++) {
                assertEquals(expected, buffer.get(i), "a byte of another connection");
            }
        });
    }

    private static void write(StreamEndpoint stream, byte content) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, content);
        }
        assertEndsWithClose(() -> {
            stream.write(buffer.clear());
        });
    }

    /** Repeats an operation, over the errors that the peer causes, until it says that the endpoint is closed. */
    private static void assertEndsWithClose(Task.Body operation) throws Exception {
        while (true) {
            try {
                operation.run();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                Thread.onSpinWait(); // the peer closed first
            }
        }
    }

    @Test
    void acceptingEndsWithTheListener() throws Exception {
        Descriptors.assertNoGrowth(200, () -> {
            ListenerEndpoint listener = listen();
            Task<ClosedChannelException> other = Task.call(() -> assertThrows(ClosedChannelException.class, () -> {
                while (true) {
                    listener.accept();
                }
            }));
            spin(random.nextInt(100_000));
            listener.close();
            other.join();
        });
    }

    @Test
    void receivingAndSendingEndWithTheSocket() throws Exception {
        Descriptors.assertNoGrowth(300, () -> {
            DatagramEndpoint socket = openDatagram();
            var address = socket.localAddress();
            Task<?> receiver = Task.call(() -> assertThrows(ClosedChannelException.class, () -> {
                ByteBuffer buffer = ByteBuffer.allocate(4);
                while (true) {
                    socket.receiveFrom(buffer.clear());
                }
            }));
            Task<?> sender = Task.call(() -> assertThrows(ClosedChannelException.class, () -> {
                ByteBuffer buffer = ByteBuffer.allocate(4);
                while (true) {
                    socket.sendTo(buffer.clear(), address);
                }
            }));
            spin(random.nextInt(100_000));
            socket.close();
            receiver.join();
            sender.join();
        });
    }

    /** One reader and one writer at a time; the others of each kind wait for their turn, and nothing gets mixed up. */
    @Test
    void operationsOfOneDirectionTakeTurns() throws Exception {
        Pair<StreamEndpoint> streams = connection();
        int writers = 4;
        int each = 2000;
        Task<?>[] tasks = new Task<?>[writers];
        for (int i = 0; i < writers; i++) {
            byte content = (byte) i;
            tasks[i] = Task.run(() -> {
                for (int message = 0; message < each; message++) {
                    ByteBuffer one = ByteBuffer.allocate(1).put(content).flip();
                    until("there is room", () -> streams.first().write(one) == 1);
                }
            });
        }
        int[] counts = new int[writers];
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        int[] total = {0};
        until("all has come", () -> {
            int count = streams.second().read(buffer.clear());
            for (int i = 0; i < count; i++) {
                counts[buffer.get(i)]++;
                total[0]++;
            }
            return total[0] == writers * each;
        });
        for (int i = 0; i < writers; i++) {
            tasks[i].join();
            assertEquals(each, counts[i]);
        }
    }

    /** A wake that comes late must not write into the connection that got the waker's descriptor. */
    @Test
    void wakesNeverReachTheDescriptorsOfOthers() throws Exception {
        try (ListenerEndpoint listener = listen()) {
            Descriptors.assertNoGrowth(200, () -> {
                Poll poll = backend().openPoll();
                Waker waker = Waker.create(poll.registry(), 1);
                Task<?> waking = Task.run(() -> wakeUntilClosed(waker));
                spin(random.nextInt(100_000));
                AutoCloseable closed = random.nextBoolean() ? waker : poll;
                closed.close();
                Pair<StreamEndpoint> next = connection(listener);
                waking.join();
                assertEquals(0, drain(next.first()), "nobody wrote to it");
                assertEquals(0, drain(next.second()), "nobody wrote to it");
                next.first().close();
                next.second().close();
                poll.close();
            });
        }
    }

    private static void wakeUntilClosed(Waker waker) throws IOException {
        while (true) {
            try {
                waker.wake();
            } catch (ClosedChannelException | ClosedPollException e) {
                return;
            }
        }
    }

    @Test
    void closingMayRaceWithClosing() throws Exception {
        Descriptors.assertNoGrowth(300, () -> {
            DatagramEndpoint socket = openDatagram();
            Task<?> other = Task.run(socket::close);
            socket.close();
            other.join();
        });
    }
}
