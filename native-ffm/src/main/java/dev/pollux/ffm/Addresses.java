package dev.pollux.ffm;

import dev.pollux.UnixAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Socket addresses to and from native memory. */
final class Addresses {

    /** What the JDK takes file names for. */
    private static final Charset PATHS = pathCharset();

    private final Platform platform;
    private final int unix;
    private final int inet;
    private final int inet6;

    Addresses(Platform platform) {
        this.platform = platform;
        unix = platform.value(Constant.AF_UNIX);
        inet = platform.value(Constant.AF_INET);
        inet6 = platform.value(Constant.AF_INET6);
    }

    private static Charset pathCharset() {
        try {
            return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /**
     * Writes an address for a socket of a family.
     *
     * @return its length
     * @throws UnresolvedAddressException if it has a host name only
     * @throws IllegalArgumentException if it does not fit the family
     * @throws IllegalArgumentException if a Unix path is too long, or its characters do not exist in file names here
     */
    int encode(SocketAddress address, int family, long to) throws IOException {
        if (family == unix) {
            return encodeUnix(address, to);
        }
        if (!(address instanceof InetSocketAddress internet)) {
            throw unfit(address, family);
        }
        InetAddress host = internet.getAddress();
        if (host == null) {
            throw new UnresolvedAddressException();
        }
        Memory.clear(to, Layouts.SOCKADDR_IN6);
        Memory.putShort(to, (short) family);
        Memory.putShort(to + Layouts.SOCKADDR_PORT, networkOrder(internet.getPort()));
        if (family == inet6) {
            encodeInet6(host, to);
            return Layouts.SOCKADDR_IN6;
        }
        if (!(host instanceof Inet4Address)) {
            throw unfit(address, family);
        }
        Memory.putBytes(to + Layouts.SOCKADDR_IN_ADDRESS, host.getAddress());
        return Layouts.SOCKADDR_IN;
    }

    private IllegalArgumentException unfit(SocketAddress address, int family) {
        return new IllegalArgumentException("the address " + address + " does not fit "
                + (family == unix ? "a Unix" : family == inet ? "an IPv4" : "an IPv6")
                + " socket: open one of the address's family");
    }

    private static void encodeInet6(InetAddress host, long to) {
        long bytes = to + Layouts.SOCKADDR_IN6_ADDRESS;
        if (host instanceof Inet6Address inet6) {
            Memory.putBytes(bytes, inet6.getAddress());
            Memory.putInt(to + Layouts.SOCKADDR_IN6_SCOPE, inet6.getScopeId());
        } else if (!host.isAnyLocalAddress()) { // the wildcard is all zeros and means both protocols
            Memory.putShort(bytes + 10, (short) -1);
            Memory.putBytes(bytes + 12, host.getAddress());
        }
    }

    private int encodeUnix(SocketAddress address, long to) throws IOException {
        if (!(address instanceof UnixAddress name)) {
            throw unfit(address, unix);
        }
        Memory.putShort(to, (short) unix);
        long path = to + Layouts.SOCKADDR_UN_PATH;
        Optional<byte[]> hidden = name.abstractName();
        if (hidden.isPresent()) {
            byte[] bytes = checkLength(hidden.get(), name);
            Memory.putByte(path, (byte) 0);
            Memory.putBytes(path + 1, bytes);
            return Layouts.SOCKADDR_UN_PATH + 1 + bytes.length;
        }
        Optional<Path> file = name.path();
        if (file.isEmpty()) {
            return Layouts.SOCKADDR_UN_PATH;
        }
        byte[] bytes = checkLength(bytes(file.get().toString()), name);
        Memory.putBytes(path, bytes);
        Memory.putByte(path + bytes.length, (byte) 0);
        return Layouts.SOCKADDR_UN_PATH + bytes.length + 1;
    }

    private static byte[] bytes(String path) {
        try {
            ByteBuffer encoded = PATHS.newEncoder().encode(CharBuffer.wrap(path));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the path " + path + " cannot be written in " + PATHS, e);
        }
    }

    private byte[] checkLength(byte[] bytes, UnixAddress address) {
        int most = platform.longestUnixPath();
        if (bytes.length > most) {
            throw new IllegalArgumentException(
                    "Unix address " + address + " is " + bytes.length + " bytes long, the system allows " + most);
        }
        return bytes;
    }

    /** Reads an address that a call has left; the length is what the call said, and may be 0 for an unnamed one. */
    SocketAddress decode(long from, int length) throws IOException {
        int family = length < Layouts.SOCKADDR_UN_PATH ? unix : Memory.getShort(from) & 0xffff;
        if (family == unix) {
            return decodeUnix(from + Layouts.SOCKADDR_UN_PATH, length - Layouts.SOCKADDR_UN_PATH);
        }
        int port = networkOrder(Memory.getShort(from + Layouts.SOCKADDR_PORT)) & 0xffff;
        if (family == inet) {
            byte[] host = Memory.getBytes(from + Layouts.SOCKADDR_IN_ADDRESS, 4);
            return new InetSocketAddress(InetAddress.getByAddress(host), port);
        }
        if (family != inet6) {
            throw new SocketException("unknown address family " + family);
        }
        byte[] host = Memory.getBytes(from + Layouts.SOCKADDR_IN6_ADDRESS, 16);
        int scope = Memory.getInt(from + Layouts.SOCKADDR_IN6_SCOPE);
        return new InetSocketAddress(
                scope == 0 ? InetAddress.getByAddress(host) : Inet6Address.getByAddress(null, host, scope), port);
    }

    private static SocketAddress decodeUnix(long path, int room) {
        if (room <= 0) {
            return UnixAddress.unnamed();
        }
        if (Memory.getByte(path) == 0) {
            return UnixAddress.ofAbstract(Memory.getBytes(path + 1, room - 1));
        }
        int length = 0;
        while (length < room && Memory.getByte(path + length) != 0) {
            length++;
        }
        return UnixAddress.of(Path.of(new String(Memory.getBytes(path, length), PATHS)));
    }

    /** All systems that have a native backend are little-endian. */
    private static short networkOrder(int port) {
        return Short.reverseBytes((short) port);
    }
}
