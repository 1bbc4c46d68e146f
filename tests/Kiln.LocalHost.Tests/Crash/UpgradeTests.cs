using System.Runtime.CompilerServices;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Tests.Crash;

/// <summary>Databases that earlier schema versions left behind, in the middle of their work, are taken up by this build.</summary>
public sealed class UpgradeTests
{
    [Theory]
    [InlineData("v1")]
    public async Task Work_left_by_an_earlier_version_is_finished(string version)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("kiln-upgrade-");
        try
        {
            using (SqliteDatabase database = new(Path.Combine(directory.FullName, "kiln.db")))
            using (SqliteSession session = database.OpenWriter())
            {
                session.Script(await File.ReadAllTextAsync(PathOf($"{version}.sql")));
            }

            Acknowledgements acknowledged = new();
            acknowledged.Add(await File.ReadAllLinesAsync(PathOf($"{version}.acknowledged.txt")));
            Assert.True(acknowledged.Instances > 10, "The kept database has too little in it to mean anything.");
            acknowledged.Check(await CrashProcess.FinishAsync(directory.FullName));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string PathOf(string name, [CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "Databases", name);
}
