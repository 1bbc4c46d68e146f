using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Work;

namespace Kiln.Storage.Tests.Work;

/// <summary>What the work queue promises to processes that race over one document store, whichever it is.</summary>
public abstract class TaskQueueRaceContract
{
    [Fact]
    public async Task Processes_that_race_over_one_store_hand_out_each_task_once_and_strand_no_job()
    {
        IDocumentStore documents = await CreateStoreAsync();
        QueueProcess[] processes = [.. Enumerable.Range(0, 3).Select(_ => new QueueProcess(documents, TimeProvider.System, sole: false))];
        for (int number = 0; number < 4; number++)
        {
            await processes[number % 3].CreateAsync(QueueProcess.Stage("tile", tasks: 6), QueueProcess.Stage("tile", tasks: 2, id: "second"));
        }

        (string, string)[][] done = await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            QueueProcess process = processes[worker % 3];
            List<(string, string)> mine = [];
            while (await process.ClaimAsync("tile", $"w{worker}", TimeSpan.FromSeconds(2)) is { } claimed)
            {
                await process.CompleteAsync(claimed);
                mine.Add((claimed.Job.Id, claimed.Task.Id));
            }

            return mine.ToArray();
        })));

        Assert.Equal(32, done.Sum(mine => mine.Length));
        Assert.Equal(32, done.SelectMany(mine => mine).Distinct().Count());
        JobPage jobs = await processes[0].Jobs.ListAsync(new JobQuery(TestJobs.Organisation), 10);
        Assert.All(jobs.Jobs, job => Assert.Equal(JobState.Succeeded, job.State));
    }

    [Fact]
    public async Task Who_is_beaten_to_every_task_is_told_so_and_gets_one_when_the_others_let_it()
    {
        IDocumentStore documents = await CreateStoreAsync();
        QueueProcess quick = new(documents, TimeProvider.System, sole: false);
        for (int number = 0; number < 40; number++)
        {
            await quick.CreateAsync(QueueProcess.Stage("tile"));
        }

        OvertakenStore overtaken = new(documents, () => quick.ClaimAsync("tile"));
        QueueProcess slow = new(overtaken, TimeProvider.System, sole: false);
        await Assert.ThrowsAsync<DocumentContentionException>(() => slow.ClaimAsync("tile"));
        Task<ClaimedTask?> waiting = slow.ClaimAsync("tile", wait: TimeSpan.FromMinutes(10));
        overtaken.LetGo();
        await quick.CreateAsync(QueueProcess.Stage("tile"));

        Assert.NotNull(await waiting);
    }

    protected abstract Task<IDocumentStore> CreateStoreAsync();
}
