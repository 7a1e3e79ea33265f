package dev.pollux.nio;

import dev.pollux.UnixAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Turns what the JDK throws into exceptions that name the call and the address. */
final class NioErrors {

    private NioErrors() {}

    /**
     * Returns the failure of a call on a socket as an exception of the same {@code java.net} class.
     *
     * <p>The JDK throws some as plain {@link IOException}, which become {@link SocketException}.
     */
    static IOException of(IOException failure, String call, @Nullable Object address) {
        if (failure instanceof ClosedChannelException) {
            return failure;
        }
        String message = call + (address == null ? "" : " " + address) + ": " + failure.getMessage();
        IOException named;
        if (failure instanceof ConnectException) {
            named = new ConnectException(message);
        } else if (failure instanceof BindException) {
            named = new BindException(message);
        } else if (failure instanceof NoRouteToHostException) {
            named = new NoRouteToHostException(message);
        } else if (failure instanceof PortUnreachableException) {
            named = new PortUnreachableException(message);
        } else {
            named = new SocketException(message);
        }
        named.initCause(failure);
        return named;
    }

    /** As {@link #of}, for calls with an address of the user's choice. */
    static IOException ofAddress(IOException failure, String call, SocketAddress address) {
        String message = String.valueOf(failure.getMessage());
        if (address instanceof UnixAddress && message.contains("too long")) {
            throw new IllegalArgumentException(
                    call + " " + address + ": the path is " + address.toString().length()
                            + " characters long, more than a Unix address holds: choose a shorter one",
                    failure);
        }
        return of(failure, call, address);
    }

    static SocketException notConnected(String call) {
        return new SocketException(call + ": the socket is not connected");
    }
}
