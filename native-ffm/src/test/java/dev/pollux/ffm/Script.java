package dev.pollux.ffm;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/** The real system calls, some of which fail as a test wants; for one thread. */
final class Script {

    private final SystemCalls real = new LibC();
    private final Map<String, Queue<Errno>> failures = new HashMap<>();
    private final Map<String, Long> lengths = new HashMap<>();
    private int closed;

    /** Lets the next calls of a function fail without being made. */
    void fail(String function, Errno... errors) {
        Queue<Errno> queue = failures.computeIfAbsent(function, name -> new ArrayDeque<>());
        for (Errno error : errors) {
            queue.add(error);
        }
    }

    /** Lets the next call of a function move fewer bytes than asked for. */
    void shorten(String function, long length) {
        lengths.put(function, length);
    }

    boolean isUsedUp() {
        return failures.values().stream().allMatch(Queue::isEmpty);
    }

    /** How many descriptors were closed. */
    int closed() {
        return closed;
    }

    SystemCalls calls() {
        return (SystemCalls) Proxy.newProxyInstance(
                Script.class.getClassLoader(), new Class<?>[] {SystemCalls.class}, (proxy, method, arguments) -> {
                    String name = method.getName();
                    Queue<Errno> queue = failures.get(name);
                    if (queue != null && !queue.isEmpty()) {
                        int result = -queue.remove().linux();
                        return method.getReturnType() == long.class ? (Object) (long) result : (Object) result;
                    }
                    if (name.equals("close")) {
                        closed++;
                    }
                    Long length = lengths.remove(name);
                    if (length != null) {
                        arguments[3] = length;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
