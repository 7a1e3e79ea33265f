package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.AlreadyRegisteredException;
import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.NotRegisteredException;
import dev.pollux.Poll;
import dev.pollux.net.Pipe;
import dev.pollux.net.SourceFd;
import dev.pollux.spi.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watching descriptors of the user's own, here of pipes. */
public abstract class SourceFdContract extends NetContract {

    private static final long TOKEN = 14;

    /** Creates the tests; called by JUnit. */
    protected SourceFdContract() {}

    @BeforeEach
    final void requireDescriptorsAndPipes() {
        require(Capability.FILE_DESCRIPTORS);
        require(Capability.PIPE);
    }

    private Pipe pipe() throws IOException {
        return closing(Pipe.open(backend()));
    }

    @Test
    void watchedDescriptorYieldsEvents() throws Exception {
        Pipe pipe = pipe();
        SourceFd source = closing(SourceFd.of(backend(), pipe.receiver().fd()));
        assertEquals(pipe.receiver().fd(), source.fd());
        assertEquals(maker().name(), source.backend().name());
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(source, TOKEN, Interest.READABLE);
        for (int i = 0; i < 20; i++) {
            write(pipe.sender(), "x");
            log.awaitReadable(TOKEN);
            ByteBuffer target = ByteBuffer.allocate(4);
            assertEquals(1, source.tryIo(Direction.READ, () -> pipe.receiver().read(target)));
            assertEquals(0, source.tryIo(Direction.READ, () -> pipe.receiver().read(target)));
        }
        SourceFd other = closing(SourceFd.of(backend(), pipe.sender().fd()));
        poll.registry().register(other, TOKEN + 1, Interest.WRITABLE);
        log.awaitWritable(TOKEN + 1);
    }

    @Test
    void reregisteringAndMovingWork() throws Exception {
        Pipe pipe = pipe();
        SourceFd source = closing(SourceFd.of(backend(), pipe.receiver().fd()));
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        write(pipe.sender(), "x");
        poll.registry().register(source, TOKEN, Interest.READABLE);
        log.awaitReadable(TOKEN);
        assertThrows(
                AlreadyRegisteredException.class, () -> poll.registry().register(source, TOKEN, Interest.READABLE));
        poll.registry().reregister(source, TOKEN + 1, Interest.READABLE);
        log.awaitReadable(TOKEN + 1);
        poll.registry().deregister(source);
        log.assertSilent(TOKEN + 1);
        Poll other = openPoll();
        other.registry().register(source, TOKEN, Interest.READABLE);
        new EventLog(other).awaitReadable(TOKEN);
    }

    @Test
    void closingLeavesTheDescriptorOpen() throws Exception {
        Pipe pipe = pipe();
        SourceFd source = closing(SourceFd.of(backend(), pipe.receiver().fd()));
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(source, TOKEN, Interest.READABLE);
        source.close();
        source.close();
        assertFalse(source.isOpen());
        write(pipe.sender(), "x");
        log.assertSilent(TOKEN);
        assertEquals("x", readText(pipe.receiver(), 1));
        assertThrows(ClosedChannelException.class, () -> source.tryIo(Direction.READ, () -> 1));
        assertThrows(ClosedChannelException.class, () -> poll.registry().register(source, TOKEN, Interest.READABLE));
        poll.registry().register(pipe.receiver(), TOKEN, Interest.READABLE);
        write(pipe.sender(), "y");
        log.awaitReadable(TOKEN);
    }

    @Test
    void tryIoThatThrowsPassesItOn() throws Exception {
        SourceFd source = closing(SourceFd.of(backend(), pipe().receiver().fd()));
        IOException own = new IOException("own");
        assertSame(
                own,
                assertThrows(
                        IOException.class,
                        () -> source.tryIo(Direction.READ, () -> {
                            throw own;
                        })));
        assertEquals(9, source.tryIo(Direction.WRITE, () -> 9));
    }

    @Test
    void numbersThatAreNotOpenAreRefused() throws Exception {
        assertNames(assertThrows(IllegalArgumentException.class, () -> SourceFd.of(backend(), -3)), -3);
        Poll poll = openPoll();
        // It may be found out when it is made, or when it is registered.
        assertThrows(IOException.class, () -> {
            SourceFd source = closing(SourceFd.of(backend(), Integer.MAX_VALUE - 7));
            poll.registry().register(source, TOKEN, Interest.READABLE);
        });
    }

    /** epoll refuses regular files, kqueue watches them; if refused, nothing is registered. */
    @Test
    void regularFileIsWatchedOrRefused() throws Exception {
        Path descriptors = Path.of(isLinux() ? "/proc/self/fd" : "/dev/fd");
        assumeTrue(Files.isDirectory(descriptors), "descriptors cannot be found here");
        Path file = Files.writeString(socketPath().resolveSibling("file"), "content");
        try (InputStream open = Files.newInputStream(file)) {
            assertTrue(open.available() > 0);
            SourceFd source = closing(SourceFd.of(backend(), descriptorOf(descriptors, file)));
            Poll poll = openPoll();
            try {
                poll.registry().register(source, TOKEN, Interest.READABLE);
            } catch (IOException e) {
                assertThrows(NotRegisteredException.class, () -> poll.registry().deregister(source));
                return;
            }
            new EventLog(poll).awaitReadable(TOKEN);
        }
    }

    private static int descriptorOf(Path descriptors, Path file) throws IOException {
        try (Stream<Path> all = Files.list(descriptors)) {
            List<Path> same = all.filter(link -> isSame(link, file)).toList();
            assumeTrue(!same.isEmpty(), "descriptors cannot be found here");
            return Integer.parseInt(same.get(0).getFileName().toString());
        }
    }

    private static boolean isSame(Path link, Path file) {
        try {
            return Files.isRegularFile(link) && Files.isSameFile(link, file);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
