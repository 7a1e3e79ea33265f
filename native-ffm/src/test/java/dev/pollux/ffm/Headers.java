package dev.pollux.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets a C compiler evaluate expressions over the system's headers; skips the test where there is none. */
public final class Headers {

    private Headers() {}

    /** Returns the value of each expression. */
    public static Map<String, Long> evaluate(Path folder, String[] headers, List<String> expressions) throws Exception {
        Path source = folder.resolve("values.c");
        Path program = folder.resolve("values");
        StringBuilder c = new StringBuilder("#define _GNU_SOURCE\n");
        for (String header : headers) {
            c.append("#include <").append(header).append(">\n");
        }
        c.append("int main(void) {\n");
        for (String expression : expressions) {
            c.append("  printf(\"%lld\\n\", (long long) (").append(expression).append("));\n");
        }
        Files.writeString(source, c.append("  return 0;\n}\n"));
        compile(source, program);
        Process run =
                new ProcessBuilder(program.toString()).redirectErrorStream(true).start();
        List<String> lines = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, run.waitFor());
        Map<String, Long> values = new LinkedHashMap<>();
        for (int i = 0; i < expressions.size(); i++) {
            values.put(expressions.get(i), Long.valueOf(lines.get(i)));
        }
        return values;
    }

    private static void compile(Path source, Path program) throws Exception {
        String arch = System.getProperty("os.arch");
        String machine = gcc("-dumpmachine").said;
        assumeTrue(machine.startsWith(arch.equals("amd64") ? "x86_64" : arch), "gcc here is for " + machine);
        Result result = gcc("-o", program.toString(), source.toString());
        boolean headersMissing = result.said.contains("No such file or directory");
        assumeTrue(result.status == 0 || !headersMissing, "no headers here: " + result.said);
        assertEquals(0, result.status, result.said);
    }

    private record Result(int status, String said) {}

    private static Result gcc(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("gcc"));
        command.addAll(List.of(arguments));
        try {
            Process compiler =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(compiler.waitFor(), said);
        } catch (IOException e) {
            assumeTrue(false, "no gcc here: " + e.getMessage());
            throw e;
        }
    }
}
