using System.CommandLine;
using Kiln.Cli.Service;
using Kiln.Client;

namespace Kiln.Cli.Jobs;

/// <summary><c>kiln jobs list|show|cancel|events</c>.</summary>
internal static class JobsCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(ServiceOptionSet service, Func<CommandOutput> output) => new("jobs", "Look at jobs and cancel them.")
    {
        List(service, output),
        Show(service, output),
        Cancel(service, output),
        Events(service, output),
    };

    private static Command List(ServiceOptionSet service, Func<CommandOutput> output)
    {
        var status = new Option<string?>("--status")
        {
            Description = "Only jobs that are submitting, preprocessing, queued, running, completed, failed or cancelled.",
            HelpName = "STATUS",
        };
        var page = new Option<int>("--page") { Description = "Which page, from 1.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var size = new Option<int>("--page-size") { Description = "Jobs per page, 1-100.", HelpName = "N", DefaultValueFactory = _ => 25 };
        return Define(new Command("list", "List jobs, newest first.") { status, page, size }, service, (result, client, interrupt) =>
            JobReports.ListAsync(client, result.GetValue(page), result.GetValue(size), result.GetValue(status), output().Out, interrupt));
    }

    private static Command Show(ServiceOptionSet service, Func<CommandOutput> output)
    {
        var id = Id();
        return Define(new Command("show", "Print a job's whole payload as JSON.") { id }, service, (result, client, interrupt) =>
            JobReports.ShowAsync(client, result.GetRequiredValue(id), output().Out, interrupt));
    }

    private static Command Cancel(ServiceOptionSet service, Func<CommandOutput> output)
    {
        var id = Id();
        return Define(new Command("cancel", "Cancel a job and wait until it has stopped.") { id }, service, (result, client, interrupt) =>
            JobReports.CancelAsync(client, result.GetRequiredValue(id), output().Out, interrupt));
    }

    private static Command Events(ServiceOptionSet service, Func<CommandOutput> output)
    {
        var id = Id();
        var after = new Option<long>("--after") { Description = "Only events after this sequence number.", HelpName = "N" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Wait for further events until the job ends." };
        return Define(new Command("events", "Print a job's events.") { id, after, follow }, service, (result, client, interrupt) =>
            JobReports.EventsAsync(
                client, result.GetRequiredValue(id), result.GetValue(after), result.GetValue(follow), output().Out, interrupt));
    }

    private static Argument<string> Id() => new("ID") { Description = "The job's id." };

    private static Command Define(
        Command command, ServiceOptionSet service, Func<ParseResult, KilnClient, CancellationToken, Task> run)
    {
        service.AddTo(command);
        command.SetAction(async (result, interrupt) =>
        {
            var connection = await ServiceConnection.OpenAsync(service.Read(result), interrupt).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await run(result, connection.Client, interrupt).ConfigureAwait(false);
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
