package dev.pollux.examples;

import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The smallest server: it says hello to everyone who connects. */
public final class Greeter {

    private Greeter() {}

    /**
     * Serves until the process is ended.
     *
     * @param args the port to listen on
     * @throws IOException if the port cannot be had, or a client fails: the echo servers show what to do then
     */
    public static void main(String[] args) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        try (Poll poll = Poll.open();
                TcpListener listener = TcpListener.bind(address)) {
            poll.registry().register(listener, 1, Interest.READABLE);
            System.out.println("listening on " + listener.localAddress());
            Events events = Events.withCapacity(64);
            while (true) {
                poll.poll(events); // the only place that blocks
                for (Event event : events) {
                    System.out.println(event); // Event[token=1, READABLE]
                    TcpStream client;
                    while ((client = listener.accept()) != null) { // until it would block: then the next event is sure
                        client.write(StandardCharsets.UTF_8.encode("hello\n"));
                        client.close();
                    }
                }
            }
        }
    }
}
