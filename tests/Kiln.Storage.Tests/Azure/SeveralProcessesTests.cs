using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Azure;
using Kiln.Storage.Credits;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Azure;

/// <summary>What several processes of the service make of one storage account at the same time.</summary>
[Collection(nameof(AzuriteCollection))]
public sealed class SeveralProcessesTests
{
    private const int Processes = 3;
    private readonly CreditedProcess[] _processes;

    public SeveralProcessesTests(AzuriteServer azurite)
    {
        AzureStorageOptions options = new() { ConnectionString = azurite.ConnectionString, ContainerPrefix = $"t{Guid.NewGuid():N}-" };
        _processes = [.. Enumerable.Range(0, Processes).Select(_ => new CreditedProcess(
            new BlobDocumentStore(new BlobStorageAccount(options, TimeProvider.System)), TimeProvider.System))];
    }

    [Fact]
    public async Task Every_task_is_claimed_and_completed_once()
    {
        Job job = TestJobs.Create(DateTimeOffset.UtcNow, tasks: 24);
        await _processes[0].Jobs.CreateAsync(job);

        await Task.WhenAll(Enumerable.Range(0, 24).Select(number => Task.Run(async () =>
        {
            string task = $"task-{number + 1}";
            Outcome?[] claims = await Task.WhenAll(_processes.Select((process, index) => process.Jobs.UpdateAsync(
                TestJobs.Organisation, job.Id, new ClaimTask(task, $"w{index}", $"token-{index}", TimeSpan.FromMinutes(5)) { Start = true })));
            int winner = Assert.Single(Enumerable.Range(0, Processes), index => claims[index] is Outcome.Applied);
            Assert.IsType<Outcome.Applied>(await _processes[winner].Jobs.UpdateAsync(
                TestJobs.Organisation, job.Id, new CompleteTask(task, $"token-{winner}")));
        })));

        Job end = (await _processes[1].Jobs.GetAsync(TestJobs.Organisation, job.Id))!;
        Assert.Equal(JobState.Succeeded, end.State);
        Assert.Equal(Enumerable.Range(1, end.Events.Length), end.Events.Select(e => (int)e.Sequence));
        Assert.Equal(24, end.Events.Count(e => e.Type == "task.completed"));
    }

    [Fact]
    public async Task Credits_add_up()
    {
        await _processes[0].Accounts.GrantAsync(TestJobs.Organisation, TestJobs.NewId(DateTimeOffset.UtcNow), 20);

        SubmissionOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => Task.Run(async () =>
        {
            CreditedProcess process = _processes[number % Processes];
            Job job = TestJobs.Create(DateTimeOffset.UtcNow, price: 1);
            SubmissionOutcome outcome = await process.Credits.SubmitAsync(job);
            if (outcome == SubmissionOutcome.Created && number % 2 == 0)
            {
                Job ended = TestJobs.Applied(await process.Jobs.UpdateAsync(TestJobs.Organisation, job.Id, new CancelNow()));
                await Task.WhenAll(_processes.Select(other => other.Credits.SettleAsync(ended)));
            }

            return outcome;
        })));

        LedgerAudit audit = await _processes[2].Accounts.AuditAsync(TestJobs.Organisation);
        Assert.True(audit.AddsUp, $"{audit}");
        Assert.InRange(outcomes.Count(outcome => outcome == SubmissionOutcome.Created), 20, 30);
        Assert.InRange(audit.Account.Reserved, 5, 15);
    }
}
