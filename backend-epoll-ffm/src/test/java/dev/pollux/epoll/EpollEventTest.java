package dev.pollux.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The layout of epoll_event, and what its bits mean. */
class EpollEventTest {

    private static final int IN = EpollEvent.EPOLLIN;
    private static final int OUT = EpollEvent.EPOLLOUT;
    private static final int READ_WRITE = Readiness.READABLE | Readiness.WRITABLE;

    @Test
    void eventIsPackedOnX64Only() {
        assertTrue(EpollEvent.isPacked("amd64"));
        assertTrue(EpollEvent.isPacked("x86_64"));
        assertFalse(EpollEvent.isPacked("aarch64"));
        assertEquals(Integer.BYTES, EpollEvent.data(true));
        assertEquals(Integer.BYTES + Long.BYTES, EpollEvent.size(true));
        assertEquals(Long.BYTES, EpollEvent.data(false));
        assertEquals(2 * Long.BYTES, EpollEvent.size(false));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void valuesAreThoseOfTheHeaders(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("values.c");
        Path program = folder.resolve("values");
        Files.writeString(source, """
                #define _GNU_SOURCE
                #include <sys/epoll.h>
                #include <sys/eventfd.h>
                #include <stddef.h>
                #include <stdio.h>
                int main(void) {
                  printf("%zu %zu %d %d %d %d %d %d %d %d %d %d %d %d %d %d\\n",
                    sizeof(struct epoll_event), offsetof(struct epoll_event, data),
                    EPOLLIN, EPOLLPRI, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLWRNORM, EPOLLRDHUP, (int) EPOLLET,
                    EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD, EPOLL_CLOEXEC, EFD_CLOEXEC, EFD_NONBLOCK);
                  return 0;
                }
                """);
        String machine = run(List.of("gcc", "-dumpmachine")).output();
        String arch = System.getProperty("os.arch");
        assumeTrue(machine.startsWith(arch.equals("amd64") ? "x86_64" : arch), "gcc here is for " + machine);
        assertEquals(
                0,
                run(List.of("gcc", "-o", program.toString(), source.toString())).status());
        String ours = "%d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d"
                .formatted(
                        EpollEvent.SIZE,
                        EpollEvent.DATA,
                        EpollEvent.EPOLLIN,
                        EpollEvent.EPOLLPRI,
                        EpollEvent.EPOLLOUT,
                        EpollEvent.EPOLLERR,
                        EpollEvent.EPOLLHUP,
                        EpollEvent.EPOLLWRNORM,
                        EpollEvent.EPOLLRDHUP,
                        EpollEvent.EPOLLET,
                        EpollEvent.EPOLL_CTL_ADD,
                        EpollEvent.EPOLL_CTL_DEL,
                        EpollEvent.EPOLL_CTL_MOD,
                        EpollEvent.EPOLL_CLOEXEC,
                        EpollEvent.EFD_CLOEXEC,
                        EpollEvent.EFD_NONBLOCK);
        assertEquals(ours, run(List.of(program.toString())).output().strip());
    }

    private record Result(int status, String output) {}

    private static Result run(List<String> command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            assumeTrue(false, "cannot run " + command.get(0) + ": " + e.getMessage());
            throw e;
        }
    }

    @Test
    void dataIsReadable() {
        assertEquals(Readiness.READABLE, EpollEvent.readiness(IN));
        assertEquals(Readiness.WRITABLE, EpollEvent.readiness(OUT));
        assertEquals(READ_WRITE, EpollEvent.readiness(IN | OUT));
    }

    @Test
    void outOfBandDataIsReadableToo() {
        assertEquals(Readiness.READABLE | Readiness.PRIORITY, EpollEvent.readiness(EpollEvent.EPOLLPRI));
    }

    @Test
    void endOfStreamIsReadClosed() {
        assertEquals(Readiness.READABLE | Readiness.READ_CLOSED, EpollEvent.readiness(IN | EpollEvent.EPOLLRDHUP));
    }

    @Test
    void hangUpIsReadableAndWritableAndClosed() {
        assertEquals(
                READ_WRITE | Readiness.READ_CLOSED | Readiness.WRITE_CLOSED, EpollEvent.readiness(EpollEvent.EPOLLHUP));
    }

    @Test
    void errorAloneIsWriteClosed() {
        int error = READ_WRITE | Readiness.ERROR | Readiness.WRITE_CLOSED;
        assertEquals(error, EpollEvent.readiness(EpollEvent.EPOLLERR));
        assertEquals(error, EpollEvent.readiness(EpollEvent.EPOLLERR | OUT));
        assertEquals(READ_WRITE | Readiness.ERROR, EpollEvent.readiness(EpollEvent.EPOLLERR | IN));
    }
}
