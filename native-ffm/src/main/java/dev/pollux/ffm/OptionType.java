package dev.pollux.ffm;

import java.io.IOException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** How the value of a socket option gets to the system and back; called while the socket's control lock is held. */
interface OptionType<T> {

    void set(FdSocket socket, Scratch s, @Nullable T value) throws IOException;

    @Nullable
    T get(FdSocket socket, Scratch s) throws IOException;

    /** Returns a value that is not null. */
    static <T> T require(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("the option has no value null");
        }
        return value;
    }

    static int getInt(FdSocket socket, Scratch s, Constant level, Constant name) throws IOException {
        int value = socket.posix.intOption(s, socket.fd, level, name);
        if (value < 0) {
            throw Failures.socket(socket.platform, "getsockopt " + name, null, value);
        }
        return value;
    }

    static void check(FdSocket socket, String call, int result) throws SocketException {
        if (result < 0) {
            throw new SocketException(Failures.message(socket.platform, call, null, result));
        }
    }

    /** An option that is on or off. */
    record Flag(Constant level, Constant name) implements OptionType<Boolean> {

        @Override
        public void set(FdSocket socket, Scratch s, @Nullable Boolean value) throws IOException {
            socket.posix.setIntOption(s, socket.fd, level, name, require(value) ? 1 : 0);
        }

        @Override
        public Boolean get(FdSocket socket, Scratch s) throws IOException {
            return getInt(socket, s, level, name) != 0;
        }
    }

    /** An option that is a number within bounds. */
    record Whole(Constant level, Constant name, int least, int most) implements OptionType<Integer> {

        @Override
        public void set(FdSocket socket, Scratch s, @Nullable Integer value) throws IOException {
            int number = require(value);
            if (number < least || number > most) {
                throw new IllegalArgumentException(name + " " + number + ": must be from " + least + " to " + most);
            }
            socket.posix.setIntOption(s, socket.fd, level, name, number);
        }

        @Override
        public Integer get(FdSocket socket, Scratch s) throws IOException {
            return getInt(socket, s, level, name);
        }
    }

    /** The size of a buffer, which Linux doubles for its own needs and reports doubled. */
    record BufferSize(Constant name) implements OptionType<Integer> {

        @Override
        public void set(FdSocket socket, Scratch s, @Nullable Integer value) throws IOException {
            int size = require(value);
            if (size < 0) {
                throw new IllegalArgumentException(name + " " + size + ": must not be negative");
            }
            socket.posix.setIntOption(s, socket.fd, Constant.SOL_SOCKET, name, size);
        }

        @Override
        public Integer get(FdSocket socket, Scratch s) throws IOException {
            return getInt(socket, s, Constant.SOL_SOCKET, name) / 2;
        }
    }

    /** {@code SO_LINGER}: seconds, or a negative number for off. */
    record Linger() implements OptionType<Integer> {

        private static final int MOST = 0xffff;

        @Override
        public void set(FdSocket socket, Scratch s, @Nullable Integer value) throws IOException {
            int seconds = require(value);
            Memory.putInt(s.value, seconds < 0 ? 0 : 1);
            Memory.putInt(s.value + Layouts.LINGER_SECONDS, Math.clamp(seconds, 0, MOST));
            Posix posix = socket.posix;
            int result = posix.calls.setsockopt(
                    s,
                    socket.fd,
                    posix.value(Constant.SOL_SOCKET),
                    posix.value(Constant.SO_LINGER),
                    s.value,
                    Layouts.LINGER);
            check(socket, "setsockopt SO_LINGER", result);
        }

        @Override
        public Integer get(FdSocket socket, Scratch s) throws IOException {
            Memory.putInt(s.length, Layouts.LINGER);
            Posix posix = socket.posix;
            int result = posix.calls.getsockopt(
                    s, socket.fd, posix.value(Constant.SOL_SOCKET), posix.value(Constant.SO_LINGER), s.value, s.length);
            check(socket, "getsockopt SO_LINGER", result);
            return Memory.getInt(s.value) == 0 ? -1 : Memory.getInt(s.value + Layouts.LINGER_SECONDS);
        }
    }

    /** An option with one form for each protocol; an IPv6 socket carries both, and takes both. */
    record Both<T>(OptionType<T> inet, OptionType<T> inet6) implements OptionType<T> {

        @Override
        public void set(FdSocket socket, Scratch s, @Nullable T value) throws IOException {
            if (socket.isInet6()) {
                inet6.set(socket, s, value);
            }
            inet.set(socket, s, value);
        }

        @Override
        public @Nullable T get(FdSocket socket, Scratch s) throws IOException {
            return socket.isInet6() ? inet6.get(socket, s) : inet.get(socket, s);
        }
    }
}
