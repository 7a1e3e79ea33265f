package dev.pollux.examples.cli;

import dev.pollux.spi.Availability;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.Backends.Candidate;
import dev.pollux.spi.Capability;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints all backends and what they can do, the most preferred first. */
@Command(
        name = "backends",
        mixinStandardHelpOptions = true,
        description = "Lists all backends: which are available or why not, and what they can do.")
final class ListBackends implements Callable<Integer> {

    private static final String ROW = "%-8s %8s  %-9s  %s%n";
    private static final int WIDTH = 60;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Failure {
        List<Candidate> candidates = Backends.candidates();
        if (candidates.isEmpty()) {
            throw new Failure("no backend was found: put the jar of one, such as backend-nio, on the class path");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(ROW, "NAME", "PRIORITY", "AVAILABLE", "CAPABILITIES");
        candidates.forEach(candidate -> print(candidate, out));
        out.println();
        Backend preferred = Backends.preferred();
        out.println("Used unless another one is named: " + preferred.name());
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private static void print(Candidate candidate, PrintWriter out) {
        Backend backend = candidate.backend();
        Availability availability = candidate.availability();
        String name = backend == null ? "?" : candidate.name();
        List<String> capabilities = backend == null ? List.of("") : lines(backend);
        String yesOrNo = availability.isAvailable() ? "yes" : "no";
        out.printf(ROW, name, candidate.priority(), yesOrNo, capabilities.get(0));
        capabilities.stream().skip(1).forEach(line -> out.printf(ROW, "", "", "", line));
        if (!availability.isAvailable()) {
            out.println("         why not: " + availability.reason());
            if (!availability.remedy().isEmpty()) {
                out.println("         remedy:  " + availability.remedy());
            }
            if (backend == null) {
                out.println("         class:   " + candidate.provider());
            }
        }
    }

    /** Returns the names of the capabilities, in lines that are not too wide. */
    private static List<String> lines(Backend backend) {
        List<String> lines = new ArrayList<>();
        StringJoiner line = new StringJoiner(", ");
        for (Capability capability : new TreeSet<>(backend.capabilities())) {
            String name = capability.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            if (line.length() + name.length() > WIDTH) {
                lines.add(line + ",");
                line = new StringJoiner(", ");
            }
            line.add(name);
        }
        lines.add(line.toString());
        return lines;
    }
}
