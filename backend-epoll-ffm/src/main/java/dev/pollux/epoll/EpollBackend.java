package dev.pollux.epoll;

import dev.pollux.Poll;
import dev.pollux.ffm.LibC;
import dev.pollux.ffm.Platform;
import dev.pollux.ffm.Posix;
import dev.pollux.ffm.PosixBackend;
import dev.pollux.spi.Availability;
import java.io.IOException;

/** The backend over {@code epoll(7)}: Linux on x86-64 and aarch64, without native code of its own. */
public final class EpollBackend extends PosixBackend {

    private static final class Native {
        static final EpollCalls CALLS = new LibEpoll();
        static final Posix POSIX = new Posix(new LibC(), Platform.LINUX);
        static final Availability AVAILABILITY = Probe.run(CALLS, POSIX);
    }

    /** Creates the backend; called by {@link java.util.ServiceLoader}. Nothing native is touched. */
    public EpollBackend() {}

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Availability availability() {
        Availability here = Probe.system();
        return here.isAvailable() ? Native.AVAILABILITY : here;
    }

    @Override
    protected Posix posix() {
        return Native.POSIX;
    }

    @Override
    public Poll openPoll() throws IOException {
        return new EpollPoll(this, Native.CALLS, Native.POSIX);
    }
}
