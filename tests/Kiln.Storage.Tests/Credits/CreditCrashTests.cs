using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Credits;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Credits;

/// <summary>
/// Kills the process at every single write of a paid job's life, before the write and after it, and looks at what a new process
/// makes of the rest: by repeating the request, by the sweep, and by both.
/// </summary>
public sealed class CreditCrashTests
{
    private const string Organisation = TestJobs.Organisation;
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);
    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();

    public static TheoryData<string, bool, bool> Crashes()
    {
        TheoryData<string, bool, bool> crashes = [];
        foreach (string life in new[] { "succeed", "cancel", "retry" })
        {
            foreach (bool lastWriteIsMade in new[] { false, true })
            {
                crashes.Add(life, lastWriteIsMade, true);
                crashes.Add(life, lastWriteIsMade, false);
            }
        }

        return crashes;
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Credits_add_up_after_a_crash_at_any_write(string life, bool lastWriteIsMade, bool repeated)
    {
        int crashes = 0;
        for (int writes = 0; ; writes++)
        {
            string organisation = $"{Organisation}-{writes}";
            await new CreditedProcess(_documents, _time).Accounts.GrantAsync(organisation, TestJobs.NewId(_time.Now), 10);
            string id = TestJobs.NewId(_time.Now);
            CrashingDocumentStore crashing = new(_documents, writes, lastWriteIsMade);
            bool died = false;
            try
            {
                await LiveAsync(new CreditedProcess(crashing, _time), organisation, id, life);
            }
            catch (CrashException)
            {
                died = true;
                crashes++;
            }

            CreditedProcess next = new(_documents, _time);
            if (died && repeated)
            {
                await LiveAsync(next, organisation, id, life);
            }

            _time.Now += Grace;
            CreditSweep sweep = await next.Credits.SweepAsync(organisation, Grace);
            CreditSweep again = await next.Credits.SweepAsync(organisation, Grace);

            Assert.Empty(sweep.Conflicts);
            Assert.Equal((0, 0), (again.Settled, again.Refunded));
            await AssertAddsUpAsync(next, organisation, id, ended: repeated || !died, life);
            if (!died)
            {
                break;
            }
        }

        // The shortest life has five writes: the reservation and its entry, the job, its end, and so on.
        Assert.InRange(crashes, 5, 40);
    }

    [Fact]
    public async Task A_submission_that_was_given_up_cannot_come_back_from_the_dead()
    {
        CreditedProcess process = new(_documents, _time);
        await process.Accounts.GrantAsync(Organisation, TestJobs.NewId(_time.Now), 10);
        Job job = TestJobs.Create(_time.Now, price: 3);
        await process.Accounts.ReserveAsync(Organisation, job.Id, 1, 3);
        _time.Now += Grace;

        CreditSweep sweep = await process.Credits.SweepAsync(Organisation, Grace);

        Assert.Equal(1, sweep.Refunded);
        Assert.Equal(SubmissionOutcome.Abandoned, await process.Credits.SubmitAsync(job));
        Assert.Null(await process.Jobs.GetAsync(Organisation, job.Id));
        Assert.Equal(new Account(Organisation, 10, 0, 0), await process.Accounts.GetAsync(Organisation));
    }

    [Fact]
    public async Task A_young_reservation_is_left_to_its_submission()
    {
        CreditedProcess process = new(_documents, _time);
        await process.Accounts.GrantAsync(Organisation, TestJobs.NewId(_time.Now), 10);
        Job job = TestJobs.Create(_time.Now, price: 3);
        await process.Accounts.ReserveAsync(Organisation, job.Id, 1, 3);
        _time.Now += Grace / 2;

        await process.Credits.SweepAsync(Organisation, Grace);

        Assert.Equal(SubmissionOutcome.Created, await process.Credits.SubmitAsync(job));
        Assert.Equal(3, (await process.Accounts.GetAsync(Organisation)).Reserved);
    }

    [Fact]
    public async Task The_reservation_of_a_live_job_is_left_alone_however_old()
    {
        CreditedProcess process = new(_documents, _time);
        await process.Accounts.GrantAsync(Organisation, TestJobs.NewId(_time.Now), 10);
        await process.Credits.SubmitAsync(TestJobs.Create(_time.Now, price: 3));
        _time.Now += TimeSpan.FromDays(100);

        CreditSweep sweep = await process.Credits.SweepAsync(Organisation, Grace);

        Assert.Equal((0, 0), (sweep.Settled, sweep.Refunded));
        Assert.Equal(3, (await process.Accounts.GetAsync(Organisation)).Reserved);
    }

    [Fact]
    public async Task Marks_of_given_up_identifiers_go_after_a_day()
    {
        CreditedProcess process = new(_documents, _time);
        await process.Jobs.AbandonAsync(Organisation, TestJobs.NewId(_time.Now));
        _time.Now += TimeSpan.FromDays(2);
        string young = TestJobs.NewId(_time.Now);
        await process.Jobs.AbandonAsync(Organisation, young);

        Assert.Equal(1, await process.Jobs.PurgeAbandonedAsync(Organisation, TimeSpan.FromDays(1)));
        Assert.Equal(0, await process.Jobs.PurgeAbandonedAsync(Organisation, TimeSpan.FromDays(1)));
    }

    // Every step may find that an earlier try of the same life did it already.
    private async Task LiveAsync(CreditedProcess process, string organisation, string id, string life)
    {
        Job job = TestJobs.Create(_time.Now, price: 3, id: id, change: submission => submission with { OrganisationId = organisation });
        await process.Credits.SubmitAsync(job);
        if (life == "cancel")
        {
            await process.Jobs.UpdateAsync(organisation, id, new CancelNow());
        }
        else if (life == "retry")
        {
            await process.Jobs.UpdateAsync(organisation, id, current => current.Retries == 0
                ? new Fail(Lifecycle.Failures.Failure.Of(
                    Lifecycle.Failures.FailureCodes.InternalError, "test", Lifecycle.Failures.FailurePhase.Processing))
                : null);
            await SettleAsync(process, organisation, id);
            if ((await process.Jobs.GetAsync(organisation, id))!.Retries == 0)
            {
                await process.Credits.RetryAsync(organisation, id, 2, "test");
            }

            await SucceedAsync(process, organisation, id);
        }
        else
        {
            await SucceedAsync(process, organisation, id);
        }

        await SettleAsync(process, organisation, id);
    }

    private static async Task SucceedAsync(CreditedProcess process, string organisation, string id)
    {
        ClaimTask claim = new(TestJobs.TaskId, "w", "token", TimeSpan.FromMinutes(1)) { Start = true };
        await process.Jobs.UpdateAsync(organisation, id, claim);
        await process.Jobs.UpdateAsync(organisation, id, new CompleteTask(TestJobs.TaskId, "token"));
    }

    private static async Task SettleAsync(CreditedProcess process, string organisation, string id)
    {
        if (await process.Jobs.GetAsync(organisation, id) is { } job)
        {
            await process.Credits.SettleAsync(job);
        }
    }

    private static async Task AssertAddsUpAsync(CreditedProcess process, string organisation, string id, bool ended, string life)
    {
        LedgerAudit audit = await process.Accounts.AuditAsync(organisation);
        Assert.True(audit.AddsUp, $"{audit}");
        Job? job = await process.Jobs.GetAsync(organisation, id);
        Assert.True(job is not null || !ended);
        Reservation? reservation = job?.Reservation;
        long held = reservation?.Settlement == Settlement.Open ? reservation.Amount : 0;
        long charged = reservation?.Settlement == Settlement.Charge ? reservation.Amount : 0;
        Assert.Equal(new Account(organisation, 10, charged, held), audit.Account);
        if (ended)
        {
            Assert.Equal(life == "cancel" ? JobState.Cancelled : JobState.Succeeded, job!.State);
            Assert.NotNull(reservation!.AppliedAt);
            Assert.Single(job.Events, e => e.Type is "credits.charged" || (life == "cancel" && e.Type is "credits.refunded"));
        }
    }
}
