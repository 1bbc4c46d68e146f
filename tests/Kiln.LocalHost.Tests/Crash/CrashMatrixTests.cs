using Kiln.LocalHost.Engine;
using Xunit.Abstractions;

namespace Kiln.LocalHost.Tests.Crash;

public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    public static TheoryData<string> Boundaries => [.. Enum.GetNames<DurabilityBoundary>()];

    [Theory]
    [MemberData(nameof(Boundaries))]
    public async Task A_crash_at_a_boundary_loses_and_doubles_nothing(string boundary)
    {
        Random random = Seeds.Next(output);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("kiln-crash-");
        try
        {
            Acknowledgements acknowledged = new();
            IReadOnlyList<string> first = await CrashProcess.DriveAsync(directory.FullName, 0, 40, $"{boundary}:{random.Next(1, 9)}");
            acknowledged.Add(first);

            // The restart crashes as well, at any boundary, if it gets there.
            string second = $"{random.GetItems(Enum.GetNames<DurabilityBoundary>(), 1)[0]}:{random.Next(1, 20)}";
            output.WriteLine($"then {second}");
            acknowledged.Add(await CrashProcess.DriveAsync(directory.FullName, 100, 10, second));
            acknowledged.Check(await CrashProcess.FinishAsync(directory.FullName));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
