package org.example.memory;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes between two ends; its monitor guards them and what the ends know of their polls. */
final class MemoryPipe {

    private static final int CAPACITY = 65_536;

    final MemoryEnd sender;
    final MemoryEnd receiver;

    private final byte[] bytes = new byte[CAPACITY];
    private int first;
    private int count;
    private boolean senderClosed;
    private boolean receiverClosed;

    MemoryPipe(Backend backend) {
        sender = new MemoryEnd(backend, this, Readiness.WRITABLE);
        receiver = new MemoryEnd(backend, this, Readiness.READABLE);
    }

    /** What an end is ready for. */
    synchronized int readiness(MemoryEnd end) {
        if (end == sender) {
            return count < CAPACITY || receiverClosed ? Readiness.WRITABLE : 0;
        }
        return count > 0 || senderClosed ? Readiness.READABLE : 0;
    }

    synchronized int write(ByteBuffer source) throws IOException {
        if (receiverClosed) {
            throw new IOException("write: broken pipe, the receiver is closed");
        }
        int total = Math.min(source.remaining(), CAPACITY - count);
        for (int left = total; left > 0; ) {
            int at = (first + count) % CAPACITY;
            int part = Math.min(left, CAPACITY - at);
            source.get(bytes, at, part);
            count += part;
            left -= part;
        }
        receiver.becameReady();
        return total;
    }

    synchronized int read(ByteBuffer target) {
        if (count == 0) {
            return senderClosed ? -1 : 0;
        }
        int total = Math.min(target.remaining(), count);
        for (int left = total; left > 0; ) {
            int part = Math.min(left, CAPACITY - first);
            target.put(bytes, first, part);
            first = (first + part) % CAPACITY;
            count -= part;
            left -= part;
        }
        sender.becameReady();
        return total;
    }

    synchronized void close(MemoryEnd end) {
        if (end == sender) {
            senderClosed = true;
            receiver.becameReady();
        } else {
            receiverClosed = true;
            sender.becameReady();
        }
    }
}
