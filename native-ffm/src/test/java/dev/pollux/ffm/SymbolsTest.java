package dev.pollux.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The methods of the call interface are named after the functions of the C library. */
class SymbolsTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void everyMethodIsAFunctionOfTheLibrary() {
        for (Method method : SystemCalls.class.getDeclaredMethods()) {
            assertTrue(Downcalls.exists(method.getName()), () -> "no function " + method.getName());
        }
    }

    /** Each fails on a descriptor that is not open as that function does; one bound to another would not. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void everyMethodReachesTheSystem() {
        SystemCalls calls = new LibC();
        Scratch s = Scratch.get();
        MemorySegment none = MemorySegment.ofArray(new byte[8]);
        Memory.putInt(s.length, 8);
        int bad = -Errno.EBADF.linux();
        assertEquals(bad, calls.bind(s, -1, s.address, 16));
        assertEquals(bad, calls.listen(s, -1, 1));
        assertEquals(bad, calls.accept4(s, -1, 0, 0, 0));
        assertEquals(bad, calls.connect(s, -1, s.address, 16));
        assertEquals(bad, calls.getsockname(s, -1, s.address, s.length));
        assertEquals(bad, calls.getpeername(s, -1, s.address, s.length));
        assertEquals(bad, calls.getsockopt(s, -1, 1, 1, s.value, s.length));
        assertEquals(bad, calls.setsockopt(s, -1, 1, 1, s.value, 4));
        assertEquals(bad, calls.shutdown(s, -1, 0));
        assertEquals(bad, calls.close(s, -1));
        assertEquals(bad, calls.fcntl(s, -1, 1, 0));
        assertEquals(bad, calls.recv(s, -1, none, 8, 0));
        assertEquals(bad, calls.send(s, -1, none, 8, 0));
        assertEquals(bad, calls.recvfrom(s, -1, none, 8, 0, 0, 0));
        assertEquals(bad, calls.sendto(s, -1, none, 8, 0, 0, 0));
        assertEquals(bad, calls.read(s, -1, none, 8));
        assertEquals(bad, calls.write(s, -1, none, 8));
        Memory.putLong(s.vector, s.value);
        Memory.putLong(s.vector + Layouts.IOVEC_LENGTH, 1);
        assertEquals(bad, calls.readv(s, -1, s.vector, 1));
        assertEquals(bad, calls.writev(s, -1, s.vector, 1));
        Memory.clear(s.message, Layouts.MSGHDR);
        assertEquals(bad, calls.sendmsg(s, -1, s.message, 0));
        assertEquals(-Errno.EAFNOSUPPORT.linux(), calls.socket(s, 9999, 1, 0));
        assertEquals(-Errno.EAFNOSUPPORT.linux(), calls.socketpair(s, 9999, 1, 0, s.value));
        assertEquals(-Errno.EINVAL.linux(), calls.pipe2(s, s.value, -1));
        assertEquals(0, calls.poll(s, 0, 0, 0));
    }
}
