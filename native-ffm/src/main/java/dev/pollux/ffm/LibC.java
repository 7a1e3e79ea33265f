package dev.pollux.ffm;

import static dev.pollux.ffm.Downcalls.INT;
import static dev.pollux.ffm.Downcalls.LONG;
import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.pollux.ffm.Downcalls.Mode;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the C library, called through {@code java.lang.foreign}.
 *
 * <p>The handles of one shape are made together, when the first of them is used: a shape costs milliseconds, a further
 * function of it next to nothing.
 */
public final class LibC implements SystemCalls {

    /** Makes the calls; there is no state. */
    public LibC() {}

    private static final class Close {
        static final MethodHandle CLOSE = find("close");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK, name, INT, INT);
        }
    }

    private static final class Ints2 {
        static final MethodHandle LISTEN = find("listen");
        static final MethodHandle SHUTDOWN = find("shutdown");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK, name, INT, INT, INT);
        }
    }

    private static final class Ints3 {
        static final MethodHandle SOCKET = find("socket");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK, name, INT, INT, INT, INT);
        }
    }

    private static final class Pair {
        static final MethodHandle SOCKETPAIR = find("socketpair");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK, name, INT, INT, INT, INT, LONG);
        }
    }

    private static final class Pipe {
        static final MethodHandle PIPE2 = find("pipe2");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK, name, INT, LONG, INT);
        }
    }

    private static final class ToAddress {
        static final MethodHandle BIND = find("bind");
        static final MethodHandle CONNECT = find("connect");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK, name, INT, INT, LONG, INT);
        }
    }

    private static final class Accept {
        static final MethodHandle ACCEPT4 = find("accept4");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK, name, INT, INT, LONG, LONG, INT);
        }
    }

    private static final class Names {
        static final MethodHandle GETSOCKNAME = find("getsockname");
        static final MethodHandle GETPEERNAME = find("getpeername");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK, name, INT, INT, LONG, LONG);
        }
    }

    private static final class GetOption {
        static final MethodHandle GETSOCKOPT = find("getsockopt");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK, name, INT, INT, INT, INT, LONG, LONG);
        }
    }

    private static final class SetOption {
        static final MethodHandle SETSOCKOPT = find("setsockopt");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK, name, INT, INT, INT, INT, LONG, INT);
        }
    }

    private static final class Poll {
        static final MethodHandle POLL = find("poll");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.BLOCKING, name, INT, LONG, LONG, INT);
        }
    }

    private static final class Stream {
        static final MethodHandle RECV = find("recv");
        static final MethodHandle SEND = find("send");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK_ON_HEAP, name, LONG, INT, ADDRESS, LONG, INT);
        }
    }

    private static final class Receive {
        static final MethodHandle RECVFROM = find("recvfrom");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK_ON_HEAP, name, LONG, INT, ADDRESS, LONG, INT, LONG, LONG);
        }
    }

    private static final class Send {
        static final MethodHandle SENDTO = find("sendto");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK_ON_HEAP, name, LONG, INT, ADDRESS, LONG, INT, LONG, INT);
        }
    }

    private static final class File {
        static final MethodHandle READ = find("read");
        static final MethodHandle WRITE = find("write");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.QUICK_ON_HEAP, name, LONG, INT, ADDRESS, LONG);
        }
    }

    private static final class Vector {
        static final MethodHandle READV = find("readv");
        static final MethodHandle WRITEV = find("writev");
        static final MethodHandle SENDMSG = find("sendmsg");

        private static MethodHandle find(String name) {
            return Downcalls.find(Mode.BLOCKING, name, LONG, INT, LONG, INT);
        }
    }

    private static final class Control {
        static final MethodHandle FCNTL = Downcalls.findVariadic(2, "fcntl", INT, INT, INT, INT);
    }

    @Override
    public int close(Scratch scratch, int fd) {
        try {
            return Downcalls.result((int) Close.CLOSE.invokeExact(scratch.errno, fd), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int listen(Scratch scratch, int fd, int backlog) {
        try {
            return Downcalls.result((int) Ints2.LISTEN.invokeExact(scratch.errno, fd, backlog), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int shutdown(Scratch scratch, int fd, int how) {
        try {
            return Downcalls.result((int) Ints2.SHUTDOWN.invokeExact(scratch.errno, fd, how), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int socket(Scratch scratch, int domain, int type, int protocol) {
        try {
            return Downcalls.result((int) Ints3.SOCKET.invokeExact(scratch.errno, domain, type, protocol), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int socketpair(Scratch scratch, int domain, int type, int protocol, long fds) {
        try {
            return Downcalls.result(
                    (int) Pair.SOCKETPAIR.invokeExact(scratch.errno, domain, type, protocol, fds), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int pipe2(Scratch scratch, long fds, int flags) {
        try {
            return Downcalls.result((int) Pipe.PIPE2.invokeExact(scratch.errno, fds, flags), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int bind(Scratch scratch, int fd, long address, int length) {
        try {
            return Downcalls.result((int) ToAddress.BIND.invokeExact(scratch.errno, fd, address, length), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int connect(Scratch scratch, int fd, long address, int length) {
        try {
            return Downcalls.result((int) ToAddress.CONNECT.invokeExact(scratch.errno, fd, address, length), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int accept4(Scratch scratch, int fd, long address, long length, int flags) {
        try {
            return Downcalls.result(
                    (int) Accept.ACCEPT4.invokeExact(scratch.errno, fd, address, length, flags), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int getsockname(Scratch scratch, int fd, long address, long length) {
        try {
            return Downcalls.result((int) Names.GETSOCKNAME.invokeExact(scratch.errno, fd, address, length), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int getpeername(Scratch scratch, int fd, long address, long length) {
        try {
            return Downcalls.result((int) Names.GETPEERNAME.invokeExact(scratch.errno, fd, address, length), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int getsockopt(Scratch scratch, int fd, int level, int name, long value, long length) {
        try {
            return Downcalls.result(
                    (int) GetOption.GETSOCKOPT.invokeExact(scratch.errno, fd, level, name, value, length), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int setsockopt(Scratch scratch, int fd, int level, int name, long value, int length) {
        try {
            return Downcalls.result(
                    (int) SetOption.SETSOCKOPT.invokeExact(scratch.errno, fd, level, name, value, length), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int poll(Scratch scratch, long fds, long count, int timeout) {
        try {
            return Downcalls.result((int) Poll.POLL.invokeExact(scratch.errno, fds, count, timeout), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public long recv(Scratch scratch, int fd, MemorySegment buffer, long length, int flags) {
        try {
            return Downcalls.result((long) Stream.RECV.invokeExact(scratch.errno, fd, buffer, length, flags), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public long send(Scratch scratch, int fd, MemorySegment buffer, long length, int flags) {
        try {
            return Downcalls.result((long) Stream.SEND.invokeExact(scratch.errno, fd, buffer, length, flags), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public long recvfrom(
            Scratch scratch, int fd, MemorySegment buffer, long length, int flags, long address, long addressLength) {
        try {
            return Downcalls.result(
                    (long) Receive.RECVFROM.invokeExact(
                            scratch.errno, fd, buffer, length, flags, address, addressLength),
                    scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public long sendto(
            Scratch scratch, int fd, MemorySegment buffer, long length, int flags, long address, int addressLength) {
        try {
            return Downcalls.result(
                    (long) Send.SENDTO.invokeExact(scratch.errno, fd, buffer, length, flags, address, addressLength),
                    scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public long read(Scratch scratch, int fd, MemorySegment buffer, long length) {
        try {
            return Downcalls.result((long) File.READ.invokeExact(scratch.errno, fd, buffer, length), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public long write(Scratch scratch, int fd, MemorySegment buffer, long length) {
        try {
            return Downcalls.result((long) File.WRITE.invokeExact(scratch.errno, fd, buffer, length), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public long readv(Scratch scratch, int fd, long vector, int count) {
        try {
            return Downcalls.result((long) Vector.READV.invokeExact(scratch.errno, fd, vector, count), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public long writev(Scratch scratch, int fd, long vector, int count) {
        try {
            return Downcalls.result((long) Vector.WRITEV.invokeExact(scratch.errno, fd, vector, count), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public long sendmsg(Scratch scratch, int fd, long message, int flags) {
        try {
            return Downcalls.result((long) Vector.SENDMSG.invokeExact(scratch.errno, fd, message, flags), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int fcntl(Scratch scratch, int fd, int command, int argument) {
        try {
            return Downcalls.result((int) Control.FCNTL.invokeExact(scratch.errno, fd, command, argument), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }
}
