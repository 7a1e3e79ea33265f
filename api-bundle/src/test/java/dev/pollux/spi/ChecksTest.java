package dev.pollux.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ChecksTest {

    private static final ByteBuffer FOUR = ByteBuffer.allocate(4);
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    private static final ByteBuffer READ_ONLY = ByteBuffer.allocate(4).asReadOnlyBuffer();

    @Test
    void bufferWithRoomPasses() {
        Checks.requireRoom(FOUR);
        Checks.requireRoom(ByteBuffer.allocateDirect(1));
    }

    @Test
    void bufferWithoutRoomIsRejected() {
        assertRejected("no room", () -> Checks.requireRoom(NONE));
        assertRejected(
                "no room", () -> Checks.requireRoom(ByteBuffer.allocate(4).position(4)));
    }

    @Test
    void readOnlyBufferIsRejected() {
        assertRejected("read-only", () -> Checks.requireRoom(READ_ONLY));
    }

    @Test
    void roomOfARangeIsCounted() {
        ByteBuffer[] buffers = {READ_ONLY, FOUR, NONE, FOUR, READ_ONLY};
        assertEquals(8, Checks.requireRoom(buffers, 1, 3));
    }

    @Test
    void roomBeyondAnIntIsCounted() {
        ByteBuffer large = ByteBuffer.allocate(1 << 20);
        ByteBuffer[] buffers = new ByteBuffer[4096];
        Arrays.fill(buffers, large);
        assertEquals(1L << 32, Checks.requireRoom(buffers, 0, buffers.length));
        assertEquals(1L << 32, Checks.remaining(buffers, 0, buffers.length));
    }

    @Test
    void rangeWithoutRoomIsRejected() {
        assertRejected(
                "the 2 buffers have no room", () -> Checks.requireRoom(new ByteBuffer[] {NONE, NONE, FOUR}, 0, 2));
        assertRejected("the 0 buffers have no room", () -> Checks.requireRoom(new ByteBuffer[] {FOUR}, 0, 0));
    }

    @Test
    void readOnlyBufferInARangeIsRejectedByItsIndex() {
        assertRejected("buffer 1", () -> Checks.requireRoom(new ByteBuffer[] {FOUR, READ_ONLY}, 0, 2));
    }

    @Test
    void rangeOutsideTheArrayIsRejected() {
        ByteBuffer[] buffers = {FOUR, FOUR};
        int[][] ranges = {{-1, 1}, {0, 3}, {2, 1}, {1, -1}, {1, Integer.MAX_VALUE}};
        for (int[] range : ranges) {
            assertThrows(IndexOutOfBoundsException.class, () -> Checks.requireRoom(buffers, range[0], range[1]));
            assertThrows(IndexOutOfBoundsException.class, () -> Checks.remaining(buffers, range[0], range[1]));
        }
    }

    @Test
    void remainingIsCountedAlsoWhenNothingRemains() {
        assertEquals(4, Checks.remaining(new ByteBuffer[] {READ_ONLY, NONE}, 0, 2));
        assertEquals(0, Checks.remaining(new ByteBuffer[] {NONE}, 0, 1));
    }

    private static void assertRejected(String part, Executable check) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, check).getMessage());
        assertTrue(message.contains(part), message);
    }
}
