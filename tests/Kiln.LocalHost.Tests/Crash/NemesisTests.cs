using Xunit.Abstractions;

namespace Kiln.LocalHost.Tests.Crash;

public sealed class NemesisTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Kills_at_random_moments_over_thousands_of_instances_lose_and_double_nothing()
    {
        Random random = Seeds.Next(output);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("kiln-nemesis-");
        try
        {
            Acknowledgements acknowledged = new();
            for (int round = 0; round < 8; round++)
            {
                acknowledged.Add(await CrashProcess.DriveAsync(
                    directory.FullName, round * 1_000_000, 100_000, killAfterLines: random.Next(1, 2_500)));
            }

            output.WriteLine($"{acknowledged.Instances} instances, {acknowledged.Events} events acknowledged");
            acknowledged.Check(await CrashProcess.FinishAsync(directory.FullName));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
