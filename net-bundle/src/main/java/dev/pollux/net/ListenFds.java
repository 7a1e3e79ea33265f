package dev.pollux.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors that a service manager hands to this process, see {@code sd_listen_fds(3)}: socket activation.
 *
 * <p>systemd opens the sockets itself, passes them from descriptor 3 on, and tells their number in {@code LISTEN_FDS}, their
 * names in {@code LISTEN_FDNAMES} and the process they are meant for in {@code LISTEN_PID}:
 *
 * {@snippet :
 * for (ListenFds.Entry entry : ListenFds.get()) {
 *     poll.registry().register(TcpListener.adopt(entry.fd()), entry.fd(), Interest.READABLE);
 * }
 * }
 */
public final class ListenFds {

    private static final int FIRST = 3; // SD_LISTEN_FDS_START

    private ListenFds() {}

    /**
     * One descriptor that was handed over.
     *
     * @param fd the descriptor, from 3 up; to be adopted once at the most
     * @param name what {@code FileDescriptorName=} of the socket unit says; {@code unknown} if no names were given
     */
    public record Entry(int fd, String name) {}

    /**
     * Returns the descriptors that were handed to this process.
     *
     * <p>A Java process cannot change its environment: each call returns the same, also when they were adopted meanwhile. A
     * shell script that starts Java must do so with {@code exec}, or they are meant for the shell.
     *
     * @return an unmodifiable list in the order of the descriptors; empty if there are none, or they are meant for another
     *     process
     * @throws IllegalStateException if the environment contradicts itself; the message names the variable and its value
     */
    public static List<Entry> get() {
        return parse(System.getenv(), ProcessHandle.current().pid());
    }

    static List<Entry> parse(Map<String, String> environment, long pid) {
        String target = environment.get("LISTEN_PID");
        String count = environment.get("LISTEN_FDS");
        if (target == null || count == null || number("LISTEN_PID", target) != pid) {
            return List.of();
        }
        long size = number("LISTEN_FDS", count);
        if (size > Integer.MAX_VALUE - FIRST) {
            throw new IllegalStateException("LISTEN_FDS=" + count + " is more than there can be descriptors");
        }
        String[] names = names(size, environment.get("LISTEN_FDNAMES"));
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            entries.add(new Entry(FIRST + i, names == null ? "unknown" : names[i]));
        }
        return List.copyOf(entries);
    }

    private static String @Nullable [] names(long size, @Nullable String variable) {
        if (size == 0 || variable == null) {
            return null;
        }
        String[] names = variable.split(":", -1);
        if (names.length != size) {
            throw new IllegalStateException("LISTEN_FDNAMES=" + variable + " are not as many as LISTEN_FDS=" + size);
        }
        return names;
    }

    private static long number(String variable, String value) {
        long number = -1;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            // Told below, as a negative number is.
        }
        if (number < 0) {
            throw new IllegalStateException(variable + "=" + value + " is not a number from 0 up");
        }
        return number;
    }
}
