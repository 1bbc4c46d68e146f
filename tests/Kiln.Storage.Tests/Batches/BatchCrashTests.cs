using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Credits;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Batches;

/// <summary>
/// Kills the process at every single write of a batch's submission and expansion, before the write and after it, and looks at what a
/// new process makes of the rest.
/// </summary>
public sealed class BatchCrashTests
{
    private const int Total = 7;
    private const int PageSize = 3;
    private const int Granted = 100;
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);
    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();

    public static TheoryData<int, bool, bool, bool> Crashes()
    {
        TheoryData<int, bool, bool, bool> crashes = [];
        foreach (int price in new[] { 0, 2 })
        {
            foreach (int choice in Enumerable.Range(0, 8))
            {
                crashes.Add(price, (choice & 1) > 0, (choice & 2) > 0, (choice & 4) > 0);
            }
        }

        return crashes;
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Exactly_the_jobs_are_there_and_credits_add_up(int price, bool lastWriteIsMade, bool repeated, bool cancelled)
    {
        int crashes = 0;
        for (int writes = 0; ; writes++)
        {
            string organisation = $"{TestJobs.Organisation}-{writes}";
            await new CreditedProcess(_documents, _time).Accounts.GrantAsync(organisation, TestJobs.NewId(_time.Now), Granted);
            Batch batch = TestBatches.Create(_time.Now, Total, PageSize, price, batch => batch with { OrganisationId = organisation });
            bool died = false;
            try
            {
                await LiveAsync(new CreditedProcess(new CrashingDocumentStore(_documents, writes, lastWriteIsMade), _time), batch, submits: true);
            }
            catch (CrashException)
            {
                died = true;
                crashes++;
            }

            // The sweep of the new process may come before anything else does, however old the reservations are.
            CreditedProcess next = new(_documents, _time);
            _time.Now += Grace;
            bool stored = await next.Batches.GetAsync(organisation, batch.Id) is not null;
            Assert.Empty((await next.Credits.SweepAsync(organisation, Grace)).Conflicts);
            if (cancelled)
            {
                await next.Batches.UpdateAsync(organisation, batch.Id, current => current.RequestCancel(_time.Now));
            }

            await LiveAsync(next, batch, submits: repeated);
            _time.Now += Grace;
            Assert.Empty((await next.Credits.SweepAsync(organisation, Grace)).Conflicts);
            await AssertWholeAsync(next, batch, stored, cancelled);
            if (!died)
            {
                break;
            }
        }

        Assert.InRange(crashes, 10, 60);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_paid_whole_holds_nothing()
    {
        CreditedProcess process = new(_documents, _time);
        await process.Accounts.GrantAsync(TestJobs.Organisation, TestJobs.NewId(_time.Now), 13);
        Batch batch = TestBatches.Create(_time.Now, Total, PageSize, price: 2);

        Assert.Equal(SubmissionOutcome.InsufficientCredits, await process.Expansion.SubmitAsync(batch));

        Assert.Null(await process.Batches.GetAsync(batch.OrganisationId, batch.Id));
        Assert.Equal(new Account(batch.OrganisationId, 13, 0, 0), await process.Accounts.GetAsync(batch.OrganisationId));
        LedgerPage ledger = await process.Accounts.ListAsync(batch.OrganisationId, 50);
        Assert.Equal([LedgerEntryKind.Grant], ledger.Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task Others_spend_what_is_left_and_never_what_is_held_for_the_batch()
    {
        CreditedProcess process = new(_documents, _time);
        await process.Accounts.GrantAsync(TestJobs.Organisation, TestJobs.NewId(_time.Now), 20);
        Batch batch = TestBatches.Create(_time.Now, Total, PageSize, price: 2);
        await process.Expansion.SubmitAsync(batch);

        Task<SubmissionOutcome>[] others =
        [
            .. Enumerable.Range(0, 10).Select(_ => Task.Run(() => process.Credits.SubmitAsync(TestJobs.Create(_time.Now, price: 2)))),
        ];
        await LiveAsync(process, batch, submits: false);
        SubmissionOutcome[] outcomes = await Task.WhenAll(others);

        Assert.Equal(3, outcomes.Count(outcome => outcome == SubmissionOutcome.Created));
        Assert.Equal(7, outcomes.Count(outcome => outcome == SubmissionOutcome.InsufficientCredits));
        Assert.Equal(Total, await process.Jobs.CountAsync(new JobQuery(batch.OrganisationId) { BatchId = batch.Id }));
        Assert.Equal(new Account(batch.OrganisationId, 20, 0, 20), await process.Accounts.GetAsync(batch.OrganisationId));
        Assert.True((await process.Accounts.AuditAsync(batch.OrganisationId)).AddsUp);
    }

    [Fact]
    public async Task Two_processes_that_expand_one_batch_store_each_job_once()
    {
        CreditedProcess one = new(_documents, _time);
        CreditedProcess other = new(_documents, _time);
        await one.Accounts.GrantAsync(TestJobs.Organisation, TestJobs.NewId(_time.Now), 1000);
        Batch batch = TestBatches.Create(_time.Now, total: 60, PageSize, price: 2);
        await one.Expansion.SubmitAsync(batch);

        await Task.WhenAll(Task.Run(() => LiveAsync(one, batch, submits: false)), Task.Run(() => LiveAsync(other, batch, submits: false)));

        JobPage jobs = await one.Jobs.ListAsync(new JobQuery(batch.OrganisationId) { BatchId = batch.Id }, 100);
        Assert.Equal(Enumerable.Range(0, 60), jobs.Jobs.Select(job => Batch.IndexOf(job.Id)));
        Assert.Equal(120, (await one.Accounts.GetAsync(batch.OrganisationId)).Reserved);
    }

    /// <summary>Submits, when asked to, and goes on to the end of the expansion; every step may have been made by an earlier try.</summary>
    private async Task LiveAsync(CreditedProcess process, Batch batch, bool submits)
    {
        if (submits)
        {
            await process.Expansion.SubmitAsync(batch);
        }

        for (Batch? current = await process.Batches.GetAsync(batch.OrganisationId, batch.Id); current is { ExpandedAt: null };)
        {
            current = await process.Expansion.AdvanceAsync(
                current,
                (first, count, _) => Task.FromResult<IReadOnlyList<Job>>(
                    [.. Enumerable.Range(first, count).Select(index => TestBatches.JobOf(batch, index, _time.Now))]),
                _ => Task.CompletedTask);
        }
    }

    private static async Task AssertWholeAsync(CreditedProcess process, Batch batch, bool stored, bool cancelled)
    {
        LedgerAudit audit = await process.Accounts.AuditAsync(batch.OrganisationId);
        Assert.True(audit.AddsUp, $"{audit}");
        JobPage jobs = await process.Jobs.ListAsync(new JobQuery(batch.OrganisationId) { BatchId = batch.Id }, 100);
        Assert.Equal(Enumerable.Range(0, jobs.Jobs.Count), jobs.Jobs.Select(job => Batch.IndexOf(job.Id)));
        Assert.All(jobs.Jobs, job => Assert.Equal(batch.Price, job.Reservation?.Amount ?? 0));
        Assert.Equal(new Account(batch.OrganisationId, Granted, 0, batch.Price * jobs.Jobs.Count), audit.Account);

        Batch? read = await process.Batches.GetAsync(batch.OrganisationId, batch.Id);
        Assert.True(read is not null || !stored);
        if (read is not null)
        {
            Assert.Equal(read.Expanded, jobs.Jobs.Count);
            Assert.True(cancelled || read.Expanded == Total);
            Assert.Equal(Total, (await process.Batches.CountAsync(read)).Total);
        }
    }
}
