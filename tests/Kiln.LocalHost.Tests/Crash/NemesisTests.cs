using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Kiln.LocalHost.Tests.Crash;

/// <summary>
/// Thousands of instances in processes that are killed and disturbed at random moments. KILN_NEMESIS_SECONDS makes it go on for longer.
/// </summary>
public sealed class NemesisTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Kills_and_disturbances_at_random_moments_lose_and_double_nothing()
    {
        Random random = Seeds.Next(output);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("kiln-nemesis-");
        try
        {
            Acknowledgements acknowledged = new();
            string[] faults = ["kill", "kill", "kill", "stop", "slow", "tear", "no room", "no room"];
            random.Shuffle(faults);
            Stopwatch watch = Stopwatch.StartNew();
            for (int round = 0; round < faults.Length || watch.Elapsed < Longer; round++)
            {
                string fault = faults[round % faults.Length];
                output.WriteLine($"round {round}: {fault}");
                acknowledged.Add(await RunAsync(fault, directory.FullName, round, random));
            }

            output.WriteLine($"{acknowledged.Instances} instances, {acknowledged.Events} events acknowledged");
            acknowledged.Check(await CrashProcess.FinishAsync(directory.FullName));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_log_that_lost_its_tail_costs_what_was_in_it_and_leaves_nothing_half_done()
    {
        Random random = Seeds.Next(output);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("kiln-nemesis-");
        try
        {
            Acknowledgements acknowledged = new();
            acknowledged.Add(await CrashProcess.DriveAsync(
                directory.FullName, 0, 100_000, onLine: Disturbance.KillAfter(random.Next(50, 500))));
            output.WriteLine(Disturbance.LoseTail(directory.FullName, random));
            acknowledged.Check(await CrashProcess.FinishAsync(directory.FullName), mayBeLost: true);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static TimeSpan Longer => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("KILN_NEMESIS_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? seconds : 0);

    private static async Task<IReadOnlyList<string>> RunAsync(string fault, string directory, int round, Random random)
    {
        int lines = random.Next(20, fault == "slow" ? 200 : 2_000);
        Func<Process, IReadOnlyList<string>, Task> disturb = fault switch
        {
            "stop" => Disturbance.StopAfter(lines, directory, random.Next(1, 500)),
            "no room" => Disturbance.NoRoomAfter(lines, random.Next(200, 500)),
            _ => Disturbance.KillAfter(lines),
        };
        IReadOnlyList<string> said = await CrashProcess.DriveAsync(
            directory, round * 1_000_000, 100_000, onLine: disturb, slowCommits: fault == "slow" ? random.Next(1, 20) : 0);
        if (fault == "tear")
        {
            Disturbance.TearTail(directory, random);
        }
        else if (fault == "no room")
        {
            Assert.Contains("refused", said);
        }

        return said;
    }
}
