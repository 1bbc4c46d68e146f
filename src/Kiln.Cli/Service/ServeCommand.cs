using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Kiln.Cli.Service.Azurite;

namespace Kiln.Cli.Service;

/// <summary><c>kiln serve</c>: the service, until it is stopped.</summary>
internal static class ServeCommand
{
    private const int UsualPort = 7071;

    /// <summary>Builds the command.</summary>
    public static Command Create(ServiceOptionSet service, Func<CommandOutput> output)
    {
        var urls = new Option<string?>("--urls")
        {
            Description = $"Where to listen. Default: http://127.0.0.1:{UsualPort}, or a free port when that one is taken.",
            HelpName = "URL",
        };
        var more = new Argument<string[]>("SETTINGS") { Description = "Settings of the service, such as --Kiln:MaxUploadBytes=1000000, after --." };
        var command = new Command("serve", "Run the service until Ctrl-C.") { urls, more };
        service.AddDataTo(command);
        command.SetAction((result, interrupt) =>
            RunAsync(service.Read(result), result.GetValue(urls) ?? DefaultUrl(), result.GetValue(more) ?? [], output().Out, interrupt));
        return command;
    }

    private static async Task<int> RunAsync(
        ServiceOptions options, string urls, string[] settings, TextWriter output, CancellationToken interrupt)
    {
        if (await ServiceConnection.RunningAsync(options, interrupt).ConfigureAwait(false) is { } running)
        {
            Describe(running, options, null, output);
            output.WriteLine("It was running already.");
            return ExitCodes.Success;
        }

        var storage = await AzuriteStorage.OpenAsync(options, interrupt).ConfigureAwait(false);
        try
        {
            return await RunAsync(options, urls, storage, settings, output, interrupt).ConfigureAwait(false);
        }
        finally
        {
            if (storage is not null)
            {
                await storage.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<int> RunAsync(
        ServiceOptions options, string urls, AzuriteStorage? storage, string[] settings, TextWriter output, CancellationToken interrupt)
    {
        var service = await EmbeddedService.StartAsync(options.DataDirectory, urls, [.. storage?.Settings ?? [], .. settings], interrupt)
            .ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            Describe(service.Url, options, storage, output);
            output.WriteLine("Stop it with Ctrl-C; accepted jobs go on at the next start.");
            try
            {
                await service.Exited(interrupt).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                output.WriteLine("Stopping ...");
                return ExitCodes.Success;
            }
        }

        throw new CommandFailedException(
            ExitCodes.ServiceUnavailable, $"The service ended by itself; see {Path.Combine(options.DataDirectory, "service.log")}");
    }

    private static void Describe(Uri url, ServiceOptions options, AzuriteStorage? storage, TextWriter output)
    {
        output.WriteLine($"Kiln is listening on {url}");
        output.WriteLine($"  API       {new Uri(url, "api/conversions")}");
        output.WriteLine($"  API key   {ApiKeys.DevelopmentKeyFile(options.DataDirectory)}");
        output.WriteLine($"  data      {options.DataDirectory}");
        if (storage is not null)
        {
            output.WriteLine($"  storage   {storage.Description}");
        }

        output.WriteLine($"  log       {Path.Combine(options.DataDirectory, "service.log")}");
    }

    private static string DefaultUrl()
    {
        using var probe = new TcpListener(IPAddress.Loopback, UsualPort);
        try
        {
            probe.Start();
            return $"http://127.0.0.1:{UsualPort}";
        }
        catch (SocketException)
        {
            return "http://127.0.0.1:0";
        }
    }
}
