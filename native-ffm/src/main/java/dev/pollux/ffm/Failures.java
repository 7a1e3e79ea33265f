package dev.pollux.ffm;

import dev.pollux.BacklogFullException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** Makes exceptions out of error numbers: of the right class, naming the call, the address and the number. */
public final class Failures {

    private Failures() {}

    /**
     * Returns the exception for a call that failed and is not about a socket.
     *
     * @param platform whose numbers these are
     * @param call the name of the call
     * @param result what it returned, the negative error number
     * @return the exception, to be thrown by the caller
     */
    public static IOException of(Platform platform, String call, long result) {
        return new IOException(message(platform, call, null, result));
    }

    static IOException socket(Platform platform, String call, @Nullable SocketAddress address, long result) {
        String message = message(platform, call, address, result);
        Errno errno = platform.errno((int) -result);
        if (errno == null) {
            return new SocketException(message);
        }
        return switch (call) {
            case "bind" -> bind(errno, message);
            case "connect" -> connect(errno, message);
            default -> other(errno, message);
        };
    }

    /** As {@link #socket} for datagrams of the Internet: refused means that an ICMP message said so. */
    static IOException datagram(Platform platform, String call, @Nullable SocketAddress address, long result) {
        return platform.is(result, Errno.ECONNREFUSED)
                ? new PortUnreachableException(message(platform, call, address, result))
                : socket(platform, call, address, result);
    }

    private static IOException bind(Errno errno, String message) {
        return switch (errno) {
            case EADDRINUSE, EADDRNOTAVAIL, EACCES -> new BindException(message);
            default -> other(errno, message);
        };
    }

    private static IOException connect(Errno errno, String message) {
        return switch (errno) {
            case ECONNREFUSED, ETIMEDOUT, ENOENT -> new ConnectException(message);
            case EADDRINUSE, EADDRNOTAVAIL -> new BindException(message);
            case EAGAIN -> new BacklogFullException(message + ": the listener's backlog is full, try again later");
            default -> other(errno, message);
        };
    }

    private static IOException other(Errno errno, String message) {
        return switch (errno) {
            case ECONNREFUSED -> new ConnectException(message);
            case EHOSTUNREACH, ENETUNREACH -> new NoRouteToHostException(message);
            default -> new SocketException(message);
        };
    }

    static String message(Platform platform, String call, @Nullable SocketAddress address, long result) {
        int number = (int) -result;
        Errno errno = platform.errno(number);
        return call
                + (address == null ? "" : " " + address)
                + ": "
                + (errno == null ? "error" : errno.text())
                + " ("
                + (errno == null ? "" : errno.name() + ", ")
                + "errno "
                + number
                + ")";
    }
}
