package dev.pollux.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Clients of a TCP echo server that check every byte; on plain blocking sockets, so that they are a witness of their own.
 *
 * <p>Every method fails with an {@link IOException} if a byte is missing, wrong or too many, or none comes for ten seconds.
 */
final class Traffic {

    private static final int LIMIT_MILLIS = 10_000;
    private static final int CHUNK = 64 * 1024;

    private final InetSocketAddress server;
    private long connections;
    private long verified;

    /**
     * How long messages took to the server and back.
     *
     * @param medianNanos half of them took at most this, in nanoseconds
     * @param p99Nanos 99 % of them took at most this, in nanoseconds
     */
    record RoundTrips(long medianNanos, long p99Nanos) {}

    Traffic(InetSocketAddress server) {
        this.server = server;
    }

    /** Returns how many connections were made. */
    long connections() {
        return connections;
    }

    /** Returns how many bytes came back and were right. */
    long verified() {
        return verified;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(server, LIMIT_MILLIS);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        connections++;
        return socket;
    }

    /** Sends messages one after the other on one connection, each when the one before has come back. */
    RoundTrips roundTrips(int size, int rounds) throws IOException {
        long[] nanos = new long[rounds];
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            byte[] message = new byte[size];
            byte[] echo = new byte[size];
            SplittableRandom random = new SplittableRandom(size);
            for (int i = -rounds; i < rounds; i++) { // the first half warms up
                random.nextBytes(message);
                long start = System.nanoTime();
                out.write(message);
                readFully(in, echo);
                long end = System.nanoTime();
                check(message, echo);
                if (i >= 0) {
                    nanos[i] = end - start;
                }
            }
        }
        Arrays.sort(nanos);
        return new RoundTrips(nanos[rounds / 2], nanos[(int) Math.ceil(rounds * 0.99) - 1]);
    }

    /** Holds many connections open together; each sends a message of its own before any echo is read. */
    void manyAtOnce(int clients, int size) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                sockets.add(connect());
            }
            for (int i = 0; i < clients; i++) {
                sockets.get(i).getOutputStream().write(message(i, size));
            }
            byte[] echo = new byte[size];
            for (int i = 0; i < clients; i++) {
                readFully(sockets.get(i).getInputStream(), echo);
                check(message(i, size), echo);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Sends and receives at the same time on one connection; returns how long it took, in nanoseconds. */
    long longStream(long size) throws IOException {
        long start = System.nanoTime();
        try (Socket socket = connect()) {
            FutureTask<?> sender = new FutureTask<>(() -> send(socket, size));
            new Thread(sender, "sender").start();
            SplittableRandom random = new SplittableRandom(size);
            byte[] expected = new byte[CHUNK];
            byte[] echo = new byte[CHUNK];
            for (long left = size; left > 0; left -= CHUNK) {
                random.nextBytes(expected);
                readFully(socket.getInputStream(), echo);
                check(expected, echo);
            }
            sender.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException("sending failed: " + e.getMessage(), e);
        }
        return System.nanoTime() - start;
    }

    private static boolean send(Socket socket, long size) throws IOException {
        SplittableRandom random = new SplittableRandom(size);
        byte[] chunk = new byte[CHUNK];
        for (long left = size; left > 0; left -= CHUNK) {
            random.nextBytes(chunk);
            socket.getOutputStream().write(chunk);
        }
        return true;
    }

    /** Sends, ends its direction, and only then reads: everything must come back, and then the end of the stream. */
    void halfClose(int size) throws IOException {
        byte[] message = message(-1, size);
        byte[] echo = new byte[size];
        try (Socket socket = connect()) {
            socket.getOutputStream().write(message);
            socket.shutdownOutput();
            readFully(socket.getInputStream(), echo);
            check(message, echo);
            if (socket.getInputStream().read() != -1) {
                throw new IOException("more came back than was sent");
            }
        }
    }

    /** Sends, reads one byte, so that the server is about to write the others, and resets the connection. */
    void reset(int size) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(message(-2, size));
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the connection ended without an echo");
            }
            socket.setSoLinger(true, 0);
        }
    }

    private static byte[] message(int number, int size) {
        byte[] message = new byte[size];
        new SplittableRandom(number).nextBytes(message);
        return message;
    }

    private static void readFully(InputStream in, byte[] target) throws IOException {
        int n = in.readNBytes(target, 0, target.length);
        if (n < target.length) {
            throw new IOException("the connection ended after " + n + " of " + target.length + " bytes");
        }
    }

    private void check(byte[] sent, byte[] echo) throws IOException {
        int difference = Arrays.mismatch(sent, echo);
        if (difference >= 0) {
            throw new IOException(
                    "byte " + difference + " came back as " + echo[difference] + " instead of " + sent[difference]);
        }
        verified += echo.length;
    }
}
