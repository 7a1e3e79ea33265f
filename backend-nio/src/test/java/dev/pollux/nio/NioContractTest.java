package dev.pollux.nio;

import dev.pollux.spi.Backend;
import dev.pollux.tck.BackendContract;

/** Runs the contract test kit on the NIO backend. */
class NioContractTest extends BackendContract {

    @Override
    protected Backend backend() {
        return new NioBackend();
    }
}
