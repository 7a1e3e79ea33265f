package dev.pollux.net;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.StreamEndpoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;

/**
 * A pipe, see {@code pipe(7)}: what is written to its sender can be read from its receiver.
 *
 * <p>It needs {@code Capability.PIPE}. Each end is a source of its own and is closed on its own, or both by {@link #close()}.
 *
 * @param sender the end to write to
 * @param receiver the end to read from
 */
public record Pipe(Sender sender, Receiver receiver) implements Closeable {

    /**
     * Makes a pipe, with the preferred backend.
     *
     * @return both ends
     * @throws UnsupportedOperationException if the backend or the system lacks them, {@code Capability.PIPE}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses, such as for want of descriptors
     */
    public static Pipe open() throws IOException {
        return open(Backends.preferred());
    }

    /**
     * Makes a pipe.
     *
     * @param backend the backend to make the pipe
     * @return both ends
     * @throws UnsupportedOperationException if the backend or the system lacks them, {@code Capability.PIPE}
     * @throws IOException if the system refuses, such as for want of descriptors
     */
    public static Pipe open(Backend backend) throws IOException {
        var ends = backend.openPipe();
        return new Pipe(new Sender(ends.first()), new Receiver(ends.second()));
    }

    /**
     * Closes both ends; closing them again has no effect.
     *
     * @throws IOException if the system reports an error; both are closed all the same
     */
    @Override
    public void close() throws IOException {
        try (receiver) {
            sender.close();
        }
    }

    /** The end of a pipe to write to. */
    public static final class Sender extends PipeEnd implements GatheringByteChannel {

        Sender(StreamEndpoint endpoint) {
            super(endpoint);
        }

        /**
         * Takes over the descriptor of the end of a pipe to write to, with the preferred backend.
         *
         * @param fd the descriptor; the sender's once this has returned, still the caller's if it throws
         * @return a sender over it
         * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
         * @throws IllegalArgumentException if it is negative or the descriptor of something else
         * @throws dev.pollux.BackendUnavailableException if there is no backend
         * @throws IOException if the system refuses, such as for a number that is not open
         */
        public static Sender adopt(int fd) throws IOException {
            return adopt(Backends.preferred(), fd);
        }

        /**
         * Takes over the descriptor of the end of a pipe to write to and makes it non-blocking and close-on-exec.
         *
         * <p>A stream socket that is only written to will do as well. Which of the two ends it is shows when it is used.
         *
         * @param backend the backend to make the sender
         * @param fd the descriptor; the sender's once this has returned, still the caller's if it throws
         * @return a sender over it
         * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
         * @throws IllegalArgumentException if it is negative or the descriptor of something else
         * @throws IOException if the system refuses, such as for a number that is not open
         */
        public static Sender adopt(Backend backend, int fd) throws IOException {
            return new Sender(backend.adoptStream(Arguments.requireFd(fd)));
        }

        /**
         * Writes as much as the pipe takes.
         *
         * @param source the bytes
         * @return the number of bytes, 0 if it would block or nothing remains in the buffer
         * @throws java.nio.channels.ClosedChannelException if this end is closed
         * @throws IOException if the receiver is closed
         */
        @Override
        public int write(ByteBuffer source) throws IOException {
            return endpoint.write(source);
        }

        /**
         * Writes from several buffers, one after the other, as much as the pipe takes.
         *
         * @param sources the bytes
         * @return the number of bytes, 0 if it would block or nothing remains in the buffers
         * @throws java.nio.channels.ClosedChannelException if this end is closed
         * @throws IOException if the receiver is closed
         */
        @Override
        public long write(ByteBuffer[] sources) throws IOException {
            return endpoint.write(sources, 0, sources.length);
        }

        /**
         * Writes from a range of buffers, one after the other, as much as the pipe takes.
         *
         * @param sources the bytes
         * @param offset the index of the first buffer
         * @param length how many buffers
         * @return the number of bytes, 0 if it would block or nothing remains in the buffers
         * @throws IndexOutOfBoundsException if the range does not lie within the array
         * @throws java.nio.channels.ClosedChannelException if this end is closed
         * @throws IOException if the receiver is closed
         */
        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return endpoint.write(sources, offset, length);
        }
    }

    /** The end of a pipe to read from. */
    public static final class Receiver extends PipeEnd implements ScatteringByteChannel {

        Receiver(StreamEndpoint endpoint) {
            super(endpoint);
        }

        /**
         * Takes over the descriptor of the end of a pipe to read from, with the preferred backend.
         *
         * @param fd the descriptor; the receiver's once this has returned, still the caller's if it throws
         * @return a receiver over it
         * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
         * @throws IllegalArgumentException if it is negative or the descriptor of something else
         * @throws dev.pollux.BackendUnavailableException if there is no backend
         * @throws IOException if the system refuses, such as for a number that is not open
         */
        public static Receiver adopt(int fd) throws IOException {
            return adopt(Backends.preferred(), fd);
        }

        /**
         * Takes over the descriptor of the end of a pipe to read from and makes it non-blocking and close-on-exec.
         *
         * <p>A stream socket that is only read from will do as well. Which of the two ends it is shows when it is used.
         *
         * @param backend the backend to make the receiver
         * @param fd the descriptor; the receiver's once this has returned, still the caller's if it throws
         * @return a receiver over it
         * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
         * @throws IllegalArgumentException if it is negative or the descriptor of something else
         * @throws IOException if the system refuses, such as for a number that is not open
         */
        public static Receiver adopt(Backend backend, int fd) throws IOException {
            return new Receiver(backend.adoptStream(Arguments.requireFd(fd)));
        }

        /**
         * Reads what is in the pipe, as much as fits.
         *
         * @param target where the bytes go
         * @return the number of bytes, 0 if it would block, -1 once the sender is closed and everything is read
         * @throws IllegalArgumentException if the buffer is read-only or has no room, for 0 means would-block here
         * @throws java.nio.channels.ClosedChannelException if this end is closed
         * @throws IOException if the system reports an error
         */
        @Override
        public int read(ByteBuffer target) throws IOException {
            return endpoint.read(target);
        }

        /**
         * Reads what is in the pipe into several buffers, one after the other.
         *
         * @param targets where the bytes go
         * @return the number of bytes, 0 if it would block, -1 once the sender is closed and everything is read
         * @throws IllegalArgumentException if a buffer is read-only or none has room
         * @throws java.nio.channels.ClosedChannelException if this end is closed
         * @throws IOException if the system reports an error
         */
        @Override
        public long read(ByteBuffer[] targets) throws IOException {
            return endpoint.read(targets, 0, targets.length);
        }

        /**
         * Reads what is in the pipe into a range of buffers, one after the other.
         *
         * @param targets where the bytes go
         * @param offset the index of the first buffer
         * @param length how many buffers
         * @return the number of bytes, 0 if it would block, -1 once the sender is closed and everything is read
         * @throws IndexOutOfBoundsException if the range does not lie within the array
         * @throws IllegalArgumentException if a buffer is read-only or none has room
         * @throws java.nio.channels.ClosedChannelException if this end is closed
         * @throws IOException if the system reports an error
         */
        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            return endpoint.read(targets, offset, length);
        }
    }
}
