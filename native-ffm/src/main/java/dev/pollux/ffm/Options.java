package dev.pollux.ffm;

import dev.pollux.ffm.FdSocket.Kind;
import dev.pollux.spi.EndpointOption;
import dev.pollux.spi.Unsupported;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The socket options, and which kind of socket has which.
 *
 * <p>Options are recognised by name and type, so that those of {@code jdk.net.ExtendedSocketOptions} need not be there.
 */
final class Options {

    private static final int ANY = Integer.MAX_VALUE;
    private static final EnumSet<Kind> ALL = EnumSet.of(Kind.STREAM, Kind.LISTENER, Kind.DATAGRAM);
    private static final EnumSet<Kind> STREAMS = EnumSet.of(Kind.STREAM, Kind.LISTENER);
    private static final EnumSet<Kind> DATAGRAMS = EnumSet.of(Kind.DATAGRAM);

    /** Which families have an option. */
    private enum Families {
        EVERY,
        INTERNET,
        INET6,
        UNIX;

        boolean contains(FdSocket socket) {
            return switch (this) {
                case EVERY -> true;
                case INTERNET -> !socket.isUnix();
                case INET6 -> socket.isInet6();
                case UNIX -> socket.isUnix();
            };
        }
    }

    private record Entry<T>(SocketOption<T> option, Set<Kind> kinds, Families families, OptionType<T> type) {

        boolean isOf(FdSocket socket) {
            return kinds.contains(socket.kind) && families.contains(socket);
        }

        boolean matches(SocketOption<?> other) {
            return option.equals(other) || (option.name().equals(other.name()) && option.type() == other.type());
        }
    }

    private static final List<Entry<?>> ENTRIES = entries();

    private Options() {}

    static Set<SocketOption<?>> of(FdSocket socket) {
        Set<SocketOption<?>> options = new LinkedHashSet<>();
        for (Entry<?> entry : ENTRIES) {
            if (entry.isOf(socket)) {
                options.add(entry.option);
            }
        }
        return Collections.unmodifiableSet(options);
    }

    @SuppressWarnings("unchecked") // the types were compared
    static <T> OptionType<T> find(FdSocket socket, SocketOption<T> option) {
        Objects.requireNonNull(option, "option");
        for (Entry<?> entry : ENTRIES) {
            if (entry.matches(option) && entry.isOf(socket)) {
                return (OptionType<T>) entry.type;
            }
        }
        throw Unsupported.by(socket.backend(), "the option " + option.name() + " for " + socket);
    }

    private static List<Entry<?>> entries() {
        List<Entry<?>> all = new ArrayList<>();
        Constant socket = Constant.SOL_SOCKET;
        add(all, StandardSocketOptions.SO_RCVBUF, ALL, Families.EVERY, new OptionType.BufferSize(Constant.SO_RCVBUF));
        add(all, StandardSocketOptions.SO_SNDBUF, ALL, Families.EVERY, new OptionType.BufferSize(Constant.SO_SNDBUF));
        add(all, StandardSocketOptions.SO_REUSEADDR, ALL, Families.INTERNET, flag(socket, Constant.SO_REUSEADDR));
        add(all, StandardSocketOptions.SO_REUSEPORT, ALL, Families.INTERNET, flag(socket, Constant.SO_REUSEPORT));
        add(all, StandardSocketOptions.SO_KEEPALIVE, STREAMS, Families.INTERNET, flag(socket, Constant.SO_KEEPALIVE));
        add(all, StandardSocketOptions.SO_LINGER, STREAMS, Families.EVERY, new OptionType.Linger());
        add(all, StandardSocketOptions.SO_BROADCAST, DATAGRAMS, Families.INTERNET, flag(socket, Constant.SO_BROADCAST));
        addInternetProtocol(all);
        Constant tcp = Constant.IPPROTO_TCP;
        add(all, StandardSocketOptions.TCP_NODELAY, STREAMS, Families.INTERNET, flag(tcp, Constant.TCP_NODELAY));
        extended(all, "TCP_KEEPIDLE", Integer.class, STREAMS, Families.INTERNET, seconds(Constant.TCP_KEEPIDLE));
        extended(all, "TCP_KEEPINTERVAL", Integer.class, STREAMS, Families.INTERNET, seconds(Constant.TCP_KEEPINTVL));
        extended(all, "TCP_KEEPCOUNT", Integer.class, STREAMS, Families.INTERNET, seconds(Constant.TCP_KEEPCNT));
        extended(all, "TCP_QUICKACK", Boolean.class, STREAMS, Families.INTERNET, flag(tcp, Constant.TCP_QUICKACK));
        extended(
                all,
                "SO_INCOMING_NAPI_ID",
                Integer.class,
                ALL,
                Families.INTERNET,
                number(socket, Constant.SO_INCOMING_NAPI_ID, 0, ANY));
        principal(all);
        return List.copyOf(all);
    }

    private static void addInternetProtocol(List<Entry<?>> all) {
        Constant v4 = Constant.IPPROTO_IP;
        Constant v6 = Constant.IPPROTO_IPV6;
        add(
                all,
                StandardSocketOptions.IP_TOS,
                ALL,
                Families.INTERNET,
                both(number(v4, Constant.IP_TOS, 0, 255), number(v6, Constant.IPV6_TCLASS, 0, 255)));
        add(
                all,
                EndpointOption.IP_TTL,
                ALL,
                Families.INTERNET,
                both(number(v4, Constant.IP_TTL, 0, 255), number(v6, Constant.IPV6_UNICAST_HOPS, 0, 255)));
        add(all, EndpointOption.IPV6_V6ONLY, ALL, Families.INET6, flag(v6, Constant.IPV6_V6ONLY));
        add(
                all,
                StandardSocketOptions.IP_MULTICAST_TTL,
                DATAGRAMS,
                Families.INTERNET,
                both(number(v4, Constant.IP_MULTICAST_TTL, 0, 255), number(v6, Constant.IPV6_MULTICAST_HOPS, 0, 255)));
        add(
                all,
                StandardSocketOptions.IP_MULTICAST_LOOP,
                DATAGRAMS,
                Families.INTERNET,
                both(flag(v4, Constant.IP_MULTICAST_LOOP), flag(v6, Constant.IPV6_MULTICAST_LOOP)));
        add(all, StandardSocketOptions.IP_MULTICAST_IF, DATAGRAMS, Families.INTERNET, new MulticastInterface());
        extended(
                all,
                "IP_DONTFRAGMENT",
                Boolean.class,
                DATAGRAMS,
                Families.INTERNET,
                both(new DontFragment(v4, Constant.IP_MTU_DISCOVER), new DontFragment(v6, Constant.IPV6_MTU_DISCOVER)));
    }

    private static <T> void add(
            List<Entry<?>> all, SocketOption<T> option, Set<Kind> kinds, Families families, OptionType<T> type) {
        all.add(new Entry<>(option, kinds, families, type));
    }

    private static OptionType<Boolean> flag(Constant level, Constant name) {
        return new OptionType.Flag(level, name);
    }

    private static OptionType<Integer> number(Constant level, Constant name, int least, int most) {
        return new OptionType.Whole(level, name, least, most);
    }

    private static OptionType<Integer> seconds(Constant name) {
        return number(Constant.IPPROTO_TCP, name, 1, ANY);
    }

    private static <T> OptionType<T> both(OptionType<T> inet, OptionType<T> inet6) {
        return new OptionType.Both<>(inet, inet6);
    }

    /** An option of {@code jdk.net.ExtendedSocketOptions}, as itself if that class is there. */
    private static <T> void extended(
            List<Entry<?>> all, String name, Class<T> type, Set<Kind> kinds, Families families, OptionType<T> how) {
        SocketOption<?> option = jdkOption(name);
        if (option != null && option.type() == type) {
            @SuppressWarnings("unchecked")
            SocketOption<T> typed = (SocketOption<T>) option;
            add(all, typed, kinds, families, how);
        }
    }

    @SuppressWarnings("unchecked") // the value is of the type that only jdk.net knows
    private static void principal(List<Entry<?>> all) {
        SocketOption<?> option = jdkOption("SO_PEERCRED");
        if (option != null) {
            add(all, (SocketOption<Object>) option, EnumSet.of(Kind.STREAM), Families.UNIX, new PeerCredentials());
        }
    }

    private static @Nullable SocketOption<?> jdkOption(String name) {
        try {
            return (SocketOption<?>) Class.forName("jdk.net.ExtendedSocketOptions")
                    .getField(name)
                    .get(null);
        } catch (ReflectiveOperationException | LinkageError e) {
            return null; // without jdk.net nobody can name the option
        }
    }

    /** {@code IP_DONTFRAGMENT} is a way of finding the path's MTU on Linux. */
    private record DontFragment(Constant level, Constant name) implements OptionType<Boolean> {

        @Override
        public void set(FdSocket socket, Scratch s, @Nullable Boolean value) throws IOException {
            Constant how = OptionType.require(value) ? Constant.IP_PMTUDISC_DO : Constant.IP_PMTUDISC_DONT;
            socket.posix.setIntOption(s, socket.fd, level, name, socket.posix.value(how));
        }

        @Override
        public Boolean get(FdSocket socket, Scratch s) throws IOException {
            return OptionType.getInt(socket, s, level, name) == socket.posix.value(Constant.IP_PMTUDISC_DO);
        }
    }
}
