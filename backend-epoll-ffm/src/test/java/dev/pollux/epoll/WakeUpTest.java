package dev.pollux.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.AlreadyRegisteredException;
import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What only epoll does: the internal wake-up without a token, nested polls, ends of streams behind data. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class WakeUpTest {

    private final EpollBackend backend = new EpollBackend();
    private final Events events = Events.withCapacity(1);

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void pollTakesTwoDescriptors() throws Exception {
        backend.openPoll().close();
        long before = descriptors();
        try (Poll poll = backend.openPoll()) {
            assertEquals(before + 2, descriptors());
            assertEquals(0, poll.poll(events, 0, TimeUnit.SECONDS));
        }
        assertEquals(before, descriptors());
    }

    @Test
    void wakeUpIsNotAnEventAndDoesNotHideOne() throws Exception {
        try (EpollPoll poll = (EpollPoll) backend.openPoll()) {
            Pair<StreamEndpoint> pair = backend.openStreamPair();
            try (StreamEndpoint one = pair.first();
                    StreamEndpoint other = pair.second()) {
                poll.registry().register(one, 0, Interest.READABLE);
                poll.wakeup();
                poll.wakeup();
                other.write(ByteBuffer.allocate(1));
                assertEquals(1, poll.poll(events, 0, TimeUnit.SECONDS));
                assertEquals(0, events.get(0).token());
                assertTrue(events.get(0).isReadable());
                assertFalse(events.get(0).isWritable());
                assertEquals(0, poll.poll(events, 0, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void pollCanBeWatchedByAnother() throws Exception {
        try (Poll outer = backend.openPoll();
                Poll inner = backend.openPoll();
                Endpoint watched = backend.watch(inner.fd())) {
            outer.registry().register(watched, 5, Interest.READABLE);
            assertEquals(0, outer.poll(events, 0, TimeUnit.SECONDS));
            Pair<StreamEndpoint> pair = backend.openStreamPair();
            try (StreamEndpoint one = pair.first();
                    StreamEndpoint other = pair.second()) {
                inner.registry().register(one, 6, Interest.WRITABLE);
                assertEquals(1, outer.poll(events));
                assertEquals(5, events.get(0).token());
                assertEquals(1, inner.poll(events));
                assertEquals(6, events.get(0).token());
                assertTrue(other.isOpen());
            }
        }
    }

    @Test
    void descriptorThatIsWatchedAlreadyIsRefused() throws Exception {
        Pair<StreamEndpoint> pipe = backend.openPipe();
        pipe.first().close();
        try (Poll poll = backend.openPoll();
                StreamEndpoint end = pipe.second();
                Endpoint again = backend.watch(end.handle())) {
            poll.registry().register(end, 1, Interest.READABLE);
            assertThrows(AlreadyRegisteredException.class, () -> poll.registry().register(again, 2, Interest.READABLE));
        }
    }

    @Test
    void fileCannotBeWatched() throws Exception {
        try (Poll poll = backend.openPoll()) {
            Path file = Files.createTempFile("pollux", ".txt");
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r");
                    Endpoint watched = backend.watch(newest(file))) {
                IOException e =
                        assertThrows(IOException.class, () -> poll.registry().register(watched, 2, Interest.READABLE));
                assertTrue(e.toString().contains("EPERM"), e::toString);
                assertEquals(0, open.length());
            } finally {
                Files.delete(file);
            }
        }
    }

    private static long newest(Path file) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : all.toList()) {
                if (Files.exists(link) && Files.isSameFile(link, file)) {
                    return Long.parseLong(link.getFileName().toString());
                }
            }
        }
        throw new AssertionError("no descriptor of " + file);
    }

    /** Data and the end came as one event: who stops at the short read gets another for the end. */
    @Test
    void endBehindDataIsToldAfterAShortRead() throws Exception {
        try (Poll poll = backend.openPoll()) {
            Pair<StreamEndpoint> pair = backend.openStreamPair();
            try (StreamEndpoint reader = pair.first()) {
                pair.second().write(ByteBuffer.allocate(3));
                pair.second().close();
                poll.registry().register(reader, 1, Interest.READABLE);
                assertEquals(1, poll.poll(events));
                assertEquals(3, reader.read(ByteBuffer.allocate(100)));
                assertEquals(1, poll.poll(events));
                Event event = events.get(0);
                assertTrue(event.isReadable() && event.isReadClosed(), event::toString);
                assertEquals(-1, reader.read(ByteBuffer.allocate(100)));
                assertEquals(0, poll.poll(events, 0, TimeUnit.SECONDS));
            }
        }
    }
}
