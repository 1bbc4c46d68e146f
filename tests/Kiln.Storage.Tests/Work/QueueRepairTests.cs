using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Work;

namespace Kiln.Storage.Tests.Work;

/// <summary>A process dies at any write of a job or of its entry: after the repair, what the job offers is found, and nothing else.</summary>
public sealed class QueueRepairTests
{
    private readonly SetTime _time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_crash_at_any_write_the_work_is_found(bool lastWriteIsMade)
    {
        int repaired = 0;
        for (int writes = 0; writes < 24; writes++)
        {
            MemoryDocumentStore documents = new();
            string? id = await LiveUntilDeadAsync(new QueueProcess(new CrashingDocumentStore(documents, writes, lastWriteIsMade), _time));
            QueueProcess next = new(documents, _time);
            repaired += await new QueueRepair(next.Jobs, next.Entries, next.Queue).RepairAsync(TestJobs.Organisation);

            JobPage page = await next.Jobs.ListAsync(new JobQuery(TestJobs.Organisation), 10);
            Job? job = page.Jobs.SingleOrDefault();
            Assert.True(id is null || job is not null, $"The job that was acknowledged is gone after {writes} writes.");
            ClaimedTask? claimed = await next.ClaimAsync("tile") ?? await next.ClaimAsync("merge");
            Assert.Equal(job is not null && ReadyWork.Of(job) is not null, claimed is not null);
        }

        Assert.True(repaired > 0, "No crash left an entry missing: the test shows nothing.");
    }

    private static async Task<string?> LiveUntilDeadAsync(QueueProcess process)
    {
        string? id = null;
        try
        {
            Job job = await process.CreateAsync(QueueProcess.Stage("tile"), QueueProcess.Stage("merge", waiting: true));
            id = job.Id;
            ClaimedTask first = (await process.ClaimAsync("tile"))!;
            await process.DoAsync(id, new ReleaseTask(first.Task.Id, first.Token));
            await process.DoAsync(id, new SetPriority(90));
            await process.DoAsync(id, new Pause());
            await process.DoAsync(id, new Resume());
            await process.CompleteAsync((await process.ClaimAsync("tile"))!);
            await process.DoAsync(id, new Approve("merge"));
            await process.DoAsync(id, new Pause());
            await process.DoAsync(id, new Resume());
        }
        catch (CrashException)
        {
            // The process is dead.
        }

        return id;
    }
}
