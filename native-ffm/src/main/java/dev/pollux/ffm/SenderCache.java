package dev.pollux.ffm;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The sender of the last datagram: many come from the same one, and its address need not be made again. */
final class SenderCache {

    private byte[] bytes = {};
    private @Nullable SocketAddress address;

    /** Returns the address at a place in memory; called by one thread at a time. */
    SocketAddress get(Addresses addresses, long from, int length) throws IOException {
        SocketAddress last = address;
        if (last != null && isLast(from, length)) {
            return last;
        }
        SocketAddress decoded = addresses.decode(from, length);
        bytes = Memory.getBytes(from, length);
        address = decoded;
        return decoded;
    }

    private boolean isLast(long from, int length) {
        if (length != bytes.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Memory.getByte(from + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
