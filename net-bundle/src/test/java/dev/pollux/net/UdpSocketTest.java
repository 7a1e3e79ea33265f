package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.spi.Backends;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.EndpointOption;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class UdpSocketTest {

    private static final InetSocketAddress LOCAL = Addresses.v4(0);
    private static final InetSocketAddress LOCAL_V6 = Addresses.v6(0);
    private static final InetSocketAddress PEER = Addresses.v4(53);

    private final FakeBackend backend = new FakeBackend();

    private UdpSocket bound(InetSocketAddress local) throws IOException {
        UdpSocket socket = UdpSocket.bind(backend, local);
        backend.last().answer("localAddress", local).calls.clear();
        return socket;
    }

    @Test
    void bindTakesTheFamilyOfTheAddress() throws IOException {
        UdpSocket.bind(backend, LOCAL);
        assertEquals(List.of("bind " + LOCAL), backend.last().calls);
        UdpSocket.bind(backend, LOCAL_V6);
        assertEquals(List.of("openDatagram INET", "openDatagram INET6"), backend.calls);
    }

    @Test
    void builderSetsOptionsThenBinds() throws IOException {
        UdpSocket.builder()
                .backend(backend)
                .option(StandardSocketOptions.SO_REUSEADDR, true)
                .onlyV6(false)
                .bind(LOCAL_V6);
        assertEquals(
                List.of("setOption IPV6_V6ONLY false", "setOption SO_REUSEADDR true", "bind " + LOCAL_V6),
                backend.last().calls);
    }

    @Test
    void onlyV6WithAnIpv4AddressIsRefusedBeforeAnythingIsOpened() {
        assertThrows(
                IllegalArgumentException.class,
                () -> UdpSocket.builder().backend(backend).onlyV6(true).bind(LOCAL));
        assertTrue(backend.calls.isEmpty());
    }

    @Test
    void unresolvedAddressIsRefused() throws IOException {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("example.invalid", 53);
        assertThrows(IllegalArgumentException.class, () -> UdpSocket.bind(backend, unresolved));
        assertTrue(backend.calls.isEmpty());
        UdpSocket socket = bound(LOCAL);
        assertThrows(IllegalArgumentException.class, () -> socket.connect(unresolved));
        assertThrows(IllegalArgumentException.class, () -> socket.sendTo(ByteBuffer.allocate(1), unresolved));
        assertTrue(backend.last().calls.isEmpty());
    }

    @Test
    void portZeroIsRefusedAsTarget() throws IOException {
        UdpSocket socket = bound(LOCAL);
        assertThrows(IllegalArgumentException.class, () -> socket.connect(LOCAL));
        assertThrows(IllegalArgumentException.class, () -> socket.sendTo(ByteBuffer.allocate(1), LOCAL));
        assertTrue(backend.last().calls.isEmpty());
    }

    @Test
    void refusedBindClosesTheSocket() {
        backend.fail("bind", new BindException("in use"));
        assertThrows(BindException.class, () -> UdpSocket.bind(backend, LOCAL));
        assertFalse(backend.last().isOpen());
    }

    @Test
    void refusedOptionClosesTheSocket() {
        backend.fail("setOption", new UnsupportedOperationException("no such option"));
        assertThrows(
                UnsupportedOperationException.class,
                () -> UdpSocket.builder().backend(backend).onlyV6(true).bind(LOCAL_V6));
        assertFalse(backend.last().isOpen());
    }

    @Test
    void withoutABackendThePreferredOneIsUsed() throws IOException {
        assertSame(Backends.preferred(), UdpSocket.bind(LOCAL).backend());
    }

    @Test
    void datagramsGoThroughTheEndpoint() throws IOException {
        UdpSocket socket = bound(LOCAL);
        backend.last()
                .answer("send", DatagramEndpoint.WOULD_BLOCK)
                .answer("sendTo", 0)
                .answer("receive", 4)
                .answer("peek", 5)
                .answer("truncated", true);
        ByteBuffer buffer = ByteBuffer.allocate(7);
        socket.connect(PEER);
        assertEquals(UdpSocket.WOULD_BLOCK, socket.send(buffer));
        assertEquals(0, socket.sendTo(buffer, PEER));
        assertEquals(4, socket.receive(buffer));
        assertEquals(5, socket.peek(buffer));
        assertTrue(socket.truncated());
        assertNull(socket.receiveFrom(buffer));
        assertNull(socket.peekFrom(buffer));
        backend.last().answer("receiveFrom", PEER).answer("peekFrom", PEER);
        assertEquals(PEER, socket.receiveFrom(buffer));
        assertEquals(PEER, socket.peekFrom(buffer));
        assertEquals(
                List.of(
                        "connect " + PEER,
                        "send " + buffer,
                        "sendTo " + buffer + " " + PEER,
                        "receive " + buffer,
                        "peek " + buffer,
                        "truncated",
                        "receiveFrom " + buffer,
                        "peekFrom " + buffer,
                        "receiveFrom " + buffer,
                        "peekFrom " + buffer),
                backend.last().calls);
    }

    private void assertOptionCall(String expected, Executable call) throws IOException {
        backend.last().calls.clear();
        try {
            call.execute();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        List<String> calls = backend.last().calls;
        calls.remove("localAddress");
        assertEquals(List.of(expected), calls);
    }

    @Test
    void typedOptionsOfIpv4AreTheOptionsOfThoseNames() throws IOException {
        UdpSocket socket = bound(LOCAL);
        backend.last().answer("getOption", arguments -> arguments[0].toString().endsWith("TTL") ? 9 : (Object) true);
        assertOptionCall("setOption SO_BROADCAST true", () -> assertSame(socket, socket.setBroadcast(true)));
        assertOptionCall("getOption SO_BROADCAST", () -> assertTrue(socket.broadcast()));
        assertOptionCall(
                "setOption IP_MULTICAST_LOOP false", () -> assertSame(socket, socket.setMulticastLoopV4(false)));
        assertOptionCall("getOption IP_MULTICAST_LOOP", () -> assertTrue(socket.multicastLoopV4()));
        assertOptionCall("setOption IP_MULTICAST_TTL 3", () -> assertSame(socket, socket.setMulticastTtlV4(3)));
        assertOptionCall("getOption IP_MULTICAST_TTL", () -> assertEquals(9, socket.multicastTtlV4()));
        assertOptionCall("setOption IP_TTL 5", () -> assertSame(socket, socket.setTtl(5)));
        assertOptionCall("getOption IP_TTL", () -> assertEquals(9, socket.ttl()));
    }

    @Test
    void typedOptionsOfIpv6AreTheOptionsOfThoseNames() throws IOException {
        UdpSocket socket = bound(LOCAL_V6);
        backend.last().answer("getOption", true);
        assertOptionCall(
                "setOption IP_MULTICAST_LOOP false", () -> assertSame(socket, socket.setMulticastLoopV6(false)));
        assertOptionCall("getOption IP_MULTICAST_LOOP", () -> assertTrue(socket.multicastLoopV6()));
        assertOptionCall("getOption " + EndpointOption.IPV6_V6ONLY, () -> assertTrue(socket.onlyV6()));
    }

    @Test
    void multicastOptionsOfTheOtherFamilyAreRefused() throws IOException {
        UdpSocket v4 = bound(LOCAL);
        assertThrows(UnsupportedOperationException.class, () -> v4.setMulticastLoopV6(true));
        assertThrows(UnsupportedOperationException.class, v4::multicastLoopV6);
        assertFalse(backend.last().wasAskedFor("setOption") || backend.last().wasAskedFor("getOption"));
        UdpSocket v6 = bound(LOCAL_V6);
        assertThrows(UnsupportedOperationException.class, () -> v6.setMulticastLoopV4(true));
        assertThrows(UnsupportedOperationException.class, v6::multicastLoopV4);
        assertThrows(UnsupportedOperationException.class, () -> v6.setMulticastTtlV4(1));
        assertThrows(UnsupportedOperationException.class, v6::multicastTtlV4);
        assertFalse(backend.last().wasAskedFor("setOption") || backend.last().wasAskedFor("getOption"));
    }

    @Test
    void ttlOutOfRangeIsRefused() throws IOException {
        UdpSocket socket = bound(LOCAL);
        assertThrows(IllegalArgumentException.class, () -> socket.setTtl(256));
        assertThrows(IllegalArgumentException.class, () -> socket.setMulticastTtlV4(-1));
        assertThrows(IllegalArgumentException.class, () -> socket.setMulticastTtlV4(256));
        assertTrue(backend.last().calls.isEmpty());
    }

    @Test
    void multicastGroupsAreJoinedAndLeft() throws IOException {
        UdpSocket socket = bound(LOCAL);
        Inet4Address group = (Inet4Address) Addresses.of(239, 1, 2, 3);
        Inet4Address any = (Inet4Address) Addresses.of(0, 0, 0, 0);
        Inet6Address group6 = (Inet6Address) Addresses.of(255, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 35);
        socket.joinMulticastV4(group, any);
        socket.leaveMulticastV4(group, any);
        socket.joinMulticastV6(group6, 2);
        socket.leaveMulticastV6(group6, 2);
        assertEquals(
                List.of(
                        "joinMulticastV4 " + group + " " + any,
                        "leaveMulticastV4 " + group + " " + any,
                        "joinMulticastV6 " + group6 + " 2",
                        "leaveMulticastV6 " + group6 + " 2"),
                backend.last().calls);
    }

    @Test
    void whatIsNoMulticastGroupIsRefused() throws IOException {
        UdpSocket socket = bound(LOCAL);
        Inet4Address single = (Inet4Address) Addresses.of(10, 1, 2, 3);
        Inet6Address single6 = (Inet6Address) Addresses.v6(1).getAddress();
        Inet6Address group6 = (Inet6Address) Addresses.of(255, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 35);
        assertThrows(IllegalArgumentException.class, () -> socket.joinMulticastV4(single, single));
        assertThrows(IllegalArgumentException.class, () -> socket.leaveMulticastV4(single, single));
        assertThrows(IllegalArgumentException.class, () -> socket.joinMulticastV6(single6, 0));
        assertThrows(IllegalArgumentException.class, () -> socket.leaveMulticastV6(single6, 0));
        assertThrows(IllegalArgumentException.class, () -> socket.joinMulticastV6(group6, -1));
        assertThrows(IllegalArgumentException.class, () -> socket.leaveMulticastV6(group6, -1));
        assertTrue(backend.last().calls.isEmpty());
    }

    @Test
    void toStringTellsBackendAndAddresses() throws IOException {
        UdpSocket socket = bound(LOCAL);
        backend.last().answer("peerAddress", PEER);
        assertEquals("UdpSocket[fake, " + LOCAL + " -> " + PEER + "]", socket.toString());
    }
}
