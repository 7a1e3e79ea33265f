package dev.pollux.tck;

import dev.pollux.spi.Backend;
import org.junit.jupiter.api.Nested;

/**
 * The whole contract of a backend, one nested class per area.
 *
 * <p>A backend passes it with one small class in its tests:
 *
 * {@snippet :
 * class NioContractTest extends BackendContract {
 *     @Override
 *     protected Backend backend() {
 *         return Backends.named("nio");
 *     }
 * }
 * }
 *
 * <p>Which rule is tested where:
 *
 * <table>
 * <caption>The rules of the contract and their tests</caption>
 * <tr><th>Rule</th><th>Tests</th></tr>
 * <tr><td>What a backend says of itself</td><td>{@link ServiceContract}</td></tr>
 * <tr><td>Events are cleared first, capacity, fairness, one poller at a time</td><td>{@link PollingContract}</td></tr>
 * <tr><td>Limits of time, no empty return without one</td><td>{@link WaitingContract}</td></tr>
 * <tr><td>All 64-bit tokens, tokens in common</td><td>{@link TokenContract}</td></tr>
 * <tr><td>Readable and writable, hints that are never wrong</td><td>{@link EventsContract}</td></tr>
 * <tr><td>Register, reregister and deregister</td><td>{@link RegistrationContract}</td></tr>
 * <tr><td>What is refused, with nothing changed</td><td>{@link RefusalContract}</td></tr>
 * <tr><td>Sources of the user's own</td><td>{@link CustomSourceContract}</td></tr>
 * <tr><td>Edges: what promises another event</td><td>{@link EdgeContract}</td></tr>
 * <tr><td>Hang-ups and errors do not storm</td><td>{@link HangUpContract}</td></tr>
 * <tr><td>Wakes: never lost, coalesced, never stale</td><td>{@link WakerContract}, {@link WakerRaceContract}</td></tr>
 * <tr><td>Interrupts</td><td>{@link InterruptContract}</td></tr>
 * <tr><td>Closing, in any order</td><td>{@link ClosingContract}</td></tr>
 * <tr><td>Many threads at one poll</td><td>{@link RaceContract}</td></tr>
 * <tr><td>A closed descriptor is never used again</td><td>{@link CloseGuardContract}</td></tr>
 * <tr><td>Polls on virtual threads</td><td>{@link VirtualThreadContract}</td></tr>
 * <tr><td>What was forgotten is reclaimed</td><td>{@link ReclaimContract}</td></tr>
 * <tr><td>No garbage once warm</td><td>{@link AllocationContract}</td></tr>
 * <tr><td>TCP: connecting, flowing bytes, listening</td>
 *     <td>{@link TcpConnectContract}, {@link TcpStreamContract}, {@link TcpListenerContract}</td></tr>
 * <tr><td>UDP and multicast</td>
 *     <td>{@link UdpSocketContract}, {@link UdpDatagramContract}, {@link UdpPeerContract},
 *     {@link MulticastContract}</td></tr>
 * <tr><td>Unix sockets</td>
 *     <td>{@link UnixStreamContract}, {@link UnixListenerContract}, {@link UnixDatagramContract}</td></tr>
 * <tr><td>Pipes and child processes</td><td>{@link PipeContract}, {@link ChildProcessContract}</td></tr>
 * <tr><td>Descriptors and channels of the user's own</td>
 *     <td>{@link DescriptorContract}, {@link SourceFdContract}, {@link ChannelContract}</td></tr>
 * <tr><td>Socket options</td><td>{@link OptionsContract}</td></tr>
 * <tr><td>Bad arguments, no descriptors left, capabilities that are lacking</td>
 *     <td>{@link BadInputContract}, {@link ExhaustionContract}, {@link LackingContract}</td></tr>
 * </table>
 *
 * <p>Each area can also be extended alone. What a backend lacks by {@link Backend#capabilities()} is skipped visibly. The
 * tests use loopback addresses and ports chosen by the system only, accept spurious events, and never accept missing ones.
 */
public abstract class BackendContract {

    /** Creates the tests; called by JUnit. */
    protected BackendContract() {}

    /**
     * Returns the backend to test.
     *
     * @return an available backend; the same one or another instance each time
     */
    protected abstract Backend backend();

    @Nested
    class Service extends ServiceContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Polling extends PollingContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Waiting extends WaitingContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Tokens extends TokenContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Events extends EventsContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Registration extends RegistrationContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Refusals extends RefusalContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class CustomSources extends CustomSourceContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Edges extends EdgeContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class HangUps extends HangUpContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Wakers extends WakerContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class WakerRaces extends WakerRaceContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Interrupts extends InterruptContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Closing extends ClosingContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Races extends RaceContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class CloseGuard extends CloseGuardContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class OnVirtualThreads extends VirtualThreadContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Reclaiming extends ReclaimContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Allocation extends AllocationContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class TcpListeners extends TcpListenerContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class TcpConnecting extends TcpConnectContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class TcpStreams extends TcpStreamContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class UdpDatagrams extends UdpDatagramContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class UdpPeers extends UdpPeerContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class UdpSockets extends UdpSocketContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Multicast extends MulticastContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class UnixListeners extends UnixListenerContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class UnixStreams extends UnixStreamContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class UnixDatagrams extends UnixDatagramContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Pipes extends PipeContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class NativeDescriptors extends DescriptorContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class WatchedDescriptors extends SourceFdContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Channels extends ChannelContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class ChildProcesses extends ChildProcessContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class SocketOptions extends OptionsContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class BadInput extends BadInputContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class Exhaustion extends ExhaustionContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }

    @Nested
    class LackingCapabilities extends LackingContract {
        @Override
        protected Backend backend() {
            return BackendContract.this.backend();
        }
    }
}
