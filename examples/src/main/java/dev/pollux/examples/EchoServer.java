package dev.pollux.examples;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A server that sends back what it gets.
 *
 * <p>It listens from the moment it is made. One thread calls {@link #run()}, any thread may call {@link #stop()}, and when
 * {@code run} has returned, {@link #close()} frees everything.
 */
public interface EchoServer extends AutoCloseable {

    /**
     * Serves until {@link #stop()} is called or the thread is interrupted.
     *
     * @throws IOException if the poll fails; what goes wrong with one connection or datagram ends that one only
     */
    void run() throws IOException;

    /**
     * Makes {@link #run()} return soon; may be called by any thread, at any time and any number of times.
     *
     * @throws IOException if the system refuses to wake the poll
     */
    void stop() throws IOException;

    /**
     * Returns where the server listens.
     *
     * @return for people to read, such as {@code 127.0.0.1:7777}, {@code [::1]:7777} or a path
     */
    String address();

    /**
     * Tells what was served.
     *
     * @return the counts so far; for the thread that runs the server, or for others once {@link #run()} has returned
     */
    Totals totals();

    /**
     * Closes the server and all its connections; not while {@link #run()} runs.
     *
     * @throws IOException if the system reports an error; all is closed nevertheless
     */
    @Override
    void close() throws IOException;

    /**
     * Returns an address as {@link #address()} does.
     *
     * @param address a resolved address
     * @return numbers, with an IPv6 address in brackets
     */
    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /**
     * What a server has done.
     *
     * @param connections how many were accepted; 0 for UDP
     * @param broken how many of them ended with an error, such as a reset by the client; for UDP how many echoes the system
     *     refused to send
     * @param datagrams how many were sent back; 0 for streams
     * @param bytes how many were sent back
     */
    record Totals(long connections, long broken, long datagrams, long bytes) {}
}
