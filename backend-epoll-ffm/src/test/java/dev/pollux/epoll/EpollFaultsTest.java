package dev.pollux.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.NotRegisteredException;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.ffm.Errno;
import dev.pollux.ffm.LibC;
import dev.pollux.ffm.Platform;
import dev.pollux.ffm.Posix;
import dev.pollux.spi.Availability;
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a poll and the probe make of epoll calls that fail. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class EpollFaultsTest {

    private final EpollBackend backend = new EpollBackend();
    private final Posix posix = new Posix(new LibC(), Platform.LINUX);
    private final Map<String, Queue<Errno>> failures = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    private final EpollCalls real = new LibEpoll();
    private final EpollCalls calls = (EpollCalls) Proxy.newProxyInstance(
            EpollCalls.class.getClassLoader(), new Class<?>[] {EpollCalls.class}, (proxy, method, arguments) -> {
                counts.merge(method.getName(), 1, Integer::sum);
                Queue<Errno> queue = failures.get(method.getName());
                if (queue != null && !queue.isEmpty()) {
                    return -queue.remove().linux();
                }
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });

    private void fail(String function, Errno... errors) {
        Queue<Errno> queue = failures.computeIfAbsent(function, name -> new ArrayDeque<>());
        for (Errno error : errors) {
            queue.add(error);
        }
    }

    private Poll open() throws IOException {
        return new EpollPoll(backend, calls, posix);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void signalsDuringAWaitAreNotSeen() throws Exception {
        try (Poll poll = open();
                Waker waker = Waker.create(poll.registry(), -1)) {
            waker.wake();
            Events events = Events.withCapacity(1);
            fail("epoll_wait", Errno.EINTR, Errno.EINTR);
            assertEquals(1, poll.poll(events));
            waker.wake();
            fail("epoll_wait", Errno.EINTR);
            assertEquals(1, poll.poll(events, 0, TimeUnit.SECONDS));
        }
    }

    @Test
    void otherErrorsOfAWaitAreReportedAndThePollLives() throws Exception {
        try (Poll poll = open();
                Waker waker = Waker.create(poll.registry(), 7)) {
            Events events = Events.withCapacity(1);
            waker.wake();
            fail("epoll_wait", Errno.EFAULT);
            assertThrows(IOException.class, () -> poll.poll(events));
            assertEquals(1, poll.poll(events));
        }
    }

    @Test
    void fineWaitsFallBackToMilliseconds() throws Exception {
        EpollPoll.forgetCoarse();
        try (Poll poll = open()) {
            Events events = Events.withCapacity(1);
            fail("epoll_pwait2", Errno.ENOSYS);
            long start = System.nanoTime();
            assertEquals(0, poll.poll(events, 1500, TimeUnit.MICROSECONDS));
            assertTrue(System.nanoTime() - start >= 1_500_000, "it came back early");
            assertEquals(0, poll.poll(events, 1500, TimeUnit.MICROSECONDS));
            assertEquals(1, counts.get("epoll_pwait2"), "it asks once");
        } finally {
            EpollPoll.forgetCoarse();
        }
    }

    @Test
    void refusedRegistrationLeavesNothing() throws Exception {
        Pair<StreamEndpoint> pipe = backend.openPipe();
        pipe.first().close();
        try (Poll poll = open();
                Endpoint source = pipe.second()) {
            fail("epoll_ctl", Errno.ENOSPC);
            assertThrows(IOException.class, () -> poll.registry().register(source, 1, Interest.READABLE));
            assertThrows(NotRegisteredException.class, () -> poll.registry().deregister(source));
            poll.registry().register(source, 1, Interest.READABLE);
        }
    }

    @Test
    void pollThatCannotBeOpenedLeavesNoDescriptor() throws Exception {
        open().close();
        long before = descriptors();
        fail("epoll_create1", Errno.EMFILE);
        assertThrows(IOException.class, this::open);
        fail("epoll_ctl", Errno.ENOMEM);
        assertThrows(IOException.class, this::open);
        assertEquals(before, descriptors());
    }

    @Test
    void wakerThatCannotBeOpenedLeavesNoDescriptor() throws Exception {
        try (Poll poll = open()) {
            long before = descriptors();
            fail("eventfd", Errno.EMFILE);
            assertThrows(IOException.class, () -> Waker.create(poll.registry(), 1));
            fail("epoll_ctl", Errno.ENOSPC);
            assertThrows(IOException.class, () -> Waker.create(poll.registry(), 1));
            assertEquals(before, descriptors());
        }
    }

    @Test
    void sandboxThatRefusesIsNamedWithARemedy() {
        fail("epoll_create1", Errno.EPERM);
        Availability refused = Probe.run(calls, posix);
        assertFalse(refused.isAvailable());
        assertTrue(refused.reason().contains("epoll_create1"), refused.reason());
        assertTrue(refused.remedy().contains("seccomp"), refused.remedy());
        fail("epoll_ctl", Errno.ENOSYS);
        assertFalse(Probe.run(calls, posix).isAvailable());
        fail("eventfd", Errno.EPERM);
        assertFalse(Probe.run(calls, posix).isAvailable());
    }

    @Test
    void wantThatMayPassIsNoReason() {
        fail("epoll_create1", Errno.EMFILE);
        assertTrue(Probe.run(calls, posix).isAvailable());
    }

    @Test
    void otherSystemsAreNamed() {
        assertTrue(Probe.system("Mac OS X", "aarch64").reason().contains("Mac OS X"));
        assertTrue(Probe.system("Linux", "s390x").reason().contains("s390x"));
        assertTrue(Probe.system("Linux", "aarch64").isAvailable());
    }
}
