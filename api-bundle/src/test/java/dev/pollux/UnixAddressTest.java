package dev.pollux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnixAddressTest {

    private static final Path PATH = Path.of("run", "socket");

    @Test
    void pathAddressHasThePathOnly() {
        UnixAddress address = UnixAddress.of(PATH);
        assertEquals(Optional.of(PATH), address.path());
        assertTrue(address.abstractName().isEmpty());
        assertFalse(address.isUnnamed());
        assertEquals(PATH.toString(), address.toString());
    }

    @Test
    void emptyPathIsRejectedWithTheRemedy() {
        var e = assertThrows(IllegalArgumentException.class, () -> UnixAddress.of(Path.of("")));
        assertEquals("the path is empty: name a file, or use UnixAddress.unnamed()", e.getMessage());
    }

    @Test
    void abstractAddressHasTheNameOnly() {
        UnixAddress address = UnixAddress.ofAbstract("name");
        assertArrayEquals(
                new byte[] {'n', 'a', 'm', 'e'}, address.abstractName().orElseThrow());
        assertTrue(address.path().isEmpty());
        assertFalse(address.isUnnamed());
        assertEquals("@name", address.toString());
    }

    @Test
    void abstractNameMayBeAnyBytes() {
        byte[] name = {0, -1, 'x'};
        assertEquals("@0x00ff78", UnixAddress.ofAbstract(name).toString());
        assertArrayEquals(name, UnixAddress.ofAbstract(name).abstractName().orElseThrow());
        assertArrayEquals(
                "é".getBytes(StandardCharsets.UTF_8),
                UnixAddress.ofAbstract("é").abstractName().orElseThrow());
    }

    @Test
    void emptyAbstractNameIsNotUnnamed() {
        UnixAddress address = UnixAddress.ofAbstract(new byte[0]);
        assertFalse(address.isUnnamed());
        assertNotEquals(UnixAddress.unnamed(), address);
        assertEquals("@", address.toString());
    }

    @Test
    void abstractNameIsCopiedInAndOut() {
        byte[] name = {'a'};
        UnixAddress address = UnixAddress.ofAbstract(name);
        name[0] = 'b';
        address.abstractName().orElseThrow()[0] = 'c';
        assertEquals("@a", address.toString());
    }

    @Test
    void unnamedHasNeither() {
        UnixAddress address = UnixAddress.unnamed();
        assertTrue(address.isUnnamed());
        assertTrue(address.path().isEmpty());
        assertTrue(address.abstractName().isEmpty());
        assertEquals("(unnamed)", address.toString());
    }

    @Test
    void formOfTheJdkIsTaken() {
        assertEquals(UnixAddress.of(PATH), UnixAddress.from(UnixDomainSocketAddress.of(PATH)));
        assertSame(UnixAddress.unnamed(), UnixAddress.from(UnixDomainSocketAddress.of("")));
    }

    @Test
    void equalityIsThatOfTheContent() {
        List<UnixAddress> different = List.of(
                UnixAddress.of(PATH),
                UnixAddress.of(Path.of("other")),
                UnixAddress.ofAbstract(PATH.toString()),
                UnixAddress.ofAbstract("other"),
                UnixAddress.unnamed());
        for (int i = 0; i < different.size(); i++) {
            for (int j = 0; j < different.size(); j++) {
                assertEquals(i == j, different.get(i).equals(different.get(j)), i + " and " + j);
            }
            assertNotEquals(null, different.get(i));
        }
        assertEquals(UnixAddress.of(PATH), UnixAddress.of(PATH));
        assertEquals(UnixAddress.of(PATH).hashCode(), UnixAddress.of(PATH).hashCode());
        assertEquals(UnixAddress.ofAbstract("a"), UnixAddress.ofAbstract("a"));
        assertEquals(
                UnixAddress.ofAbstract("a").hashCode(),
                UnixAddress.ofAbstract("a").hashCode());
    }

    @Test
    void addressesSurviveSerialization() throws Exception {
        for (UnixAddress address :
                List.of(UnixAddress.of(PATH), UnixAddress.ofAbstract("name"), UnixAddress.unnamed())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(address);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertEquals(address, in.readObject());
            }
        }
    }
}
