package dev.pollux.epoll;

import dev.pollux.spi.Backend;
import dev.pollux.tck.BackendContract;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Runs the contract test kit on the epoll backend. */
@EnabledOnOs(OS.LINUX)
class EpollContractTest extends BackendContract {

    @Override
    protected Backend backend() {
        return new EpollBackend();
    }
}
