package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.net.ListenFds.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenFdsTest {

    private static final long PID = 42;

    @Test
    void descriptorsCountFromThreeWithTheirNames() {
        assertEquals(
                List.of(new Entry(3, "http"), new Entry(4, "admin")),
                ListenFds.parse(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "http:admin"), PID));
    }

    @Test
    void descriptorsWithoutNamesAreUnknown() {
        assertEquals(
                List.of(new Entry(3, "unknown")), ListenFds.parse(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "1"), PID));
    }

    @Test
    void emptyNamesAreKept() {
        assertEquals(
                List.of(new Entry(3, ""), new Entry(4, "b"), new Entry(5, "")),
                ListenFds.parse(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "3", "LISTEN_FDNAMES", ":b:"), PID));
    }

    @Test
    void descriptorsOfAnotherProcessAreLeftAlone() {
        assertTrue(ListenFds.parse(Map.of("LISTEN_PID", "41", "LISTEN_FDS", "2"), PID)
                .isEmpty());
    }

    @Test
    void nothingSetMeansNone() {
        assertTrue(ListenFds.parse(Map.of(), PID).isEmpty());
        assertTrue(ListenFds.parse(Map.of("LISTEN_PID", "42"), PID).isEmpty());
        assertTrue(ListenFds.parse(Map.of("LISTEN_FDS", "1"), PID).isEmpty());
        assertTrue(ListenFds.parse(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "0"), PID)
                .isEmpty());
    }

    @Test
    void noneWithAnEmptyListOfNamesIsNone() {
        assertTrue(ListenFds.parse(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "0", "LISTEN_FDNAMES", ""), PID)
                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two", "-1", "99999999999999999999", "2147483647"})
    void aCountThatIsNoneNamesTheVariable(String count) {
        var failure = assertThrows(
                IllegalStateException.class,
                () -> ListenFds.parse(Map.of("LISTEN_PID", "42", "LISTEN_FDS", count), PID));
        assertTrue(String.valueOf(failure.getMessage()).contains("LISTEN_FDS=" + count), failure::getMessage);
    }

    @Test
    void aProcessNumberThatIsNoneNamesTheVariable() {
        var failure = assertThrows(
                IllegalStateException.class, () -> ListenFds.parse(Map.of("LISTEN_PID", "me", "LISTEN_FDS", "1"), PID));
        assertTrue(String.valueOf(failure.getMessage()).contains("LISTEN_PID=me"), failure::getMessage);
    }

    @Test
    void namesThatDoNotMatchTheCountAreRefused() {
        assertThrows(
                IllegalStateException.class,
                () -> ListenFds.parse(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "http"), PID));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theEnvironmentOfTheProcessIsRead() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script = "LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=web exec \"$0\" -cp \"$1\" \"$2\"";
        Process process = new ProcessBuilder(
                        "sh", "-c", script, java, System.getProperty("java.class.path"), Print.class.getName())
                .redirectErrorStream(true)
                .start();
        assertEquals(
                "[Entry[fd=3, name=web]]",
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    /** Run in a process of its own. */
    static final class Print {
        public static void main(String[] args) {
            System.out.println(ListenFds.get());
        }
    }
}
