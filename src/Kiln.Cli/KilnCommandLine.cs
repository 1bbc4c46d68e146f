using System.CommandLine;
using Kiln.Client;
using Kiln.Client.Conversions;
using Kiln.Cli.Conversions;
using Kiln.Cli.Jobs;
using Kiln.Cli.Runners;
using Kiln.Cli.Samples;
using Kiln.Cli.Service;

namespace Kiln.Cli;

/// <summary>The whole command line: verbs, and faults turned into messages and exit codes.</summary>
internal static class KilnCommandLine
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">Verb and options.</param>
    /// <param name="output">Where it writes.</param>
    /// <param name="interrupt">Ends the command in good order.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CommandOutput output, CancellationToken interrupt)
    {
        var parsed = Create(() => output).Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = output.Out,
            Error = output.Error,
            EnableDefaultExceptionHandler = false,
            // Signals are handled by Interruption, which the running command needs in order to cancel its job.
            ProcessTerminationTimeout = null,
        };
        try
        {
            int exitCode = await parsed.InvokeAsync(configuration, interrupt).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
        }
        catch (CommandFailedException fault)
        {
            return Fail(fault.ExitCode, fault.Message);
        }
        catch (KilnApiException fault)
        {
            return Fail(fault.IsRefusal ? ExitCodes.Refused : ExitCodes.ServiceUnavailable, fault.Message);
        }
        catch (ModelFileException fault)
        {
            return Fail(ExitCodes.Usage, fault.Message);
        }
        catch (UnexpectedReplyException fault)
        {
            return Fail(ExitCodes.ServiceUnavailable, fault.Message);
        }
        catch (HttpRequestException fault)
        {
            return Fail(ExitCodes.ServiceUnavailable, $"The service cannot be reached: {fault.Message}");
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return Fail(ExitCodes.Interrupted, "Interrupted.");
        }

        int Fail(int exitCode, string message)
        {
            output.Error.WriteLine(message);
            return exitCode;
        }
    }

    private static RootCommand Create(Func<CommandOutput> output)
    {
        var service = new ServiceOptionSet();
        return new RootCommand("Kiln makes simulation-ready assets of raw 3D files.")
        {
            ConvertCommand.Create(service, output),
            ServeCommand.Create(service, output),
            JobsCommand.Create(service, output),
            RunnerCommand.Create(output),
            SampleCommand.Create(output),
        };
    }
}
