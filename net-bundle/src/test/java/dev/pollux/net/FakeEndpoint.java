package dev.pollux.net;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Endpoint;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An endpoint of any kind that writes down what it is asked for and answers as it was told. */
final class FakeEndpoint implements InvocationHandler {

    /** What an endpoint does when it is asked. */
    interface Answer {
        @Nullable
        Object to(Object[] arguments) throws Exception;
    }

    /** What was asked, such as {@code setOption TCP_NODELAY true}; without {@code backend} and {@code isOpen}. */
    final List<String> calls = new ArrayList<>();

    private final Backend backend;
    private final Map<String, Answer> answers = new HashMap<>();
    private boolean open = true;

    FakeEndpoint(Backend backend, Map<String, Answer> answers) {
        this.backend = backend;
        this.answers.putAll(answers);
    }

    FakeEndpoint answer(String method, Answer answer) {
        answers.put(method, answer);
        return this;
    }

    FakeEndpoint answer(String method, @Nullable Object result) {
        return answer(method, arguments -> result);
    }

    FakeEndpoint fail(String method, Exception failure) {
        return answer(method, arguments -> {
            throw failure;
        });
    }

    /** Lets a method do what it does, and then fail. */
    FakeEndpoint failAfter(String method, Exception failure) {
        Answer before = answers.get(method);
        return answer(method, arguments -> {
            if (before != null) {
                before.to(arguments);
            }
            throw failure;
        });
    }

    boolean isOpen() {
        return open;
    }

    boolean wasAskedFor(String method) {
        return calls.stream().anyMatch(call -> call.equals(method) || call.startsWith(method + " "));
    }

    <E extends Endpoint> E as(Class<E> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Exception {
        Object[] arguments = given == null ? new Object[0] : given;
        String name = method.getName();
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(this, arguments); // toString, equals, hashCode
        }
        if (name.equals("backend")) {
            return backend;
        }
        if (name.equals("isOpen")) {
            return open;
        }
        if (name.equals("close") || name.equals("release")) {
            open = false;
        }
        calls.add((name + " "
                        + Arrays.stream(arguments).map(FakeEndpoint::describe).collect(Collectors.joining(" ")))
                .strip());
        Answer answer = answers.get(name);
        return answer == null ? nothingOf(method.getReturnType()) : answer.to(arguments);
    }

    private static String describe(@Nullable Object argument) {
        return argument instanceof Object[] array ? array.length + " buffers" : String.valueOf(argument);
    }

    private static @Nullable Object nothingOf(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == long.class) {
            return 0L;
        }
        return type == int.class ? 0 : null;
    }
}
