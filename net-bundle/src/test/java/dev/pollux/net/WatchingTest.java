package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.IoOperation;
import dev.pollux.spi.Backends;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link SourceFd} and {@link SourceChannel}, which watch what is not theirs. */
class WatchingTest {

    private final FakeBackend backend = new FakeBackend();

    @Test
    void descriptorIsWatchedUntilClose() throws IOException {
        SourceFd source = SourceFd.of(backend, 7);
        assertEquals(List.of("watch 7"), backend.calls);
        assertEquals(7, source.fd());
        assertEquals("SourceFd[fake, descriptor 7]", source.toString());
        source.close();
        assertFalse(source.isOpen());
        assertEquals(7, source.fd());
        assertEquals(List.of("close"), backend.last().calls);
    }

    @Test
    void negativeDescriptorIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> SourceFd.of(backend, -1));
        assertTrue(backend.calls.isEmpty());
    }

    @Test
    void channelIsWatchedUntilCloseAndStaysOpen() throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            SourceChannel source = SourceChannel.of(backend, channel);
            assertEquals(List.of("watch channel"), backend.calls);
            assertSame(channel, source.channel());
            source.close();
            assertFalse(source.isOpen());
            assertSame(channel, source.channel());
            assertTrue(channel.isOpen());
        }
    }

    @Test
    void ownOperationsRunAtTheEndpoint() throws IOException {
        backend.answer("tryIo", arguments -> ((IoOperation) arguments[1]).run());
        assertEquals(5, SourceFd.of(backend, 7).tryIo(Direction.WRITE, () -> 5));
        assertTrue(backend.last().calls.get(0).startsWith("tryIo WRITE"), backend.last().calls::toString);
    }

    @Test
    void withoutABackendThePreferredOneIsUsed() throws IOException {
        assertSame(Backends.preferred(), SourceFd.of(3).backend());
        try (DatagramChannel channel = DatagramChannel.open()) {
            assertSame(Backends.preferred(), SourceChannel.of(channel).backend());
        }
    }
}
