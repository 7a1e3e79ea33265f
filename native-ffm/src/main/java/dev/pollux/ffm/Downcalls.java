package dev.pollux.ffm;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * Makes method handles for functions of the C library.
 *
 * <p>Every handle takes the segment for {@code errno} first, {@link Scratch#errno}. Handles of one shape share their compiled
 * code, so fewer shapes start faster. All methods may be called by any thread.
 */
public final class Downcalls {

    /** How a call runs. */
    public enum Mode {
        /** May block: the collector does not wait for it. */
        BLOCKING,
        /** Returns at once: cheaper, but the collector waits for it. */
        QUICK,
        /** Returns at once, and its {@code ADDRESS} arguments may be on the heap. */
        QUICK_ON_HEAP
    }

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private Downcalls() {}

    /**
     * Tells whether the C library has a function.
     *
     * @param name the symbol
     * @return true if it was found
     */
    public static boolean exists(String name) {
        return SYMBOLS.find(name).isPresent();
    }

    /**
     * Makes the handle for a function.
     *
     * @param mode how it runs
     * @param name the symbol
     * @param result the type of the result
     * @param arguments the types of the arguments
     * @return the handle, with the segment for {@code errno} as an additional first parameter
     * @throws UnsupportedOperationException if the C library has no such function
     */
    public static MethodHandle find(Mode mode, String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), options(mode));
    }

    /** Makes the handle for a quick function whose parameters are variadic from one on, as those of {@code fcntl} are. */
    static MethodHandle findVariadic(int firstVariadic, String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(
                name,
                FunctionDescriptor.of(result, arguments),
                Linker.Option.firstVariadicArg(firstVariadic),
                CAPTURE,
                Linker.Option.critical(false));
    }

    private static Linker.Option[] options(Mode mode) {
        return switch (mode) {
            case BLOCKING -> new Linker.Option[] {CAPTURE};
            case QUICK -> new Linker.Option[] {CAPTURE, Linker.Option.critical(false)};
            case QUICK_ON_HEAP -> new Linker.Option[] {CAPTURE, Linker.Option.critical(true)};
        };
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
        Optional<MemorySegment> symbol = SYMBOLS.find(name);
        if (symbol.isEmpty()) {
            throw new UnsupportedOperationException("the C library has no function " + name);
        }
        return LINKER.downcallHandle(symbol.get(), type, options);
    }

    /**
     * Turns the result of a call into what {@link SystemCalls} returns.
     *
     * @param result what the function returned
     * @param scratch whose errno segment the call was given
     * @return the result, or the negative error number if it is negative
     */
    public static int result(int result, Scratch scratch) {
        return result >= 0 ? result : -errno(scratch);
    }

    /**
     * Turns the result of a call into what {@link SystemCalls} returns.
     *
     * @param result what the function returned
     * @param scratch whose errno segment the call was given
     * @return the result, or the negative error number if it is negative
     */
    public static long result(long result, Scratch scratch) {
        return result >= 0 ? result : -errno(scratch);
    }

    private static int errno(Scratch scratch) {
        return (int) ERRNO.get(scratch.errno, 0L);
    }

    /**
     * Wraps what a handle can throw only if its arguments are wrong.
     *
     * @param thrown what was thrown
     * @return never
     */
    public static RuntimeException rethrow(Throwable thrown) {
        // What the linker says of a user's buffer reaches the user: closed arena, wrong thread.
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        throw new AssertionError(thrown);
    }

    static MemorySegment newErrno(java.lang.foreign.Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }

    /** A C {@code int}. */
    public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    /** A C {@code long}, {@code size_t} or {@code ssize_t}, or a pointer to memory of our own. */
    public static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
}
