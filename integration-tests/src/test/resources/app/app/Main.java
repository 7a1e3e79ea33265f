package app;

import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.spi.Backends;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.InaccessibleObjectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Echoes one message over loopback with the preferred backend, and says what it sees of the modules. */
public final class Main {

    private static final long LISTENER = 1;
    private static final long CLIENT = 2;
    private static final long SERVER = 3;

    public static void main(String[] args) throws Exception {
        System.out.println("echo: " + echo("hello"));
        System.out.println("backend: " + Backends.preferred());
        if (Main.class.getModule().isNamed()) {
            System.out.println("automatic modules: " + automaticModules());
            System.out.println("internals: " + internals());
        }
    }

    private static String echo(String message) throws Exception {
        ByteBuffer out = ByteBuffer.wrap(message.getBytes("UTF-8"));
        ByteBuffer echoed = ByteBuffer.allocate(out.remaining());
        ByteBuffer buffer = ByteBuffer.allocate(64);
        try (Poll poll = Poll.open();
                TcpListener listener = TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                TcpStream client = TcpStream.connect(listener.localAddress())) {
            TcpStream server = null;
            Events events = Events.withCapacity(8);
            poll.registry().register(listener, LISTENER, Interest.READABLE);
            poll.registry().register(client, CLIENT, Interest.READABLE.add(Interest.WRITABLE));
            while (echoed.hasRemaining()) {
                if (poll.poll(events, Duration.ofSeconds(20)) == 0) {
                    throw new IllegalStateException("no event came");
                }
                for (Event event : events) {
                    if (event.token() == LISTENER) {
                        TcpStream accepted;
                        while ((accepted = listener.accept()) != null) {
                            server = accepted;
                            poll.registry().register(server, SERVER, Interest.READABLE);
                        }
                    } else if (event.token() == SERVER) {
                        while (server.read(buffer.clear()) > 0) {
                            server.write(buffer.flip());
                        }
                    } else if (client.finishConnect()) {
                        while (out.hasRemaining() && client.write(out) > 0) {
                            // until it would block
                        }
                        while (echoed.hasRemaining() && client.read(echoed) > 0) {
                            // until it would block
                        }
                    }
                }
            }
            server.close();
        }
        return new String(echoed.array(), "UTF-8");
    }

    private static String automaticModules() {
        return ModuleLayer.boot().modules().stream()
                .map(Module::getDescriptor)
                .filter(ModuleDescriptor::isAutomatic)
                .map(ModuleDescriptor::name)
                .sorted()
                .toList()
                .toString();
    }

    private static String internals() throws Exception {
        Class<?> type = Class.forName(Backends.preferred().getClass().getName());
        try {
            type.getConstructor().newInstance();
            return "can be used";
        } catch (IllegalAccessException e) {
            try {
                type.getConstructor().setAccessible(true);
                return "can be opened";
            } catch (InaccessibleObjectException closed) {
                return "closed";
            }
        }
    }
}
