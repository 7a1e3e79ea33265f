package dev.pollux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pollux.spi.Readiness;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventTest {

    private static final int ALL = 0xff;

    static Stream<Arguments> flags() {
        return Stream.of(
                flag("READABLE", Readiness.READABLE, Event::isReadable),
                flag("WRITABLE", Readiness.WRITABLE, Event::isWritable),
                flag("PRIORITY", Readiness.PRIORITY, Event::isPriority),
                flag("AIO", Readiness.AIO, Event::isAio),
                flag("LIO", Readiness.LIO, Event::isLio),
                flag("ERROR", Readiness.ERROR, Event::isError),
                flag("READ_CLOSED", Readiness.READ_CLOSED, Event::isReadClosed),
                flag("WRITE_CLOSED", Readiness.WRITE_CLOSED, Event::isWriteClosed));
    }

    private static Arguments flag(String name, int bit, Predicate<Event> method) {
        return Arguments.of(name, bit, method);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flags")
    void flagFollowsItsBitAlone(String name, int bit, Predicate<Event> flag) {
        assertEquals(true, flag.test(event(bit)));
        assertEquals(false, flag.test(event(ALL & ~bit)));
        assertEquals(name, Readiness.toString(bit));
    }

    @Test
    void readinessIsAllBits() {
        assertEquals(ALL, event(ALL).readiness());
        assertEquals(ALL, event(ALL).copy().readiness());
    }

    @Test
    void toStringNamesTokenAndFlags() {
        assertEquals(
                "Event[token=5, WRITABLE | ERROR]",
                event(Readiness.WRITABLE | Readiness.ERROR).toString());
    }

    private static Event event(int readiness) {
        Events events = Events.withCapacity(1);
        events.add(5, readiness);
        return events.get(0);
    }
}
