package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pollux.spi.Backends;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipeTest {

    private final FakeBackend backend = new FakeBackend();

    @Test
    void senderIsTheFirstEndAndReceiverTheSecond() throws IOException {
        Pipe pipe = Pipe.open(backend);
        ByteBuffer buffer = ByteBuffer.allocate(3);
        ByteBuffer[] buffers = {buffer};
        pipe.sender().write(buffer);
        pipe.sender().write(buffers);
        pipe.sender().write(buffers, 0, 1);
        pipe.receiver().read(buffer);
        pipe.receiver().read(buffers);
        pipe.receiver().read(buffers, 0, 1);
        assertEquals(
                List.of("write " + buffer, "write 1 buffers 0 1", "write 1 buffers 0 1"), backend.made.get(0).calls);
        assertEquals(List.of("read " + buffer, "read 1 buffers 0 1", "read 1 buffers 0 1"), backend.made.get(1).calls);
    }

    @Test
    void resultsAreHandedThrough() throws IOException {
        backend.answer("write", arguments -> arguments.length == 1 ? (Object) Integer.valueOf(2) : Long.valueOf(3))
                .answer("read", arguments -> arguments.length == 1 ? (Object) Integer.valueOf(-1) : Long.valueOf(4));
        Pipe pipe = Pipe.open(backend);
        ByteBuffer buffer = ByteBuffer.allocate(3);
        assertEquals(2, pipe.sender().write(buffer));
        assertEquals(3, pipe.sender().write(new ByteBuffer[] {buffer}));
        assertEquals(-1, pipe.receiver().read(buffer));
        assertEquals(4, pipe.receiver().read(new ByteBuffer[] {buffer}));
    }

    @Test
    void closeClosesBothEndsEvenIfOneFails() throws IOException {
        IOException failure = new IOException("close");
        Pipe pipe = Pipe.open(backend);
        backend.made.get(0).fail("close", failure);
        assertSame(failure, assertThrows(IOException.class, pipe::close));
        assertFalse(pipe.sender().isOpen());
        assertFalse(pipe.receiver().isOpen());
    }

    @Test
    void blockingGoesToTheEndpoint() throws IOException {
        Pipe pipe = Pipe.open(backend);
        pipe.sender().setNonBlocking(false);
        pipe.receiver().setNonBlocking(true);
        assertEquals(List.of("setNonBlocking false"), backend.made.get(0).calls);
        assertEquals(List.of("setNonBlocking true"), backend.made.get(1).calls);
    }

    @Test
    void toStringTellsTheEnd() throws IOException {
        Pipe pipe = Pipe.open(backend);
        assertEquals("Sender[fake]", pipe.sender().toString());
        assertEquals("Receiver[fake]", pipe.receiver().toString());
    }

    @Test
    void withoutABackendThePreferredOneIsUsed() throws IOException {
        assertSame(Backends.preferred(), Pipe.open().sender().backend());
    }
}
