package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.net.UdpSocket;
import dev.pollux.net.UnixDatagram;
import dev.pollux.net.UnixListener;
import dev.pollux.net.UnixStream;
import dev.pollux.spi.Capability;
import dev.pollux.spi.EndpointOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Socket options of all types: which there are, what they keep, and what they refuse. */
public abstract class OptionsContract extends NetContract {

    /** An option that no backend knows. */
    private static final SocketOption<Integer> UNKNOWN = new EndpointOption<>("TCK_UNKNOWN", Integer.class);

    /** Creates the tests; called by JUnit. */
    protected OptionsContract() {}

    /** The options of one socket, whatever its type. */
    private record Options(String what, Supplier<Set<SocketOption<?>>> supported, Getter getter, Setter setter) {

        <T> @Nullable T get(SocketOption<T> option) throws IOException {
            return option.type().cast(getter.get(option));
        }

        <T> void set(SocketOption<T> option, @Nullable T value) throws IOException {
            setter.set(option, value);
        }
    }

    private interface Getter {
        @Nullable
        Object get(SocketOption<?> option) throws IOException;
    }

    private interface Setter {
        <T> void set(SocketOption<T> option, @Nullable T value) throws IOException;
    }

    private static Options of(TcpStream socket) {
        return new Options("TcpStream", socket::supportedOptions, socket::getOption, socket::setOption);
    }

    private static Options of(TcpListener socket) {
        return new Options("TcpListener", socket::supportedOptions, socket::getOption, socket::setOption);
    }

    private static Options of(UdpSocket socket) {
        return new Options("UdpSocket", socket::supportedOptions, socket::getOption, socket::setOption);
    }

    private static Options of(UnixStream socket) {
        return new Options("UnixStream", socket::supportedOptions, socket::getOption, socket::setOption);
    }

    private static Options of(UnixListener socket) {
        return new Options("UnixListener", socket::supportedOptions, socket::getOption, socket::setOption);
    }

    private static Options of(UnixDatagram socket) {
        return new Options("UnixDatagram", socket::supportedOptions, socket::getOption, socket::setOption);
    }

    private UdpSocket udp() throws IOException {
        return closing(UdpSocket.bind(backend(), anyPort()));
    }

    private TcpStream tcp() throws Exception {
        TcpListener listener = tcpListener();
        TcpStream stream = connectTo(listener);
        accept(listener);
        return stream;
    }

    private List<Options> all() throws Exception {
        TcpListener listener = tcpListener();
        List<Options> all =
                new ArrayList<>(List.of(of(connectTo(listener)), of(accept(listener)), of(listener), of(udp())));
        if (has(Capability.UNIX_STREAM)) {
            all.add(of(closing(UnixListener.bind(backend(), socketPath()))));
            UnixStream.Pair pair = UnixStream.pair(backend());
            closing(pair.second());
            all.add(of(closing(pair.first())));
        }
        if (has(Capability.UNIX_DATAGRAM)) {
            all.add(of(closing(UnixDatagram.unbound(backend()))));
        }
        return all;
    }

    @Test
    void everySupportedOptionCanBeRead() throws Exception {
        for (Options options : all()) {
            assertFalse(options.supported.get().isEmpty(), options.what);
            for (SocketOption<?> option : options.supported.get()) {
                Object value = options.getter.get(option);
                assertTrue(
                        value == null || option.type().isInstance(value),
                        () -> option + " of " + options.what + " is " + value);
            }
        }
    }

    @Test
    void theSetOfOptionsCannotBeChanged() throws Exception {
        for (Options options : all()) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> options.supported.get().add(UNKNOWN),
                    options.what);
        }
    }

    @Test
    void commonOptionsAreThere() throws Exception {
        assertTrue(tcp().supportedOptions()
                .containsAll(List.of(
                        StandardSocketOptions.TCP_NODELAY,
                        StandardSocketOptions.SO_KEEPALIVE,
                        StandardSocketOptions.SO_LINGER,
                        StandardSocketOptions.SO_REUSEADDR,
                        StandardSocketOptions.SO_RCVBUF,
                        StandardSocketOptions.SO_SNDBUF)));
        assertTrue(tcpListener()
                .supportedOptions()
                .containsAll(List.of(StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_RCVBUF)));
        assertTrue(udp().supportedOptions()
                .containsAll(List.of(
                        StandardSocketOptions.SO_BROADCAST,
                        StandardSocketOptions.SO_REUSEADDR,
                        StandardSocketOptions.SO_RCVBUF,
                        StandardSocketOptions.SO_SNDBUF,
                        StandardSocketOptions.IP_MULTICAST_IF,
                        StandardSocketOptions.IP_MULTICAST_LOOP,
                        StandardSocketOptions.IP_MULTICAST_TTL)));
    }

    @Test
    void unknownOptionIsRefusedByName() throws Exception {
        for (Options options : all()) {
            assertFalse(options.supported.get().contains(UNKNOWN));
            assertNames(assertUnsupported(() -> options.set(UNKNOWN, 1)), UNKNOWN);
            assertNames(assertUnsupported(() -> options.get(UNKNOWN)), UNKNOWN);
        }
    }

    /** An option that others have, such as those of TCP on a UDP socket, is refused too, and nothing is left behind. */
    @Test
    void optionOfAnotherKindIsRefused() throws Exception {
        UdpSocket udp = udp();
        assertUnsupported(() -> udp.setOption(StandardSocketOptions.TCP_NODELAY, true));
        assertUnsupported(() -> udp.getOption(StandardSocketOptions.TCP_NODELAY));
        InetSocketAddress target = tcpListener().localAddress();
        Descriptors.assertNoGrowth(20, () -> {
            assertUnsupported(() -> TcpStream.builder()
                    .backend(backend())
                    .option(StandardSocketOptions.SO_BROADCAST, true)
                    .connect(target));
            assertUnsupported(() ->
                    TcpListener.builder().backend(backend()).option(UNKNOWN, 1).bind(anyPort()));
            assertUnsupported(() ->
                    UdpSocket.builder().backend(backend()).option(UNKNOWN, 1).bind(anyPort()));
        });
    }

    @Test
    void switchesKeepTheirValue() throws Exception {
        TcpStream stream = tcp();
        for (boolean on : new boolean[] {true, false, true}) {
            assertSame(stream, stream.setNoDelay(on));
            assertEquals(on, stream.noDelay());
            stream.setOption(StandardSocketOptions.TCP_NODELAY, !on);
            assertEquals(!on, stream.noDelay());
            assertSame(stream, stream.setOption(StandardSocketOptions.SO_KEEPALIVE, on));
            assertEquals(on, stream.getOption(StandardSocketOptions.SO_KEEPALIVE));
        }
    }

    @Test
    void lingerTimeIsKept() throws Exception {
        TcpStream stream = tcp();
        Integer none = stream.getOption(StandardSocketOptions.SO_LINGER);
        assertTrue(none == null || none < 0, () -> "no linger at first: " + none);
        for (int seconds : new int[] {5, 0, 120}) {
            stream.setOption(StandardSocketOptions.SO_LINGER, seconds);
            assertEquals(seconds, stream.getOption(StandardSocketOptions.SO_LINGER));
        }
        stream.setOption(StandardSocketOptions.SO_LINGER, -1);
        Integer off = stream.getOption(StandardSocketOptions.SO_LINGER);
        assertTrue(off == null || off < 0, () -> "a negative time turns it off: " + off);
    }

    /** Systems round sizes, double them (Linux) and limit them. */
    @Test
    void bufferSizesAreTakenAsHints() throws Exception {
        TcpStream stream = tcp();
        TcpListener listener = tcpListener();
        UdpSocket udp = udp();
        for (Options options : List.of(of(stream), of(listener), of(udp))) {
            options.set(StandardSocketOptions.SO_RCVBUF, 16_384);
            int small = present(options.get(StandardSocketOptions.SO_RCVBUF));
            options.set(StandardSocketOptions.SO_RCVBUF, 131_072);
            int large = present(options.get(StandardSocketOptions.SO_RCVBUF));
            assertTrue(small > 0 && large > small, () -> options.what + ": " + small + ", then " + large);
        }
        for (Options options : List.of(of(stream), of(udp))) {
            options.set(StandardSocketOptions.SO_SNDBUF, 16_384);
            int small = present(options.get(StandardSocketOptions.SO_SNDBUF));
            options.set(StandardSocketOptions.SO_SNDBUF, 131_072);
            int large = present(options.get(StandardSocketOptions.SO_SNDBUF));
            assertTrue(small > 0 && large > small, () -> options.what + ": " + small + ", then " + large);
        }
    }

    @Test
    void reusingAddressesIsSetOnUnixListeners() throws Exception {
        assertEquals(!isWindows(), tcpListener().getOption(StandardSocketOptions.SO_REUSEADDR));
    }

    @Test
    void udpSwitchesAndTimesKeepTheirValue() throws Exception {
        UdpSocket socket = udp();
        for (boolean on : new boolean[] {true, false, true}) {
            assertSame(socket, socket.setBroadcast(on));
            assertEquals(on, socket.broadcast());
            assertSame(socket, socket.setMulticastLoopV4(on));
            assertEquals(on, socket.multicastLoopV4());
        }
        for (int ttl : new int[] {0, 1, 7, 255}) {
            assertSame(socket, socket.setMulticastTtlV4(ttl));
            assertEquals(ttl, socket.multicastTtlV4());
        }
        for (int bad : new int[] {-1, 256}) {
            assertNames(assertThrows(IllegalArgumentException.class, () -> socket.setMulticastTtlV4(bad)), bad);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, bad));
        }
        assertEquals(255, socket.multicastTtlV4());
    }

    @Test
    void ipv6SwitchesKeepTheirValue() throws Exception {
        InetSocketAddress local = new InetSocketAddress(TcpConnectContract.ipv6Loopback(), 0);
        UdpSocket socket = closing(UdpSocket.bind(backend(), local));
        for (boolean on : new boolean[] {true, false, true}) {
            assertSame(socket, socket.setMulticastLoopV6(on));
            assertEquals(on, socket.multicastLoopV6());
        }
        assertThrows(UnsupportedOperationException.class, () -> socket.setMulticastLoopV4(true));
        assertThrows(UnsupportedOperationException.class, () -> udp().setMulticastLoopV6(true));
    }

    @Test
    void onlyV6IsKept() throws Exception {
        require(Capability.IP_OPTIONS);
        TcpConnectContract.ipv6Loopback();
        // At the wildcard: elsewhere Linux makes every IPv6 socket one for IPv6 only.
        InetSocketAddress local = new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 0);
        for (boolean only : new boolean[] {true, false}) {
            UdpSocket socket =
                    closing(UdpSocket.builder().backend(backend()).onlyV6(only).bind(local));
            assertEquals(only, socket.onlyV6());
        }
    }

    @Test
    void hopLimitsAreKept() throws Exception {
        require(Capability.IP_OPTIONS);
        TcpStream stream = tcp();
        TcpListener listener = tcpListener();
        UdpSocket socket = udp();
        for (int ttl : new int[] {1, 77, 255}) {
            assertSame(stream, stream.setTtl(ttl));
            assertEquals(ttl, stream.ttl());
            assertSame(listener, listener.setTtl(ttl));
            assertEquals(ttl, listener.ttl());
            assertSame(socket, socket.setTtl(ttl));
            assertEquals(ttl, socket.ttl());
            assertEquals(ttl, socket.getOption(EndpointOption.IP_TTL));
        }
        UdpSocket six = closing(UdpSocket.bind(backend(), new InetSocketAddress(TcpConnectContract.ipv6Loopback(), 0)));
        six.setTtl(9);
        assertEquals(9, six.ttl());
    }

    @Test
    void hopLimitsOutOfRangeAreRefusedByValue() throws Exception {
        TcpStream stream = tcp();
        TcpListener listener = tcpListener();
        UdpSocket socket = udp();
        for (int bad : new int[] {-1, 256}) {
            assertNames(assertThrows(IllegalArgumentException.class, () -> stream.setTtl(bad)), bad);
            assertNames(assertThrows(IllegalArgumentException.class, () -> listener.setTtl(bad)), bad);
            assertNames(assertThrows(IllegalArgumentException.class, () -> socket.setTtl(bad)), bad);
        }
    }

    @Test
    void badValuesAreRefused() throws Exception {
        TcpStream stream = tcp();
        TcpListener listener = tcpListener();
        UdpSocket udp = udp();
        for (Options options : List.of(of(stream), of(listener), of(udp))) {
            Integer before = options.get(StandardSocketOptions.SO_RCVBUF);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> options.set(StandardSocketOptions.SO_RCVBUF, -1),
                    options.what);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> options.set(StandardSocketOptions.SO_RCVBUF, null),
                    options.what);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> options.set(StandardSocketOptions.SO_REUSEADDR, null),
                    options.what);
            assertEquals(before, options.get(StandardSocketOptions.SO_RCVBUF), "nothing was changed");
        }
        InetSocketAddress target = tcpListener().localAddress();
        Descriptors.assertNoGrowth(
                20,
                () -> assertThrows(
                        IllegalArgumentException.class,
                        () -> TcpStream.builder()
                                .backend(backend())
                                .option(StandardSocketOptions.SO_RCVBUF, -1)
                                .connect(target)));
    }

    @Test
    void acceptedStreamsHaveOptionsOfTheirOwn() throws Exception {
        TcpListener listener = tcpListener();
        connectTo(listener);
        TcpStream accepted = accept(listener);
        accepted.setNoDelay(true);
        assertTrue(accepted.noDelay());
        connectTo(listener);
        TcpStream other = accept(listener);
        assertFalse(other.noDelay());
    }
}
