package dev.pollux.examples.cli;

import dev.pollux.BackendUnavailableException;
import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: {@code ./pollux demo}, {@code serve} and {@code backends}.
 *
 * <p>The exit code is 0 for success, 1 for a failure and 2 for wrong usage; both come with one line on standard error.
 */
@Command(
        name = "pollux",
        mixinStandardHelpOptions = true,
        version = "Pollux 0.1.0-SNAPSHOT",
        description = "Example programs of Pollux, readiness I/O for the JVM.",
        subcommands = {Demo.class, Serve.class, ListBackends.class},
        footer = {
            "",
            "The script takes the newest Java that it finds; POLLUX_JAVA_HOME names another one.",
            "Exit code: 0 success, 1 failure, 2 wrong usage."
        })
public final class Pollux {

    /** Made by {@link #commandLine()}. */
    Pollux() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the words of the command line
     */
    public static void main(String[] args) {
        // One line for a message, unless somebody wants it otherwise.
        System.getProperties().putIfAbsent("java.util.logging.SimpleFormatter.format", "%4$s: %5$s%6$s%n");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Pollux())
                .setParameterExceptionHandler((e, args) -> wrongUsage(e))
                .setExecutionExceptionHandler((e, command, parsed) -> failure(e, command));
    }

    private static int wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        Set<String> subcommands = command.getSubcommands().keySet();
        String text = message(e);
        String remedy = "";
        if (e instanceof MissingParameterException && !subcommands.isEmpty()) {
            text = "the command is missing";
        }
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            text = (subcommands.isEmpty() ? "unexpected argument '" : "unknown command '")
                    + unmatched.getUnmatched().get(0) + "'";
        }
        if (!subcommands.isEmpty()) {
            remedy = "; use " + String.join(" or ", subcommands);
        }
        String help = "; see ./" + command.getCommandSpec().qualifiedName() + " --help";
        return print(command, text + remedy + help, CommandLine.ExitCode.USAGE);
    }

    private static int failure(Exception e, CommandLine command) throws Exception {
        if (e instanceof Failure || e instanceof BackendUnavailableException) {
            return fail(command, message(e));
        }
        throw e; // a defect: the stack trace is wanted
    }

    static int fail(CommandLine command, String line) {
        return print(command, line, CommandLine.ExitCode.SOFTWARE);
    }

    private static int print(CommandLine command, String line, int exitCode) {
        PrintWriter err = command.getErr();
        err.println("pollux: " + line);
        err.flush();
        return exitCode;
    }

    /** In one line, whatever an exception says. */
    private static String message(Exception e) {
        String text = e.getMessage();
        return text == null ? e.toString() : text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
