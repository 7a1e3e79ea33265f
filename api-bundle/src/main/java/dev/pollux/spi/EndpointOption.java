package dev.pollux.spi;

import java.net.SocketOption;

/**
 * Socket options that {@link java.net.StandardSocketOptions} lacks; the net types have typed methods for them.
 *
 * @param name the name of the option
 * @param type the type of its value
 * @param <T> the type of its value
 */
public record EndpointOption<T>(String name, Class<T> type) implements SocketOption<T> {

    /** The hop limit of outgoing packets, 0 to 255: {@code IP_TTL}, or {@code IPV6_UNICAST_HOPS} for an IPv6 socket. */
    public static final SocketOption<Integer> IP_TTL = new EndpointOption<>("IP_TTL", Integer.class);

    /** Whether an IPv6 socket refuses IPv4: {@code IPV6_V6ONLY}; to be set before the socket is bound. */
    public static final SocketOption<Boolean> IPV6_V6ONLY = new EndpointOption<>("IPV6_V6ONLY", Boolean.class);

    /**
     * Returns the name, as the options of the JDK do.
     *
     * @return {@link #name()}
     */
    @Override
    public String toString() {
        return name;
    }
}
