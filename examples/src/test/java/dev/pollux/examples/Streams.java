package dev.pollux.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What tests do with blocking clients. */
final class Streams {

    private Streams() {}

    static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    static void write(SocketChannel client, byte[] bytes) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        while (source.hasRemaining()) {
            client.write(source);
        }
    }

    static byte[] read(SocketChannel client, int size) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(size);
        while (target.hasRemaining()) {
            if (client.read(target) < 0) {
                throw new EOFException("the stream ended after " + target.position() + " of " + size + " bytes");
            }
        }
        return target.array();
    }

    static void assertEchoes(SocketChannel client, byte[] bytes) throws IOException {
        write(client, bytes);
        assertArrayEquals(bytes, read(client, bytes.length));
    }

    static void assertEnd(SocketChannel client) throws IOException {
        assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }

    /** Runs an action in a thread of its own; {@code get} of the result waits for its end and throws what it threw. */
    static Future<?> async(Action action) {
        FutureTask<?> task = new FutureTask<>(() -> {
            action.run();
            return true;
        });
        Thread thread = new Thread(task, "client");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Waits for a condition that is sure to come. */
    static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    static UnixOperatingSystemMXBean unix() {
        return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    static long descriptors() {
        return unix().getOpenFileDescriptorCount();
    }
}
