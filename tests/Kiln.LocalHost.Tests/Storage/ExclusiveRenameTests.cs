using Kiln.LocalHost.Storage;

namespace Kiln.LocalHost.Tests.Storage;

public sealed class ExclusiveRenameTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Of_racing_moves_to_one_name_one_wins_and_the_others_keep_their_files()
    {
        const int Racers = 4;
        const int Rounds = 500;
        int[] winners = new int[Rounds];
        using Barrier start = new(Racers);
        await Task.WhenAll(Enumerable.Range(0, Racers).Select(racer => Task.Factory.StartNew(
            () =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    string mine = _directory.Place($"{round}-{racer}");
                    File.WriteAllText(mine, $"{racer}");
                    start.SignalAndWait();
                    bool won = ExclusiveRename.TryMove(mine, _directory.Place($"{round}"));
                    Interlocked.Add(ref winners[round], won ? 1 : 0);
                    Assert.Equal(!won, File.Exists(mine));
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Assert.All(winners, count => Assert.Equal(1, count));
    }

    [Fact]
    public void A_name_in_a_directory_that_is_not_there_is_told_apart()
    {
        string mine = _directory.Place("mine");
        File.WriteAllText(mine, "mine");
        Assert.Throws<DirectoryNotFoundException>(() => ExclusiveRename.TryMove(mine, _directory.Place(Path.Combine("none", "name"))));
        Assert.True(File.Exists(mine));
    }
}
