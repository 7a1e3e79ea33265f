package dev.pollux.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses made of bytes, so that no test asks a name server. */
final class Addresses {

    private Addresses() {}

    /** Returns 127.0.0.1 with a port. */
    static InetSocketAddress v4(int port) {
        return new InetSocketAddress(of(127, 0, 0, 1), port);
    }

    /** Returns ::1 with a port. */
    static InetSocketAddress v6(int port) {
        return new InetSocketAddress(of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), port);
    }

    static InetAddress of(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
