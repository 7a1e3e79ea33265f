package dev.pollux.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Bytes that were peeked at and not read yet: the JDK cannot peek, so they are read early and kept. */
final class PeekBuffer {

    /** The most that one peek sees. */
    private static final int MOST = 64 * 1024;

    private ByteBuffer bytes = ByteBuffer.allocate(0);

    boolean hasBytes() {
        return bytes.hasRemaining();
    }

    /** Reads until so many bytes are here or no more come; returns how many are, or -1 at the end of the stream. */
    int fill(ReadableByteChannel from, int wanted) throws IOException {
        int most = Math.min(wanted, MOST);
        if (bytes.remaining() >= most) {
            return bytes.remaining();
        }
        ByteBuffer room = ByteBuffer.allocate(most).put(bytes);
        int count;
        do {
            count = from.read(room);
        } while (count > 0 && room.hasRemaining());
        bytes = room.flip();
        return bytes.hasRemaining() ? bytes.remaining() : Math.min(count, 0);
    }

    /** Moves as many bytes as fit. */
    int take(ByteBuffer target) {
        int count = copy(target);
        bytes.position(bytes.position() + count);
        return count;
    }

    /** Copies as many bytes as fit. */
    int copy(ByteBuffer target) {
        int count = Math.min(bytes.remaining(), target.remaining());
        target.put(bytes.slice(bytes.position(), count));
        return count;
    }
}
