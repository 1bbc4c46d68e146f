using System.CommandLine;
using System.Runtime.InteropServices;
using Kiln.Cli.Service;
using Kiln.Client;
using Kiln.Client.Runners;

namespace Kiln.Cli.Runners;

/// <summary><c>kiln runner -- COMMAND</c>: takes simulation runs and runs a command for each.</summary>
internal static class RunnerCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Func<CommandOutput> output)
    {
        var url = new Option<string>("--url") { Description = "The service's runner surface, such as http://127.0.0.1:7071/lynx.", HelpName = "URL", Required = true };
        var key = new Option<string?>("--key") { Description = $"Key that may register runners. Default: {ApiKeys.Variable}, else the local service's development key.", HelpName = "KEY" };
        var data = new Option<string>("--data") { Description = "Data directory of the local service. Default: ./.kiln.", HelpName = "DIR", DefaultValueFactory = _ => ".kiln" };
        var name = new Option<string>("--name") { Description = "The runner's name. Default: this machine's.", HelpName = "NAME", DefaultValueFactory = _ => Environment.MachineName };
        var maxJobs = new Option<int>("--max-jobs") { Description = "Runs side by side.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var types = new Option<string[]>("--type") { Description = "A type of simulation that it runs; may be repeated. Default: any.", HelpName = "TYPE", DefaultValueFactory = _ => [] };
        var cores = new Option<int>("--cpu") { Description = "Processor cores on offer. Default: all.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var memory = new Option<double>("--memory") { Description = "GiB of memory on offer. Default: all.", HelpName = "GIB", DefaultValueFactory = _ => AllMemory() };
        var gpu = new Option<bool>("--gpu") { Description = "A graphics processor is on offer." };
        var directory = new Option<string>("--work") { Description = "Where runs get their directories.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "kiln-runner") };
        var program = new Argument<string[]>("COMMAND")
        {
            Description = "What to run for each job, after --. It finds TETRYX_RUN_CONFIG, TETRYX_TELEMETRY_URL and TETRYX_OUTPUT_DIR in its environment.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("runner", "Take simulation runs from a service and run a command for each.")
        {
            url, key, data, name, maxJobs, types, cores, memory, gpu, directory, program,
        };
        command.SetAction((result, interrupt) =>
        {
            if (!Uri.TryCreate(result.GetValue(url), UriKind.Absolute, out Uri? service) || service.Scheme is not ("http" or "https"))
            {
                throw new CommandFailedException(ExitCodes.Usage, $"--url wants an http or https URL, not '{result.GetValue(url)}'");
            }

            string called = result.GetValue(name)!;
            RunnerCapabilities capabilities = new(
                result.GetValue(maxJobs), result.GetValue(cores), result.GetValue(memory), result.GetValue(gpu), result.GetValue(types) ?? []);
            RunnerOptions options = new(
                service,
                ApiKeys.Find(new ServiceOptions(service, result.GetValue(key), Path.GetFullPath(result.GetValue(data)!)), service),
                new RunnerRegistration(called, $"{called}-{Environment.MachineName}", "1.0.0", capabilities),
                Located(result.GetRequiredValue(program)),
                Path.GetFullPath(result.GetValue(directory)!));
            return RunAsync(options, output(), interrupt);
        });
        return command;
    }

    /// <summary>The command, its program named by its full path if it is named by a path: runs have directories of their own.</summary>
    private static string[] Located(string[] command)
    {
        if (Path.GetFileName(command[0]) == command[0])
        {
            return command;
        }

        string program = Path.GetFullPath(command[0]);
        return File.Exists(program)
            ? [program, .. command[1..]]
            : throw new CommandFailedException(ExitCodes.Usage, $"There is no program '{command[0]}'");
    }

    private static double AllMemory() =>
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1);

    /// <summary>The first signal drains, the second one kills.</summary>
    private static async Task<int> RunAsync(RunnerOptions options, CommandOutput output, CancellationToken interrupt)
    {
        using var kill = new CancellationTokenSource();
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, Again);
        using var terminations = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Again);
        using var client = new RunnersClient(
            new KilnClientOptions { ServiceUrl = options.Url, ApiKey = options.Key, ClientName = "kiln-runner" });
        await new RunnerProgram(client, options, output.Out, TimeProvider.System).RunAsync(interrupt, kill.Token).ConfigureAwait(false);
        return ExitCodes.Success;

        void Again(PosixSignalContext context)
        {
            if (interrupt.IsCancellationRequested)
            {
                context.Cancel = true;
                kill.Cancel();
            }
        }
    }
}
