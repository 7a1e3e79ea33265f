package dev.pollux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1023, 1024, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void anyValueIsKept(long value) {
        assertEquals(value, Token.of(value).value());
        assertEquals(new Token(value), Token.of(value));
        assertEquals(new Token(value).hashCode(), Token.of(value).hashCode());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1023})
    void smallValuesHaveOneInstance(long value) {
        assertSame(Token.of(value), Token.of(value));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE - 1})
    void orderIsThatOfSignedNumbers(long value) {
        assertTrue(Token.of(value).compareTo(Token.of(value + 1)) < 0);
        assertTrue(Token.of(value + 1).compareTo(Token.of(value)) > 0);
        assertEquals(0, Token.of(value).compareTo(new Token(value)));
    }
}
