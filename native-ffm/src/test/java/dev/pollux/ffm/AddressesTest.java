package dev.pollux.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pollux.UnixAddress;
import java.lang.foreign.Arena;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Addresses to native memory and back; needs no system calls. */
class AddressesTest {

    private static final int UNIX = Constant.AF_UNIX.linux;
    private static final int INET = Constant.AF_INET.linux;
    private static final int INET6 = Constant.AF_INET6.linux;

    private final Addresses addresses = new Addresses(Platform.LINUX);
    private final long memory = Memory.allocate(Arena.global(), Scratch.ADDRESS_SIZE);

    private SocketAddress roundTrip(SocketAddress address, int family, int length) throws Exception {
        assertEquals(length, addresses.encode(address, family, memory));
        return addresses.decode(memory, length);
    }

    @Test
    void ipv4ComesBack() throws Exception {
        SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 65535);
        assertEquals(address, roundTrip(address, INET, 16));
        assertEquals((byte) 0xff, Memory.getByte(memory + 2));
        assertEquals((byte) 192, Memory.getByte(memory + 4));
    }

    @Test
    void portIsInNetworkOrder() throws Exception {
        addresses.encode(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 0x1234), INET, memory);
        assertEquals(0x12, Memory.getByte(memory + 2));
        assertEquals(0x34, Memory.getByte(memory + 3));
    }

    @Test
    void ipv6ComesBackWithItsScope() throws Exception {
        byte[] host = InetAddress.ofLiteral("fe80::1").getAddress();
        SocketAddress address = new InetSocketAddress(Inet6Address.getByAddress(null, host, 7), 80);
        InetSocketAddress back = (InetSocketAddress) roundTrip(address, INET6, 28);
        assertEquals(address, back);
        assertEquals(7, ((Inet6Address) back.getAddress()).getScopeId());
    }

    @Test
    void ipv4OnAnIpv6SocketIsMapped() throws Exception {
        SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 80);
        assertEquals(address, roundTrip(address, INET6, 28));
        assertEquals((short) -1, Memory.getShort(memory + 8 + 10));
    }

    @Test
    void ipv4WildcardOnAnIpv6SocketMeansBothProtocols() throws Exception {
        SocketAddress back = roundTrip(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 80), INET6, 28);
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral("::"), 80), back);
    }

    @Test
    void pathComesBack() throws Exception {
        SocketAddress address = UnixAddress.of(Path.of("/tmp/a socket"));
        assertEquals(address, roundTrip(address, UNIX, 2 + 13 + 1));
    }

    @Test
    void pathOfTheGreatestLengthComesBack() throws Exception {
        SocketAddress address = UnixAddress.of(Path.of("/" + "x".repeat(106)));
        assertEquals(address, roundTrip(address, UNIX, 110));
    }

    @Test
    void pathThatIsTooLongIsRefused() {
        SocketAddress address = UnixAddress.of(Path.of("/" + "x".repeat(107)));
        assertThrows(IllegalArgumentException.class, () -> addresses.encode(address, UNIX, memory));
    }

    @Test
    void abstractNameComesBackWithItsNuls() throws Exception {
        SocketAddress address = UnixAddress.ofAbstract(new byte[] {1, 0, 2, 0});
        assertEquals(address, roundTrip(address, UNIX, 2 + 1 + 4));
        SocketAddress empty = UnixAddress.ofAbstract(new byte[0]);
        assertEquals(empty, roundTrip(empty, UNIX, 3));
    }

    @Test
    void unnamedComesBack() throws Exception {
        assertEquals(UnixAddress.unnamed(), roundTrip(UnixAddress.unnamed(), UNIX, 2));
        assertEquals(UnixAddress.unnamed(), addresses.decode(memory, 0));
    }

    @Test
    void addressesThatDoNotFitAreRefused() throws Exception {
        SocketAddress six = new InetSocketAddress(InetAddress.ofLiteral("::1"), 80);
        SocketAddress unresolved = InetSocketAddress.createUnresolved("host.invalid", 80);
        assertThrows(IllegalArgumentException.class, () -> addresses.encode(six, INET, memory));
        assertThrows(IllegalArgumentException.class, () -> addresses.encode(six, UNIX, memory));
        assertThrows(IllegalArgumentException.class, () -> addresses.encode(UnixAddress.unnamed(), INET, memory));
        assertThrows(UnresolvedAddressException.class, () -> addresses.encode(unresolved, INET, memory));
    }
}
